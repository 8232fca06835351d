/*
 * Fuzz: what a fuzzer and the replay of its corpus share.
 */
#ifndef AUTOREV_FUZZ_H
#define AUTOREV_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* What must hold, in every build: assert() would be silent in a release. */
#define FUZZ_CHECK(holds)                                                              \
    do {                                                                               \
        if (!(holds)) {                                                                \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #holds); \
            abort();                                                                   \
        }                                                                              \
    } while (0)

/* The one function of a fuzzer, under the name that libFuzzer looks for. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
