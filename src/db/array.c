/* array -- arrays in PostgreSQL's binary format: of one dimension, the first index is 1. */
#include "db/conn.h"

/* ---- going in ---- */

static size_t size_plain(size_t count, size_t item)
{
    return 4 + ARRAY_HEAD + count * (4 + item);
}

size_t size_int4s(struct int4s list)
{
    return size_plain(list.len, 4);
}

size_t size_int8s(struct int8s list)
{
    return size_plain(list.len, 8);
}

size_t size_dates(struct days list)
{
    return size_plain(list.len, 4);
}

size_t size_hashes(struct hashes list)
{
    return size_plain(list.len, 16);
}

size_t size_texts(struct texts list)
{
    size_t size = size_plain(list.len, 0);
    for (size_t i = 0; i < list.len; i++)
        size += list.items[i].len;
    return size;
}

size_t size_byteas(struct texts list)
{
    return size_texts(list);
}

/* The head of an array; the length before it is written by end_array. */
static unsigned char *begin_array(unsigned char *to, size_t count, bool nulls, uint32_t oid)
{
    to = store32(to + 4, count > 0);
    to = store32(to, nulls);
    to = store32(to, oid);
    if (count == 0)
        return to;
    to = store32(to, (uint32_t)count);
    return store32(to, 1);
}

static unsigned char *end_array(unsigned char *begin, unsigned char *end)
{
    store32(begin, (uint32_t)(end - begin) - 4);
    return end;
}

unsigned char *put_int4s(unsigned char *to, struct int4s list)
{
    unsigned char *at = begin_array(to, list.len, false, OID_INT4);
    for (size_t i = 0; i < list.len; i++)
        at = put_int4(at, list.items[i]);
    return end_array(to, at);
}

unsigned char *put_int8s(unsigned char *to, struct int8s list)
{
    unsigned char *at = begin_array(to, list.len, false, OID_INT8);
    for (size_t i = 0; i < list.len; i++)
        at = put_int8(at, list.items[i]);
    return end_array(to, at);
}

unsigned char *put_dates(unsigned char *to, struct days list)
{
    bool nulls = false;
    for (size_t i = 0; i < list.len; i++)
        nulls |= list.items[i] == NO_DAY;
    unsigned char *at = begin_array(to, list.len, nulls, OID_DATE);
    for (size_t i = 0; i < list.len; i++)
        at = put_date(at, list.items[i]);
    return end_array(to, at);
}

unsigned char *put_hashes(unsigned char *to, struct hashes list)
{
    unsigned char *at = begin_array(to, list.len, false, OID_UUID);
    for (size_t i = 0; i < list.len; i++)
        at = put_hash(at, list.items[i]);
    return end_array(to, at);
}

static unsigned char *put_strings(unsigned char *to, struct texts list, uint32_t oid)
{
    bool nulls = false;
    for (size_t i = 0; i < list.len; i++)
        nulls |= list.items[i].ptr == NULL;
    unsigned char *at = begin_array(to, list.len, nulls, oid);
    for (size_t i = 0; i < list.len; i++)
        at = put_opt_text(at, list.items[i]);
    return end_array(to, at);
}

unsigned char *put_texts(unsigned char *to, struct texts list)
{
    return put_strings(to, list, OID_TEXT);
}

unsigned char *put_byteas(unsigned char *to, struct texts list)
{
    return put_strings(to, list, OID_BYTEA);
}

/* ---- coming out ---- */

struct items {
    const unsigned char *at;
    const unsigned char *end;
    size_t len;
};

static bool open_array(struct row *r, int column, uint32_t oid, struct items *ret_items)
{
    const struct raw *f = &r->fields[column];
    const unsigned char *p = f->ptr;
    if (f->len == 12 && load32(p) == 0) {
        *ret_items = (struct items){0};
        return true;
    }
    if (f->len < ARRAY_HEAD || load32(p) != 1 || load32(p + 8) != oid)
        return false;
    size_t len = load32(p + 12);
    *ret_items = (struct items){.at = p + ARRAY_HEAD, .end = p + f->len, .len = len};
    return len <= ((size_t)f->len - ARRAY_HEAD) / 4;
}

/* The next item; false where it does not lie inside the array. */
static bool next_item(struct items *items, struct raw *ret_item)
{
    if (items->end - items->at < 4)
        return false;
    int32_t len = (int32_t)load32(items->at);
    items->at += 4;
    *ret_item = (struct raw){.ptr = items->at, .len = len < 0 ? -1 : len};
    if (len < 0)
        return true;
    if (items->end - items->at < len)
        return false;
    items->at += len;
    return true;
}

/* Items of one size, which is their size in C too, as they came.  NULL: the column is bad. */
static void *read_plain(struct row *r, int column, uint32_t oid, size_t size, size_t *ret_len)
{
    struct items items;
    unsigned char *list = NULL;
    bool good = open_array(r, column, oid, &items);
    if (good)
        list = arena_alloc(r->arena, items.len * size);
    for (size_t i = 0; good && i < items.len; i++) {
        struct raw item = {NULL, 0};
        good = next_item(&items, &item) && item.len == (int)size;
        if (good)
            memcpy(list + i * size, item.ptr, size);
    }
    if (!good) {
        row_is_bad(r, column);
        return NULL;
    }
    *ret_len = items.len;
    return list;
}

struct int4s row_opt_int4s(struct row *r, int column)
{
    struct int4s list = {NULL, 0};
    if (row_is_null(r, column))
        return list;
    int32_t *items = read_plain(r, column, OID_INT4, sizeof *items, &list.len);
    for (size_t i = 0; i < list.len; i++)
        items[i] = (int32_t)big32((uint32_t)items[i]);
    list.items = items;
    return list;
}

struct int8s row_opt_int8s(struct row *r, int column)
{
    struct int8s list = {NULL, 0};
    if (row_is_null(r, column))
        return list;
    int64_t *items = read_plain(r, column, OID_INT8, sizeof *items, &list.len);
    for (size_t i = 0; i < list.len; i++)
        items[i] = (int64_t)big64((uint64_t)items[i]);
    list.items = items;
    return list;
}

struct days row_opt_dates(struct row *r, int column)
{
    struct items items;
    if (row_is_null(r, column))
        return (struct days){NULL, 0};
    if (!open_array(r, column, OID_DATE, &items)) {
        row_is_bad(r, column);
        return (struct days){NULL, 0};
    }
    day *list = arena_alloc(r->arena, items.len * sizeof *list);
    for (size_t i = 0; i < items.len; i++) {
        struct raw item = {NULL, 0};
        struct row one = {.fields = &item};
        bool good = next_item(&items, &item);
        list[i] = row_opt_date(&one, 0);
        if (!good || one.bad) {
            row_is_bad(r, column);
            break;
        }
    }
    return (struct days){list, items.len};
}

struct hashes row_opt_hashes(struct row *r, int column)
{
    struct hashes list = {NULL, 0};
    if (row_is_null(r, column))
        return list;
    struct hash128 *items = read_plain(r, column, OID_UUID, sizeof *items, &list.len);
    for (size_t i = 0; i < list.len; i++)
        items[i] = load_hash((const unsigned char *)&items[i]);
    list.items = items;
    return list;
}

static struct texts read_strings(struct row *r, int column, uint32_t oid)
{
    struct items items;
    if (row_is_null(r, column))
        return (struct texts){NULL, 0};
    if (!open_array(r, column, oid, &items)) {
        row_is_bad(r, column);
        return (struct texts){NULL, 0};
    }
    struct text *list = arena_alloc(r->arena, items.len * sizeof *list);
    for (size_t i = 0; i < items.len; i++) {
        struct raw item;
        if (!next_item(&items, &item)) {
            row_is_bad(r, column);
            break;
        }
        struct row one = {.fields = &item, .arena = r->arena, .copies = r->copies};
        list[i] = row_opt_text(&one, 0);
    }
    return (struct texts){list, items.len};
}

struct texts row_opt_texts(struct row *r, int column)
{
    return read_strings(r, column, OID_TEXT);
}

struct texts row_opt_byteas(struct row *r, int column)
{
    return read_strings(r, column, OID_BYTEA);
}

void row_is_bad(struct row *r, int column)
{
    if (r->bad == 0)
        r->bad = column + 1;
}

/* ---- the same for each type ---- */

/* Reads an array that must not be null. */
#define ROW(name, type)                                                                            \
    struct type row_##name(struct row *r, int column)                                              \
    {                                                                                              \
        if (row_is_null(r, column))                                                                \
            row_is_bad(r, column);                                                                 \
        return row_opt_##name(r, column);                                                          \
    }

/* Writes one that may be null. */
#define PUT_OPT(name, type)                                                                        \
    unsigned char *put_opt_##name(unsigned char *to, struct type list)                             \
    {                                                                                              \
        return list.items ? put_##name(to, list) : put_null(to);                                   \
    }

/* As parameters. */
#define ARG(name, type)                                                                            \
    struct arg arg_##name(struct db *db, struct type list)                                         \
    {                                                                                              \
        size_t size = size_##name(list);                                                           \
        unsigned char *bytes = arena_alloc(&db->scratch, size);                                    \
        const unsigned char *end = put_##name(bytes, list);                                        \
        return (struct arg){.outside = bytes + 4, .len = (size_t)(end - bytes) - 4};               \
    }                                                                                              \
    struct arg arg_opt_##name(struct db *db, struct type list)                                     \
    {                                                                                              \
        return list.items ? arg_##name(db, list) : ARG_NULL;                                       \
    }

#define ARRAYS(X)                                                                                  \
    X(int4s, int4s)                                                                                \
    X(int8s, int8s)                                                                                \
    X(dates, days)                                                                                 \
    X(texts, texts)                                                                                \
    X(byteas, texts)                                                                               \
    X(hashes, hashes)

ARRAYS(ROW)
ARRAYS(PUT_OPT)
ARRAYS(ARG)
