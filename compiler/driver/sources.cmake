set(sources
    budget.cpp
    compile.cpp
    imports.cpp
    native_compilation.cpp
    pack_file.cpp
    pipeline.cpp
    run_tests.cpp)
