#include "engine/roll.h"

#include "base/arena.h"
#include "engine/keyed.h"

enum { ROOM_LEAST = 1024, TAIL_BASE = 11, KEPT = ROLL_ACCOUNT };

/* Ends of the numbers of which a customer has several. */
struct tails {
    uint16_t *tails;
    uint32_t *rows;
    size_t len, room;
};

struct roll {
    uint32_t rows, room;
    uint64_t *characters; /* called_signs */
    uint32_t *letters, *initials;
    uint32_t *at; /* the name's first character in 'names' */
    uint8_t *len;
    uint8_t *gone;
    uint8_t *tier;
    int32_t *home;
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
    free(r->characters);
    free(r->letters);
    free(r->initials);
    free(r->at);
    free(r->len);
    free(r->gone);
    free(r->tier);
    free(r->home);
    keyed_release(&r->certificates);
    keyed_release(&r->phones);
    keyed_release(&r->called);
    for (int i = 0; i < KEPT; i++)
        free(r->kept_tails[i]);
    for (int i = 0; i < ROLL_NUMBERS - KEPT; i++) {
        free(r->tails[i].tails);
        free(r->tails[i].rows);
    }
    free(r->names);
    free(r);
}

uint32_t roll_rows(const struct roll *r)
{
    return r->rows;
}

#define RESIZE(column, room) ((column) = mem_resize((column), (room) * sizeof *(column)))

static void make_room(struct roll *r, uint32_t rows)
{
    uint32_t room = r->room ? r->room : ROOM_LEAST;
    while (room < rows)
        room *= 2;
    if (room == r->room)
        return;
    RESIZE(r->characters, room);
    RESIZE(r->letters, room);
    RESIZE(r->initials, room);
    RESIZE(r->at, room);
    RESIZE(r->len, room);
    RESIZE(r->gone, room);
    RESIZE(r->tier, room);
    RESIZE(r->home, room);
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
        r->characters[row] = 0;
        r->letters[row] = r->initials[row] = 0;
        r->at[row] = 0;
        r->len[row] = 0;
        r->gone[row] = true;
        r->tier[row] = 0;
        r->home[row] = 0;
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

void roll_put(struct roll *r, uint32_t row, const struct roll_entry *entry)
{
    struct folded name = name_fold(entry->name);
    struct called_signs signs = called_signs(name.characters, name.len);
    if (row >= r->rows)
        extend(r, row + 1);
    bool is_same = r->len[row] == name.len && r->names &&
                   memcmp(r->names + r->at[row], name.characters, name.len * sizeof *r->names) == 0;
    if (!is_same)
        r->at[row] = add_name(r, &name);
    r->len[row] = (uint8_t)name.len;
    r->characters[row] = signs.characters;
    r->letters[row] = signs.letters;
    r->initials[row] = signs.initials;
    r->gone[row] = entry->gone;
    keyed_put(&r->certificates, row, entry->certificate.low);
    keyed_put(&r->phones, row, entry->phone.low);
    keyed_put(&r->called, row, name_key(&name));
}

void roll_put_tier(struct roll *r, uint32_t row, uint8_t tier)
{
    if (row >= r->rows)
        extend(r, row + 1);
    r->tier[row] = tier;
}

void roll_put_home(struct roll *r, uint32_t row, int32_t org)
{
    if (row >= r->rows)
        extend(r, row + 1);
    r->home[row] = org;
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
    if (t->len == t->room) {
        t->room = t->room ? t->room * 3 / 2 : ROOM_LEAST;
        RESIZE(t->tails, t->room);
        RESIZE(t->rows, t->room);
    }
    t->tails[t->len] = tail;
    t->rows[t->len++] = row;
}

/* ---- among whom ---- */

static bool is_at_home(const struct roll *r, const struct roll_reach *reach, uint32_t row)
{
    size_t home = (size_t)r->home[row];
    return reach->all || (home < reach->orgs_len && reach->orgs[home]);
}

static bool is_named(const struct roll_reach *reach, uint32_t row)
{
    for (size_t i = 0; i < reach->customers_len; i++)
        if (reach->customers[i] == (int64_t)row + 1)
            return true;
    return false;
}

static bool is_reached(const struct roll *r, const struct roll_reach *reach, uint32_t row)
{
    return is_at_home(r, reach, row) || is_named(reach, row);
}

/* ---- names ---- */

struct finding {
    const struct roll *roll;
    const struct called_asked *asked;
    struct roll_hit *hits;
    size_t len, room;
    size_t total;
};

/* Who comes later stands behind those of the same rank. */
static bool is_before(struct roll_hit a, struct roll_hit b)
{
    return a.rank != b.rank ? a.rank < b.rank : a.tier > b.tier;
}

static void keep(struct finding *f, struct roll_hit hit)
{
    size_t i = f->len;
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

static inline bool is_perhaps(const struct finding *f, uint32_t row)
{
    const struct roll *r = f->roll;
    return called_perhaps(
        f->asked, (struct called_signs){r->characters[row], r->letters[row], r->initials[row]});
}

static void look_at(struct finding *f, uint32_t row)
{
    const struct roll *r = f->roll;
    int rank = called_rank(f->asked, r->names + r->at[row], r->len[row]);
    if (rank == CALLED_NOT)
        return;
    f->total++;
    keep(f, (struct roll_hit){row, rank + (r->gone[row] ? CALLED_RANKS : 0), r->tier[row]});
}

size_t roll_called(const struct roll *r, const struct called_asked *asked,
                   const struct roll_reach *reach, struct roll_hit *ret_hits, size_t room,
                   size_t *ret_total)
{
    struct finding f = {.roll = r, .asked = asked, .hits = ret_hits, .room = room};
    bool scans = (reach->all || reach->orgs_len > 0) && !called_nothing(asked);
    for (uint32_t row = 0; scans && row < r->rows; row++)
        if (is_perhaps(&f, row) && is_at_home(r, reach, row))
            look_at(&f, row);
    for (size_t i = 0; i < reach->customers_len; i++) {
        uint32_t row = (uint32_t)(reach->customers[i] - 1);
        if (row < r->rows && !is_at_home(r, reach, row) && is_perhaps(&f, row))
            look_at(&f, row);
    }
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

/* The rows of a column that have it; many at once are looked at before any one is. */
enum { AT_ONCE = 64 };
struct tail_wanted {
    const struct roll *roll;
    const struct roll_reach *reach;
    uint16_t tail;
    uint32_t *rows;
    size_t len, room;
};

static bool has_any(const uint16_t *tails, uint16_t tail)
{
    uint16_t found = 0;
    for (int i = 0; i < AT_ONCE; i++)
        found |= tails[i] == tail;
    return found;
}

static void take_tails(struct tail_wanted *w, const uint16_t *tails, const uint32_t *rows,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i % AT_ONCE == 0 && i + AT_ONCE <= count && !has_any(tails + i, w->tail)) {
            i += AT_ONCE - 1;
            continue;
        }
        uint32_t row = rows ? rows[i] : (uint32_t)i;
        if (tails[i] == w->tail && is_reached(w->roll, w->reach, row))
            w->len = add_row(w->rows, w->len, w->room, row);
    }
}

size_t roll_with_tail(const struct roll *r, uint16_t tail, const struct roll_reach *reach,
                      uint32_t *ret_rows, size_t room)
{
    struct tail_wanted w = {
        .roll = r, .reach = reach, .tail = tail, .rows = ret_rows, .room = room};
    for (int i = 0; i < KEPT; i++)
        take_tails(&w, r->kept_tails[i], NULL, r->rows);
    for (int i = 0; i < ROLL_NUMBERS - KEPT; i++)
        take_tails(&w, r->tails[i].tails, r->tails[i].rows, r->tails[i].len);
    return w.len;
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

size_t roll_at_home(const struct roll *r, int32_t org, uint32_t *ret_rows, size_t room)
{
    size_t len = 0;
    for (uint32_t row = 0; row < r->rows && len < room; row++)
        if (r->home[row] == org && !r->gone[row] && r->len[row])
            ret_rows[len++] = row;
    return len;
}
