#pragma once
/* fuzz -- what the fuzz targets share.
 *
 * A target is one file with LLVMFuzzerTestOneInput.  With clang's libFuzzer it hunts; with replay.c
 * it is an ordinary test that runs the files of corpus/TARGET and regression/TARGET. */
#include "base/arena.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Says what does not hold and ends the program, as a sanitizer would. */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static inline struct text fuzz_text(const uint8_t *data, size_t size)
{
    return (struct text){size ? (const char *)data : "", size};
}
