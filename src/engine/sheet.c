/* How a sheet lies in memory and in a file: a head, then column after column. */
#include "engine/sheet.h"

#include <stdatomic.h>

#include "base/arena.h"
#include "base/checksum.h"
#include "base/large.h"

enum { GRAIN = 4096, COLUMNS = AMOUNT_STORED + SHEET_SUMS + 1 + SHEET_CODES + 1, LAYOUT = 1 };

struct head {
    char magic[8];
    uint32_t layout, count, room;
    day day, whole_from;
    int64_t at;
    uint64_t checksum; /* of the columns, then of this head with 0 here */
};
static const char magic[8] = "GHSHEET";

struct sheet_memory {
    atomic_uint refs;
    struct text bytes;
    void (*release)(void *with);
    void *with;
    struct sheet *of; /* whose bytes these are; NULL: own */
    int32_t *manager; /* large */
    size_t manager_size;
};

/* ---- layout ---- */

struct column {
    const void **items;
    size_t width, at;
    bool whole; /* also rows beyond 'count' are told: who comes later is not there yet */
};

static size_t whole_grains(size_t size)
{
    return (size + GRAIN - 1) / GRAIN * GRAIN;
}

/* The columns of a sheet, with their place; returns what all of it takes. */
static size_t columns_of(struct sheet *s, struct column ret[COLUMNS])
{
    size_t len = 0, at = GRAIN;
    for (size_t i = 0; i < AMOUNT_STORED; i++)
        ret[len++] = (struct column){(const void **)&s->amounts[i], sizeof(fen), 0, false};
    for (size_t i = 0; i < SHEET_SUMS; i++)
        ret[len++] = (struct column){(const void **)&s->sums[i], sizeof(fen), 0, false};
    ret[len++] = (struct column){(const void **)&s->fa_avg, sizeof(fen), 0, false};
    for (size_t i = 0; i < SHEET_CODES; i++)
        ret[len++] =
            (struct column){(const void **)&s->codes[i], sizeof(uint8_t), 0, i == SHEET_ABSENT};
    ret[len++] = (struct column){(const void **)&s->home, sizeof(int32_t), 0, false};
    for (size_t i = 0; i < len; i++) {
        ret[i].at = at;
        at += whole_grains(ret[i].width * s->room);
    }
    return at;
}

size_t sheet_size(uint32_t room)
{
    struct sheet s = {.room = room};
    struct column columns[COLUMNS];
    return columns_of(&s, columns);
}

struct text sheet_bytes(const struct sheet *s)
{
    return s->memory->bytes;
}

static void point_at(struct sheet *s, const char *bytes)
{
    struct column columns[COLUMNS];
    columns_of(s, columns);
    for (size_t i = 0; i < COLUMNS; i++)
        *columns[i].items = bytes + columns[i].at;
}

/* ---- files ---- */

/* What of a column is not 0. */
static size_t told_of(const struct sheet *s, const struct column *c)
{
    return c->width * (c->whole ? s->room : s->count);
}

static uint64_t checksum_of(const struct sheet *s)
{
    struct sheet copy = *s;
    struct column columns[COLUMNS];
    uint64_t sum = 0;
    columns_of(&copy, columns);
    for (size_t i = 0; i < COLUMNS; i++)
        sum = checksum64(*columns[i].items, columns[i].width * s->room, sum);
    return sum;
}

static struct head head_of(const struct sheet *s)
{
    struct head h = {.layout = LAYOUT,
                     .count = s->count,
                     .room = s->room,
                     .day = s->day,
                     .whole_from = s->whole_from,
                     .at = s->at};
    memcpy(h.magic, magic, sizeof magic);
    h.checksum = checksum64(&h, sizeof h, checksum_of(s));
    return h;
}

rc sheet_each_part(const struct sheet *s,
                   rc (*put)(void *with, size_t at, const void *bytes, size_t len), void *with)
{
    struct sheet copy = *s;
    struct column columns[COLUMNS];
    struct head head = head_of(s);
    columns_of(&copy, columns);
    TRY(put(with, 0, &head, sizeof head));
    for (size_t i = 0; i < COLUMNS; i++)
        TRY(put(with, columns[i].at, *columns[i].items, told_of(s, &columns[i])));
    return OK;
}

static struct sheet *sheet_on(struct text bytes, void (*release)(void *with), void *with)
{
    struct sheet *s = mem_alloc(sizeof *s);
    s->memory = mem_alloc(sizeof *s->memory);
    atomic_init(&s->memory->refs, 1);
    s->memory->bytes = bytes;
    s->memory->release = release;
    s->memory->with = with;
    return s;
}

struct sheet *sheet_blank(day d, uint32_t room, struct text bytes, void (*release)(void *with),
                          void *with)
{
    struct sheet *s = sheet_on(bytes, release, with);
    s->day = d;
    s->room = room;
    point_at(s, bytes.ptr);
    return s;
}

rc sheet_over(struct text bytes, void (*release)(void *with), void *with, struct sheet **ret,
              struct why *why)
{
    struct head h;
    if (bytes.len < GRAIN)
        return why_say(why, E_INVALID, "too short");
    memcpy(&h, bytes.ptr, sizeof h);
    if (memcmp(h.magic, magic, sizeof magic) != 0 || h.layout != LAYOUT || h.count > h.room ||
        h.room >= UINT32_MAX / 2 || sheet_size(h.room) != bytes.len)
        return why_say(why, E_INVALID, "not a sheet of this version");
    struct sheet *s = sheet_on(bytes, release, with);
    s->day = h.day;
    s->at = h.at;
    s->whole_from = h.whole_from;
    s->count = h.count;
    s->room = h.room;
    point_at(s, bytes.ptr);
    struct head right = head_of(s);
    if (right.checksum == h.checksum) {
        *ret = s;
        return OK;
    }
    free(s->memory);
    free(s);
    return why_say(why, E_INVALID, "its checksum is wrong");
}

/* ---- references ---- */

struct sheet *sheet_ref(struct sheet *s)
{
    if (s)
        atomic_fetch_add_explicit(&s->memory->refs, 1, memory_order_relaxed);
    return s;
}

struct sheet *sheet_unref(struct sheet *s)
{
    if (!s || atomic_fetch_sub_explicit(&s->memory->refs, 1, memory_order_acq_rel) != 1)
        return NULL;
    if (s->memory->release)
        s->memory->release(s->memory->with);
    if (s->memory->manager)
        large_release(s->memory->manager, s->memory->manager_size);
    sheet_unref(s->memory->of);
    free(s->memory);
    free(s);
    return NULL;
}

struct sheet *sheet_with_managers(struct sheet *s, int32_t *manager)
{
    struct sheet *of = s->memory->of ? s->memory->of : s;
    struct sheet *copy = sheet_on(s->memory->bytes, NULL, NULL);
    struct sheet_memory *memory = copy->memory;
    *copy = *s;
    copy->memory = memory;
    memory->of = sheet_ref(of);
    memory->manager = manager;
    memory->manager_size = s->room * sizeof *manager;
    copy->manager = manager;
    return copy;
}

/* ---- of a day ---- */

const struct sheet *sheets_of_day(const struct sheets *x, day d)
{
    size_t from = 0, until = x ? x->len : 0;
    while (from < until) {
        size_t middle = (from + until) / 2;
        if (x->items[middle]->day == d)
            return x->items[middle];
        if (x->items[middle]->day < d)
            from = middle + 1;
        else
            until = middle;
    }
    return NULL;
}
