#pragma once
/* cells -- a row of checked values as bytes, and its key.
 *
 * Rows that wait for a reference are kept packed in the database (sealed there) and retried; their
 * bytes begin with a version, so that later programs can read them.  A column that was added to the
 * table later is "not known" in an old row. */
#include "base/hash.h"
#include "cif/intake/column.h"

/* Adds the row to 'ret_bytes': version, number of columns, then every text with its length. */
void cells_pack(enum dayfile file, const struct cell *cells, struct buf *ret_bytes);

/* The same cells again, checked anew; texts point into 'bytes'.  False: these are not such bytes,
 * and 'cells' (room for COLUMNS_MOST) is unspecified. */
MUST_USE bool cells_unpack(enum dayfile file, struct text bytes, struct cell *cells);

/* The fingerprint of the row's key: its columns' texts in the order of the key, 0x1F between; of a
 * transaction's time the date.  A key of one column is the fingerprint of its text, so references
 * are found by hash128_of(key, text).  Zeros for a file without key. */
struct hash128 cells_key(enum dayfile file, const struct cell *cells, const struct hash_key *key);

/* The text that it is the fingerprint of: one of the cells', or put together in 'room'. */
enum { KEY_TEXT_MOST = KEY_COLUMNS_MOST * (KEY_BYTES_MOST + 1) };
struct text cells_key_text(const struct dayfile_table *table, const struct cell *cells, char *room);
