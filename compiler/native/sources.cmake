set(sources
    body_builder.cpp
    from_plan.cpp
    image.cpp
    jit.cpp
    object.cpp
    operations.cpp
    print.cpp)
