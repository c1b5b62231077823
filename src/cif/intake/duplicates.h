#pragma once
/* duplicates -- which good rows have a key that an earlier good row has?
 *
 * The fingerprints are first dealt out to buckets by their leading bits, in file order, so that
 * each bucket with its table fits into a core's own cache: several times faster than one large
 * table, and threads need not know of each other.  Needs 16 bytes a row meanwhile.  Private to
 * intake. */
#include "base/text.h"
#include "cif/intake/scan.h"

/* The numbers (uint32_t) of all rows but the first of each key go to 'ret_rows', ascending.  There
 * must be fewer than UINT32_MAX rows. */
void duplicates_find(const struct scan_row *rows, size_t count, unsigned threads,
                     struct vec *ret_rows);
