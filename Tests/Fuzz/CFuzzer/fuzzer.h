#pragma once

#include <stddef.h>
#include <stdint.h>

/// The entry of libFuzzer for programs that have a `main` of their own; comes with the compiler.
int LLVMFuzzerRunDriver(
    int *argc, char ***argv, int (*UserCb)(const uint8_t *data, size_t size));
