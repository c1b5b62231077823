#pragma once
/* text -- views of bytes, and buffers that grow.
 *
 * struct text points into memory that somebody else owns; it need not end with NUL.
 * struct buf owns its bytes; 'bytes' is NULL while it is empty.  Both are plain bytes: what they
 * mean (UTF-8, a binary row) is the user's business. */
#include "base/base.h"

struct text {
    const char *ptr;
    size_t len;
};

#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

struct text text_of(const char *c_string); /* NULL gives the empty text */
struct text text_or_empty(struct text t);  /* "" for what is not there */
bool text_is(struct text a, const char *c_string);
bool text_equal(struct text a, struct text b);
int text_order(struct text a, struct text b); /* by bytes, the shorter first */
bool text_is_utf8(struct text t);             /* valid, shortest form, no surrogates, no NUL */

struct buf {
    char *bytes;
    size_t len;
    size_t room;
};

void buf_init(struct buf *b);
void buf_release(struct buf *b);
void buf_clear(struct buf *b);              /* empty again, the memory stays */
char *buf_grow(struct buf *b, size_t more); /* room for 'more' bytes; where they begin */
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_add_char(struct buf *b, char c);
void buf_add_text(struct buf *b, const char *c_string);
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
struct text buf_text(const struct buf *b);

/* A row of equal items.  'size' is the size of one; the items are at vec_at(v, 0) on. */
struct vec {
    void *items;
    size_t len;
    size_t room;
    size_t size;
};

void vec_init(struct vec *v, size_t size);
void vec_release(struct vec *v);
void vec_clear(struct vec *v);
void *vec_add(struct vec *v); /* a new zeroed item at the end; valid until the next vec_add */
void *vec_grow(struct vec *v, size_t more); /* room for 'more' items; where they begin */
void vec_append(struct vec *v, const struct vec *from); /* copies of all items; of one size */
void *vec_at(const struct vec *v, size_t i);
