set(sources
  expression_text.cpp
  format.cpp
)
