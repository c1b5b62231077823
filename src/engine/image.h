#pragma once
/* image -- the book as plain memory: what has to be kept of it, where it lies, and how a book is
 * made of it again.
 *
 * An image is a shape (how many rows) and parts (the memory of the columns and of the key indexes).
 * Saving writes the shape and the bytes of the parts; reading back prepares an empty book of the
 * shape, fills its parts, and finishes it.  What matters within a day only is not part of it: an
 * image is taken after run_day and before the next book_day_begin.  Where images are kept, and
 * whether one may be believed, is the business of others. */
#include "engine/book.h"

struct image_table {
    uint32_t rows;
    uint32_t slot_bits; /* of the key index */
};
enum { IMAGE_TABLES = 8, IMAGE_PARTS_MOST = 96 };

/* Without holes: its bytes are kept as they are. */
struct image_shape {
    day today, first_day;
    int32_t spend_window;
    uint32_t spend_ahead; /* items */
    struct image_table tables[IMAGE_TABLES];
};
struct image_part {
    char *bytes;
    size_t len;
    bool steady; /* a day hardly writes to it: may be mapped (large_map) where it is large */
};

/* A fingerprint of names and sizes of all columns: an image of a program with another one is not
 * for this one. */
uint64_t image_layout(void);

/* Bytes of all parts of a book of the shape. */
uint64_t image_size(const struct image_shape *shape);

struct image_shape image_describe(const struct book *b);

/* The parts of a book, in an order that depends on the program only; gives their number. */
size_t image_parts(const struct book *b, struct image_part parts[IMAGE_PARTS_MOST]);

/* Gives an initialised, empty book the memory of the shape; false where no book has such a shape
 * (the book is unchanged then). */
MUST_USE bool image_prepare(struct book *b, const struct image_shape *shape);

/* After the parts were filled: false where they do not fit each other (the book is then no longer
 * of use, but for book_release). */
MUST_USE bool image_finish(struct book *b);

/* Tells in what two books differ, a line each; gives the number of lines.  Rows are matched by
 * their keys.  What an image does not keep is not compared.  Both books may be put into another
 * order in what has none (card spend ahead). */
typedef void image_differs(void *ctx, const char *line);
size_t image_compare(struct book *a, struct book *b, image_differs *tell, void *ctx);
