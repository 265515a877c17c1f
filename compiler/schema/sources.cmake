set(sources
  declare_record.cpp
  declare_touchpoint.cpp
  declare_type.cpp
  from_syntax.cpp
  names.cpp
  type_name.cpp
)
