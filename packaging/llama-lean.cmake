# Included by CMake when llama.cpp's own project() runs. llama-cpp-python forces LLAMA_BUILD_COMMON on in the
# cache, though its Python package uses nothing of it; a normal variable shadows the cache and halves the build.
set(LLAMA_BUILD_COMMON OFF)
