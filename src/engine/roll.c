#include "engine/roll.h"

#include "base/arena.h"
#include "engine/bits.h"
#include "engine/keyed.h"
#include "engine/snapshot_parts.h"

enum {
    ROOM_LEAST = 1024,
    TAIL_BASE = 11,
    TAILS = TAIL_BASE * TAIL_BASE * TAIL_BASE * TAIL_BASE,
    KEPT = ROLL_ACCOUNT,
    LISTED_MOST = 16 /* a larger part of the bank is found by going through all of it */
};

/* Ends of the numbers of which a customer has several: those with one end are a chain of links. */
struct tail_link {
    uint32_t row, next; /* counted from 1; 0: the last */
};
struct tails {
    uint32_t first[TAILS];
    struct tail_link *links;
    size_t len, room;
};

struct roll {
    uint32_t rows, room;
    uint64_t *planes[CALLED_SIGNS]; /* bit i of word w: row 64 w + i has the sign */
    uint32_t *at;                   /* the name's first character in 'names' */
    uint8_t *len;
    uint8_t *gone;
    struct keyed certificates, phones, called; /* the low halves; of folded names */
    uint16_t *kept_tails[KEPT];                /* of certificate and phone */
    struct tails tails[ROLL_NUMBERS - KEPT];
    uint32_t *names;
    size_t names_len, names_room;
};

/* ---- ends of numbers ---- */

static int tail_digit(char c, bool is_last)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return is_last && (c == 'X' || c == 'x') ? TAIL_BASE - 1 : -1;
}

uint16_t roll_tail(struct text number)
{
    int tail = 0;
    if (number.len < ROLL_TAIL_LEN)
        return ROLL_NO_TAIL;
    for (size_t i = 0; i < ROLL_TAIL_LEN; i++) {
        int digit = tail_digit(number.ptr[number.len - ROLL_TAIL_LEN + i], i + 1 == ROLL_TAIL_LEN);
        if (digit < 0)
            return ROLL_NO_TAIL;
        tail = tail * TAIL_BASE + digit;
    }
    return (uint16_t)tail;
}

bool roll_is_tail(struct text typed)
{
    return typed.len == ROLL_TAIL_LEN && roll_tail(typed) != ROLL_NO_TAIL;
}

/* ---- writing ---- */

struct roll *roll_new(void)
{
    return mem_alloc(sizeof(struct roll));
}

void roll_free(struct roll *r)
{
    if (!r)
        return;
    for (int i = 0; i < CALLED_SIGNS; i++)
        free(r->planes[i]);
    free(r->at);
    free(r->len);
    free(r->gone);
    keyed_release(&r->certificates);
    keyed_release(&r->phones);
    keyed_release(&r->called);
    for (int i = 0; i < KEPT; i++)
        free(r->kept_tails[i]);
    for (int i = 0; i < ROLL_NUMBERS - KEPT; i++)
        free(r->tails[i].links);
    free(r->names);
    free(r);
}

uint32_t roll_rows(const struct roll *r)
{
    return r->rows;
}

#define RESIZE(column, room) ((column) = mem_resize((column), (room) * sizeof *(column)))

/* Both are whole words; nobody new has the sign. */
static uint64_t *more_plane(uint64_t *plane, uint32_t before, uint32_t room)
{
    plane = mem_resize(plane, room / WORD_ROWS * sizeof *plane);
    memset(plane + before / WORD_ROWS, 0, (room - before) / WORD_ROWS * sizeof *plane);
    return plane;
}

static void make_room(struct roll *r, uint32_t rows)
{
    uint32_t room = r->room ? r->room : ROOM_LEAST;
    while (room < rows)
        room *= 2;
    if (room == r->room)
        return;
    for (int i = 0; i < CALLED_SIGNS; i++)
        r->planes[i] = more_plane(r->planes[i], r->room, room);
    RESIZE(r->at, room);
    RESIZE(r->len, room);
    RESIZE(r->gone, room);
    keyed_resize(&r->certificates, room);
    keyed_resize(&r->phones, room);
    keyed_resize(&r->called, room);
    for (int i = 0; i < KEPT; i++)
        RESIZE(r->kept_tails[i], room);
    r->room = room;
}

/* Rows that nobody filled yet are called nothing and have no number. */
static void extend(struct roll *r, uint32_t rows)
{
    make_room(r, rows);
    for (uint32_t row = r->rows; row < rows; row++) {
        r->at[row] = 0;
        r->len[row] = 0;
        r->gone[row] = true;
        for (int i = 0; i < KEPT; i++)
            r->kept_tails[i][row] = ROLL_NO_TAIL;
    }
    r->rows = rows;
}

static uint32_t add_name(struct roll *r, const struct folded *name)
{
    while (r->names_len + name->len > r->names_room) {
        r->names_room = r->names_room ? r->names_room * 3 / 2 : 4 * ROOM_LEAST;
        RESIZE(r->names, r->names_room);
    }
    size_t at = r->names_len;
    memcpy(r->names + at, name->characters, name->len * sizeof *r->names);
    r->names_len += name->len;
    return (uint32_t)at;
}

/* Of the same name the same, and hardly ever of another. */
static uint64_t name_key(const struct folded *name)
{
    static const struct hash_key known = {.k0 = 0};
    return hash128_of(&known, name->characters, name->len * sizeof *name->characters).low;
}

static void put_signs(struct roll *r, uint32_t row, struct called_signs signs)
{
    const uint64_t bit = UINT64_C(1) << row % WORD_ROWS;
    for (int i = 0; i < CALLED_SIGNS; i++) {
        if (called_sign(signs, i))
            r->planes[i][row / WORD_ROWS] |= bit;
        else if (r->len[row])
            r->planes[i][row / WORD_ROWS] &= ~bit;
    }
}

void roll_put(struct roll *r, uint32_t row, const struct roll_entry *entry)
{
    struct folded name = name_fold(entry->name);
    if (row >= r->rows)
        extend(r, row + 1);
    bool is_same = r->len[row] == name.len && r->names &&
                   memcmp(r->names + r->at[row], name.characters, name.len * sizeof *r->names) == 0;
    if (!is_same) {
        r->at[row] = add_name(r, &name);
        put_signs(r, row, called_signs(name.characters, name.len));
    }
    r->len[row] = (uint8_t)name.len;
    r->gone[row] = entry->gone;
    keyed_put(&r->certificates, row, entry->certificate.low);
    keyed_put(&r->phones, row, entry->phone.low);
    keyed_put(&r->called, row, name_key(&name));
}

void roll_put_tails(struct roll *r, uint32_t row, uint16_t certificate, uint16_t phone)
{
    if (row >= r->rows)
        extend(r, row + 1);
    r->kept_tails[ROLL_CERTIFICATE][row] = certificate;
    r->kept_tails[ROLL_PHONE][row] = phone;
}

void roll_add_tail(struct roll *r, enum roll_number kind, uint32_t row, uint16_t tail)
{
    struct tails *t = &r->tails[kind - KEPT];
    assert(tail < TAILS);
    if (t->len == t->room) {
        t->room = t->room ? t->room * 3 / 2 : ROOM_LEAST;
        RESIZE(t->links, t->room);
    }
    t->links[t->len++] = (struct tail_link){row, t->first[tail]};
    t->first[tail] = (uint32_t)t->len;
}

/* ---- among whom ---- */

/* Rows that both know. */
static uint32_t rows_of(const struct roll *r, const struct snapshot *s)
{
    return r->rows < s->count ? r->rows : s->count;
}

static bool is_reached(const struct roll_reach *reach, uint32_t row)
{
    return reach_has(reach->of, &reach->among, row) || reach_has(reach->of, &reach->besides, row);
}

/* ---- the best of them ---- */

struct finding {
    const struct roll *roll;
    const struct called_asked *asked; /* NULL: what was typed is no name */
    const struct snapshot *of;
    const uint64_t *planes[CALLED_SIGNS]; /* of what was typed */
    size_t planes_len;
    struct roll_hit *hits;
    size_t len, room;
    size_t total;
};

static bool is_before(struct roll_hit a, struct roll_hit b)
{
    if (a.rank != b.rank)
        return a.rank < b.rank;
    return a.tier != b.tier ? a.tier > b.tier : a.row < b.row;
}

static void keep(struct finding *f, uint32_t row, int rank)
{
    const struct roll_hit hit = {row, rank, f->of->tier[row]};
    size_t i = f->len;
    f->total++;
    if (f->len < f->room)
        f->len++;
    else if (f->room == 0 || !is_before(hit, f->hits[f->len - 1]))
        return;
    else
        i--;
    for (; i > 0 && is_before(hit, f->hits[i - 1]); i--)
        f->hits[i] = f->hits[i - 1];
    f->hits[i] = hit;
}

/* ---- names ---- */

static void look_at(struct finding *f, uint32_t row)
{
    const struct roll *r = f->roll;
    int rank = called_rank(f->asked, r->names + r->at[row], r->len[row]);
    if (rank != CALLED_NOT)
        keep(f, row, rank + (r->gone[row] ? CALLED_RANKS : 0));
}

/* From end to end. */
static void scan(struct finding *f, const struct reach *reach)
{
    uint32_t rows = rows_of(f->roll, f->of);
    for (uint32_t first = 0; first < rows; first += WORD_ROWS) {
        uint64_t left = bits_first(rows - first < WORD_ROWS ? rows - first : WORD_ROWS);
        for (size_t i = 0; i < f->planes_len; i++)
            left &= f->planes[i][first / WORD_ROWS];
        for (; left; left &= left - 1) {
            uint32_t row = first + (uint32_t)__builtin_ctzll(left);
            if (reach_has(f->of, reach, row))
                look_at(f, row);
        }
    }
}

static bool is_perhaps(const struct finding *f, uint32_t row)
{
    for (size_t i = 0; i < f->planes_len; i++)
        if (!(f->planes[i][row / WORD_ROWS] >> row % WORD_ROWS & 1))
            return false;
    return true;
}

/* One after another; those in 'known' were looked at. */
static void go_through(struct finding *f, const struct reach *reach, const struct reach *known)
{
    uint32_t rows = rows_of(f->roll, f->of);
    struct rows list = reach_rows(f->of, reach);
    for (size_t i = 0; i < list.len; i++) {
        uint32_t row = list.items[i];
        if (row < rows && is_perhaps(f, row) && !reach_has(f->of, known, row))
            look_at(f, row);
    }
}

static void take_planes(struct finding *f)
{
    for (int i = 0; i < CALLED_SIGNS; i++)
        if (called_sign(f->asked->signs, i))
            f->planes[f->planes_len++] = f->roll->planes[i];
}

size_t roll_called(const struct roll *r, const struct called_asked *asked,
                   const struct roll_reach *reach, struct roll_hit *ret_hits, size_t room,
                   size_t *ret_total)
{
    struct finding f = {.roll = r, .asked = asked, .of = reach->of, .hits = ret_hits, .room = room};
    const struct reach nobody = reach_nobody();
    *ret_total = 0;
    if (called_nothing(asked))
        return 0;
    take_planes(&f);
    if (reach_size(reach->of, &reach->among) > rows_of(r, reach->of) / LISTED_MOST)
        scan(&f, &reach->among);
    else
        go_through(&f, &reach->among, &nobody);
    go_through(&f, &reach->besides, &reach->among);
    *ret_total = f.total;
    return f.len;
}

/* ---- numbers ---- */

static size_t add_row(uint32_t *rows, size_t len, size_t room, uint32_t row)
{
    for (size_t i = 0; i < len; i++)
        if (rows[i] == row)
            return len;
    if (len < room)
        rows[len++] = row;
    return len;
}

/* Those of a column; many at once are looked at before any one is. */
enum { AT_ONCE = 64 };

static bool has_any(const uint16_t *tails, uint16_t tail)
{
    uint16_t found = 0;
    for (int i = 0; i < AT_ONCE; i++)
        found |= tails[i] == tail;
    return found;
}

static void add_found(struct vec *to, uint32_t row)
{
    *(uint32_t *)vec_add(to) = row;
}

static void find_kept(const uint16_t *tails, uint32_t count, uint16_t tail, struct vec *to)
{
    for (uint32_t row = 0; row < count; row++) {
        if (row % AT_ONCE == 0 && row + AT_ONCE <= count && !has_any(tails + row, tail))
            row += AT_ONCE - 1;
        else if (tails[row] == tail)
            add_found(to, row);
    }
}

static void find_linked(const struct tails *t, uint16_t tail, struct vec *to)
{
    for (uint32_t at = t->first[tail]; at; at = t->links[at - 1].next)
        add_found(to, t->links[at - 1].row);
}

static int by_row(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

size_t roll_with_tail(const struct roll *r, uint16_t tail, const struct roll_reach *reach,
                      struct roll_hit *ret_hits, size_t room, size_t *ret_total)
{
    struct finding f = {.roll = r, .of = reach->of, .hits = ret_hits, .room = room};
    uint32_t rows = rows_of(r, reach->of), last = UINT32_MAX;
    struct vec found; /* uint32_t */
    assert(tail < TAILS);
    vec_init(&found, sizeof(uint32_t));
    for (int i = 0; i < KEPT; i++)
        find_kept(r->kept_tails[i], r->rows, tail, &found);
    for (int i = 0; i < ROLL_NUMBERS - KEPT; i++)
        find_linked(&r->tails[i], tail, &found);
    if (found.len)
        qsort(found.items, found.len, sizeof(uint32_t), by_row);
    for (size_t i = 0; i < found.len; i++) {
        uint32_t row = *(const uint32_t *)vec_at(&found, i);
        if (row != last && row < rows && is_reached(reach, row))
            keep(&f, row, 0);
        last = row;
    }
    vec_release(&found);
    *ret_total = f.total;
    return f.len;
}

static size_t with_key(const struct keyed *column, uint64_t key, uint32_t *ret_rows, size_t len,
                       size_t room)
{
    for (uint32_t row = keyed_first(column, key); row != KEYED_NONE; row = keyed_next(column, row))
        len = add_row(ret_rows, len, room, row);
    return len;
}

size_t roll_with_certificate(const struct roll *r, const struct hash128 *hashes, size_t len,
                             uint32_t *ret_rows, size_t room)
{
    size_t found = 0;
    for (size_t i = 0; i < len; i++)
        found = with_key(&r->certificates, hashes[i].low, ret_rows, found, room);
    return found;
}

size_t roll_with_phone(const struct roll *r, struct hash128 hash, uint32_t *ret_rows, size_t room)
{
    return with_key(&r->phones, hash.low, ret_rows, 0, room);
}

struct roll_named roll_named(const struct roll *r, struct text name)
{
    struct folded folded = name_fold(name);
    return (struct roll_named){r, keyed_first(&r->called, name_key(&folded))};
}

bool roll_next(struct roll_named *n, uint32_t *ret_row)
{
    if (n->row == KEYED_NONE)
        return false;
    *ret_row = n->row;
    n->row = keyed_next(&n->roll->called, n->row);
    return true;
}
