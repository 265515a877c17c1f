set(sources
  check.cpp
  source.cpp
)
