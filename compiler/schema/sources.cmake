set(sources
  declare_identity.cpp
  declare_touchpoint.cpp
  declare_type.cpp
  from_syntax.cpp
  names.cpp
  type_name.cpp
)
