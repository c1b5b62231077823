#pragma once
/* Private: what the functions that sqlgen writes are made of.  Nobody else includes it.
 *
 * Values travel in PostgreSQL's binary format: numbers with the most significant byte first, days
 * and microseconds counted from 2000-01-01, a hash as the 16 bytes of a uuid.  An array is its
 * number of dimensions, a flag, the type of its items, its length, its first index, and the items.
 *
 *     arg_*   a C value as a parameter
 *     put_*   a C value into a row of COPY, its length before it; room of size_* must be there
 *     row_*   a column of a row as a C value; a wrong one makes the row bad */
#include "db/query.h"

enum {
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_DATE = 1082,
    OID_UUID = 2950
};

enum { DAYS_TO_2000 = 10957, ARRAY_HEAD = 20 };
#define MICROSECONDS_TO_2000 INT64_C(946684800000000)

static inline uint16_t big16(uint16_t x)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_bswap16(x);
#else
    return x;
#endif
}

static inline uint32_t big32(uint32_t x)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_bswap32(x);
#else
    return x;
#endif
}

static inline uint64_t big64(uint64_t x)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_bswap64(x);
#else
    return x;
#endif
}

/* The bytes of a hash are the same on every machine: those of SipHash, which are little-endian. */
static inline uint64_t little64(uint64_t x)
{
    return __builtin_bswap64(big64(x));
}

static inline unsigned char *store16(unsigned char *to, uint16_t x)
{
    x = big16(x);
    memcpy(to, &x, sizeof x);
    return to + sizeof x;
}

static inline unsigned char *store32(unsigned char *to, uint32_t x)
{
    x = big32(x);
    memcpy(to, &x, sizeof x);
    return to + sizeof x;
}

static inline unsigned char *store64(unsigned char *to, uint64_t x)
{
    x = big64(x);
    memcpy(to, &x, sizeof x);
    return to + sizeof x;
}

static inline unsigned char *store_hash(unsigned char *to, struct hash128 h)
{
    uint64_t words[2] = {little64(h.low), little64(h.high)};
    memcpy(to, words, sizeof words);
    return to + sizeof words;
}

static inline unsigned char *store_bytes(unsigned char *to, struct text t)
{
    if (t.len)
        memcpy(to, t.ptr, t.len);
    return to + t.len;
}

static inline uint16_t load16(const unsigned char *from)
{
    uint16_t x;
    memcpy(&x, from, sizeof x);
    return big16(x);
}

static inline uint32_t load32(const unsigned char *from)
{
    uint32_t x;
    memcpy(&x, from, sizeof x);
    return big32(x);
}

static inline uint64_t load64(const unsigned char *from)
{
    uint64_t x;
    memcpy(&x, from, sizeof x);
    return big64(x);
}

static inline struct hash128 load_hash(const unsigned char *from)
{
    uint64_t words[2];
    memcpy(words, from, sizeof words);
    return (struct hash128){.low = little64(words[0]), .high = little64(words[1])};
}

/* ---- rows of COPY, going in ---- */

#define NULL_LENGTH UINT32_MAX

static inline unsigned char *put_count(unsigned char *to, int columns)
{
    return store16(to, (uint16_t)columns);
}

static inline unsigned char *put_null(unsigned char *to)
{
    return store32(to, NULL_LENGTH);
}

static inline unsigned char *put_bool(unsigned char *to, bool value)
{
    to = store32(to, 1);
    *to = value;
    return to + 1;
}

static inline unsigned char *put_int2(unsigned char *to, int16_t value)
{
    return store16(store32(to, 2), (uint16_t)value);
}

static inline unsigned char *put_int4(unsigned char *to, int32_t value)
{
    return store32(store32(to, 4), (uint32_t)value);
}

static inline unsigned char *put_int8(unsigned char *to, int64_t value)
{
    return store64(store32(to, 8), (uint64_t)value);
}

static inline unsigned char *put_date(unsigned char *to, day value)
{
    return value == NO_DAY ? put_null(to) : store32(store32(to, 4), (uint32_t)value - DAYS_TO_2000);
}

static inline unsigned char *put_hash(unsigned char *to, struct hash128 value)
{
    return store_hash(store32(to, 16), value);
}

static inline unsigned char *put_time(unsigned char *to, int64_t value)
{
    return store64(store32(to, 8), (uint64_t)value - MICROSECONDS_TO_2000);
}

static inline unsigned char *put_text(unsigned char *to, struct text value)
{
    return store_bytes(store32(to, (uint32_t)value.len), value);
}

/* A jsonb value: its version goes before the text. */
static inline unsigned char *put_json(unsigned char *to, struct text value)
{
    to = store32(to, (uint32_t)value.len + 1);
    *to = 1;
    return store_bytes(to + 1, value);
}

static inline size_t size_text(struct text value)
{
    return 4 + value.len;
}

static inline size_t size_json(struct text value)
{
    return 5 + value.len;
}

static inline unsigned char *put_opt_bool(unsigned char *to, struct opt_bool v)
{
    return v.known ? put_bool(to, v.value) : put_null(to);
}

static inline unsigned char *put_opt_int2(unsigned char *to, struct opt_int2 v)
{
    return v.known ? put_int2(to, v.value) : put_null(to);
}

static inline unsigned char *put_opt_int4(unsigned char *to, struct opt_int4 v)
{
    return v.known ? put_int4(to, v.value) : put_null(to);
}

static inline unsigned char *put_opt_int8(unsigned char *to, struct opt_int8 v)
{
    return v.known ? put_int8(to, v.value) : put_null(to);
}

static inline unsigned char *put_opt_hash(unsigned char *to, struct opt_hash v)
{
    return v.known ? put_hash(to, v.value) : put_null(to);
}

static inline unsigned char *put_opt_time(unsigned char *to, struct opt_int8 v)
{
    return v.known ? put_time(to, v.value) : put_null(to);
}

static inline unsigned char *put_opt_date(unsigned char *to, day v)
{
    return put_date(to, v);
}

static inline unsigned char *put_opt_text(unsigned char *to, struct text v)
{
    return v.ptr ? put_text(to, v) : put_null(to);
}

static inline unsigned char *put_opt_json(unsigned char *to, struct text v)
{
    return v.ptr ? put_json(to, v) : put_null(to);
}

size_t size_int4s(struct int4s list);
size_t size_int8s(struct int8s list);
size_t size_dates(struct days list);
size_t size_texts(struct texts list);
size_t size_byteas(struct texts list);
size_t size_hashes(struct hashes list);

unsigned char *put_int4s(unsigned char *to, struct int4s list);
unsigned char *put_int8s(unsigned char *to, struct int8s list);
unsigned char *put_dates(unsigned char *to, struct days list);
unsigned char *put_texts(unsigned char *to, struct texts list);
unsigned char *put_byteas(unsigned char *to, struct texts list);
unsigned char *put_hashes(unsigned char *to, struct hashes list);

unsigned char *put_opt_int4s(unsigned char *to, struct int4s list);
unsigned char *put_opt_int8s(unsigned char *to, struct int8s list);
unsigned char *put_opt_dates(unsigned char *to, struct days list);
unsigned char *put_opt_texts(unsigned char *to, struct texts list);
unsigned char *put_opt_byteas(unsigned char *to, struct texts list);
unsigned char *put_opt_hashes(unsigned char *to, struct hashes list);

/* ---- parameters ---- */

/* A parameter's bytes lie here, or outside where they are many. */
struct arg {
    const void *outside;
    size_t len;
    bool null;
    unsigned char bytes[16];
};

#define ARG_NULL ((struct arg){.null = true})

static inline struct arg arg_bool(bool value)
{
    return (struct arg){.len = 1, .bytes = {value}};
}

static inline struct arg arg_int2(int16_t value)
{
    struct arg a = {.len = 2};
    store16(a.bytes, (uint16_t)value);
    return a;
}

static inline struct arg arg_int4(int32_t value)
{
    struct arg a = {.len = 4};
    store32(a.bytes, (uint32_t)value);
    return a;
}

static inline struct arg arg_int8(int64_t value)
{
    struct arg a = {.len = 8};
    store64(a.bytes, (uint64_t)value);
    return a;
}

static inline struct arg arg_date(day value)
{
    return value == NO_DAY ? ARG_NULL : arg_int4((int32_t)((uint32_t)value - DAYS_TO_2000));
}

static inline struct arg arg_hash(struct hash128 value)
{
    struct arg a = {.len = 16};
    store_hash(a.bytes, value);
    return a;
}

static inline struct arg arg_time(int64_t value)
{
    return arg_int8((int64_t)((uint64_t)value - MICROSECONDS_TO_2000));
}

static inline struct arg arg_text(struct text value)
{
    return (struct arg){.outside = value.len ? value.ptr : NULL, .len = value.len};
}

static inline struct arg arg_opt_bool(struct opt_bool v)
{
    return v.known ? arg_bool(v.value) : ARG_NULL;
}

static inline struct arg arg_opt_int2(struct opt_int2 v)
{
    return v.known ? arg_int2(v.value) : ARG_NULL;
}

static inline struct arg arg_opt_int4(struct opt_int4 v)
{
    return v.known ? arg_int4(v.value) : ARG_NULL;
}

static inline struct arg arg_opt_int8(struct opt_int8 v)
{
    return v.known ? arg_int8(v.value) : ARG_NULL;
}

static inline struct arg arg_opt_hash(struct opt_hash v)
{
    return v.known ? arg_hash(v.value) : ARG_NULL;
}

static inline struct arg arg_opt_time(struct opt_int8 v)
{
    return v.known ? arg_time(v.value) : ARG_NULL;
}

static inline struct arg arg_opt_date(day v)
{
    return arg_date(v);
}

static inline struct arg arg_opt_text(struct text v)
{
    return v.ptr ? arg_text(v) : ARG_NULL;
}

/* Their bytes live until the query was sent. */
struct arg arg_int4s(struct db *db, struct int4s list);
struct arg arg_int8s(struct db *db, struct int8s list);
struct arg arg_dates(struct db *db, struct days list);
struct arg arg_texts(struct db *db, struct texts list);
struct arg arg_byteas(struct db *db, struct texts list);
struct arg arg_hashes(struct db *db, struct hashes list);

struct arg arg_opt_int4s(struct db *db, struct int4s list);
struct arg arg_opt_int8s(struct db *db, struct int8s list);
struct arg arg_opt_dates(struct db *db, struct days list);
struct arg arg_opt_texts(struct db *db, struct texts list);
struct arg arg_opt_byteas(struct db *db, struct texts list);
struct arg arg_opt_hashes(struct db *db, struct hashes list);

/* ---- rows of results ---- */

struct raw {
    const unsigned char *ptr;
    int len; /* below 0: null */
};

struct row {
    const struct raw *fields;
    struct arena *arena; /* for arrays, and for text where copies is set */
    bool copies;         /* else text points to where the row lies */
    int bad;             /* 1 + the first column that is not what was declared; 0: all are */
};

/* Notes that a column has another size than its type, or is null and must not. */
__attribute__((cold, noinline)) void row_is_bad(struct row *r, int column);

/* Where a value of 'size' bytes lies, NULL if the column is bad. */
static inline const unsigned char *row_bytes(struct row *r, int column, int size)
{
    const struct raw *f = &r->fields[column];
    if (__builtin_expect(f->len == size, 1))
        return f->ptr;
    row_is_bad(r, column);
    return NULL;
}

static inline bool row_is_null(const struct row *r, int column)
{
    return r->fields[column].len < 0;
}

static inline bool row_bool(struct row *r, int column)
{
    const unsigned char *p = row_bytes(r, column, 1);
    return p && *p;
}

static inline int16_t row_int2(struct row *r, int column)
{
    const unsigned char *p = row_bytes(r, column, 2);
    if (!p)
        return 0;
    return (int16_t)load16(p);
}

static inline int32_t row_int4(struct row *r, int column)
{
    const unsigned char *p = row_bytes(r, column, 4);
    return p ? (int32_t)load32(p) : 0;
}

static inline int64_t row_int8(struct row *r, int column)
{
    const unsigned char *p = row_bytes(r, column, 8);
    return p ? (int64_t)load64(p) : 0;
}

/* Infinite days and times have no place among ours. */
static inline day row_date(struct row *r, int column)
{
    int32_t days = row_int4(r, column);
    if (days > INT32_MAX - DAYS_TO_2000 || days == INT32_MIN) {
        row_is_bad(r, column);
        return NO_DAY;
    }
    return days + DAYS_TO_2000;
}

static inline int64_t row_time(struct row *r, int column)
{
    int64_t time = row_int8(r, column);
    if (time > INT64_MAX - MICROSECONDS_TO_2000 || time == INT64_MIN) {
        row_is_bad(r, column);
        return 0;
    }
    return time + MICROSECONDS_TO_2000;
}

static inline struct hash128 row_hash(struct row *r, int column)
{
    const unsigned char *p = row_bytes(r, column, 16);
    return p ? load_hash(p) : (struct hash128){0, 0};
}

static inline struct text row_opt_text(struct row *r, int column)
{
    const struct raw *f = &r->fields[column];
    if (f->len < 0)
        return (struct text){NULL, 0};
    const char *ptr = (const char *)f->ptr;
    if (r->copies)
        ptr = arena_text(r->arena, ptr, (size_t)f->len);
    return (struct text){ptr, (size_t)f->len};
}

static inline struct text row_text(struct row *r, int column)
{
    if (row_is_null(r, column))
        row_is_bad(r, column);
    return row_opt_text(r, column);
}

static inline struct opt_bool row_opt_bool(struct row *r, int column)
{
    return row_is_null(r, column) ? (struct opt_bool){false, false}
                                  : (struct opt_bool){true, row_bool(r, column)};
}

static inline struct opt_int2 row_opt_int2(struct row *r, int column)
{
    return row_is_null(r, column) ? (struct opt_int2){false, 0}
                                  : (struct opt_int2){true, row_int2(r, column)};
}

static inline struct opt_int4 row_opt_int4(struct row *r, int column)
{
    return row_is_null(r, column) ? (struct opt_int4){false, 0}
                                  : (struct opt_int4){true, row_int4(r, column)};
}

static inline struct opt_int8 row_opt_int8(struct row *r, int column)
{
    return row_is_null(r, column) ? (struct opt_int8){false, 0}
                                  : (struct opt_int8){true, row_int8(r, column)};
}

static inline struct opt_int8 row_opt_time(struct row *r, int column)
{
    return row_is_null(r, column) ? (struct opt_int8){false, 0}
                                  : (struct opt_int8){true, row_time(r, column)};
}

static inline struct opt_hash row_opt_hash(struct row *r, int column)
{
    return row_is_null(r, column) ? (struct opt_hash){false, {0, 0}}
                                  : (struct opt_hash){true, row_hash(r, column)};
}

static inline day row_opt_date(struct row *r, int column)
{
    return row_is_null(r, column) ? NO_DAY : row_date(r, column);
}

struct int4s row_int4s(struct row *r, int column);
struct int8s row_int8s(struct row *r, int column);
struct days row_dates(struct row *r, int column);
struct texts row_texts(struct row *r, int column);
struct texts row_byteas(struct row *r, int column);
struct hashes row_hashes(struct row *r, int column);

struct int4s row_opt_int4s(struct row *r, int column);
struct int8s row_opt_int8s(struct row *r, int column);
struct days row_opt_dates(struct row *r, int column);
struct texts row_opt_texts(struct row *r, int column);
struct texts row_opt_byteas(struct row *r, int column);
struct hashes row_opt_hashes(struct row *r, int column);

/* ---- running them ---- */

MUST_USE rc query_exec(struct db *db, const struct query *q, const struct arg *args,
                       int64_t *ret_rows);
MUST_USE rc query_one(struct db *db, const struct query *q, const struct arg *args,
                      struct arena *arena, void *ret_row);
MUST_USE rc query_maybe(struct db *db, const struct query *q, const struct arg *args,
                        struct arena *arena, void *ret_row, bool *ret_found);
/* ret_rows: where a pointer to the rows goes. */
MUST_USE rc query_many(struct db *db, const struct query *q, const struct arg *args,
                       struct arena *arena, void *ret_rows, size_t *ret_count);

MUST_USE rc copy_in_begin(struct db *db, const struct query *q);
unsigned char *copy_in_room(struct db *db, size_t size); /* NULL: copy_in_failed says why */
MUST_USE rc copy_in_failed(struct db *db);
MUST_USE rc copy_in_add(struct db *db, const unsigned char *end);
MUST_USE rc copy_in_end(struct db *db, int64_t *ret_rows);

struct copy_out {
    struct db *db;
    const struct query *query;
    struct row row;
    struct raw *fields;
    struct arena_mark mark;  /* of the memory for arrays */
    char *message;           /* what libpq handed out */
    const unsigned char *at; /* the next row in it */
    const unsigned char *end;
    bool begun; /* the header was read */
    bool done;  /* the trailer was read */
    rc outcome; /* of the caller's function, then of the COPY */
};

MUST_USE rc copy_out_begin(struct db *db, const struct query *q, struct raw *fields,
                           struct copy_out *copy);
bool copy_out_next(struct copy_out *copy); /* false: no more, or something failed */
MUST_USE rc copy_out_end(struct copy_out *copy);
