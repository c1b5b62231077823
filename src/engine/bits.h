#pragma once
/* bits -- loops over words of 64 rows: bit i of word w is row 64 w + i.
 *
 * What sets (set.h) and everybody who evaluates over all customers is made of.  The loops are plain
 * and without branches, so that the compiler makes vectors of them (fast.h). */
#include "base/base.h"

enum { WORD_ROWS = 64 };

uint32_t bits_count(const uint64_t *words, size_t len);
bool bits_any(const uint64_t *words, size_t len);
uint32_t bits_common(const uint64_t *x, const uint64_t *y, size_t len); /* how many in both */
void bits_or(uint64_t *words, const uint64_t *with, size_t len);
/* False: nothing is left. */
bool bits_and(uint64_t *words, const uint64_t *with, size_t len);
bool bits_andnot(uint64_t *words, const uint64_t *without, size_t len);

/* The first 'len' rows of a word, up to 64. */
static inline uint64_t bits_first(uint32_t len)
{
    return len < WORD_ROWS ? (UINT64_C(1) << len) - 1 : UINT64_MAX;
}

/* Which of the values of 64 rows lie between: least <= value <= most. */
uint64_t bits_of_int64(const int64_t *values, int64_t least, int64_t most);
uint64_t bits_of_int32(const int32_t *values, int32_t least, int32_t most);
uint64_t bits_of_uint16(const uint16_t *values, uint16_t least, uint16_t most);
uint64_t bits_of_uint8(const uint8_t *values, uint8_t least, uint8_t most);

/* Takes out of 'words' the rows whose value does not lie between; 'values' are those of its rows,
 * 'rows' of them.  Where few rows are left, only theirs are looked at.  False: nothing is left. */
bool bits_keep_int64(uint64_t *words, const int64_t *values, uint32_t rows, int64_t least,
                     int64_t most);
bool bits_keep_int32(uint64_t *words, const int32_t *values, uint32_t rows, int32_t least,
                     int32_t most);
bool bits_keep_uint16(uint64_t *words, const uint16_t *values, uint32_t rows, uint16_t least,
                      uint16_t most);
bool bits_keep_uint8(uint64_t *words, const uint8_t *values, uint32_t rows, uint8_t least,
                     uint8_t most);
