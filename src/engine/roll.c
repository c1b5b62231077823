#include "engine/roll.h"

#include "base/arena.h"

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
    int32_t *home;
    uint64_t *certificates, *phones; /* the low halves; 0: none */
    uint16_t *kept_tails[KEPT];      /* of certificate and phone */
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
    free(r->home);
    free(r->certificates);
    free(r->phones);
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
        room += room / 2;
    if (room == r->room)
        return;
    RESIZE(r->characters, room);
    RESIZE(r->letters, room);
    RESIZE(r->initials, room);
    RESIZE(r->at, room);
    RESIZE(r->len, room);
    RESIZE(r->gone, room);
    RESIZE(r->home, room);
    RESIZE(r->certificates, room);
    RESIZE(r->phones, room);
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
        r->home[row] = 0;
        r->certificates[row] = r->phones[row] = 0;
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
    r->home[row] = entry->home;
    r->certificates[row] = entry->certificate.low;
    r->phones[row] = entry->phone.low;
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
static void keep(struct finding *f, struct roll_hit hit)
{
    size_t i = f->len;
    if (f->len < f->room)
        f->len++;
    else if (f->room == 0 || f->hits[f->len - 1].rank <= hit.rank)
        return;
    else
        i--;
    for (; i > 0 && f->hits[i - 1].rank > hit.rank; i--)
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
    keep(f, (struct roll_hit){row, rank + (r->gone[row] ? CALLED_RANKS : 0)});
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

size_t roll_with_tail(const struct roll *r, uint16_t tail, const struct roll_reach *reach,
                      uint32_t *ret_rows, size_t room)
{
    size_t len = 0;
    for (int i = 0; i < KEPT; i++)
        for (uint32_t row = 0; row < r->rows; row++)
            if (r->kept_tails[i][row] == tail && is_reached(r, reach, row))
                len = add_row(ret_rows, len, room, row);
    for (int i = 0; i < ROLL_NUMBERS - KEPT; i++) {
        const struct tails *t = &r->tails[i];
        for (size_t k = 0; k < t->len; k++)
            if (t->tails[k] == tail && is_reached(r, reach, t->rows[k]))
                len = add_row(ret_rows, len, room, t->rows[k]);
    }
    return len;
}

/* Several at once: of 256 ends of a fingerprint few are wanted, so most rows cost one look. */
static size_t with_hash(const uint64_t *column, uint32_t rows, const struct hash128 *hashes,
                        size_t count, uint32_t *ret_rows, size_t room)
{
    bool wanted[256] = {false};
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        wanted[hashes[i].low & 0xFF] = true;
    for (uint32_t row = 0; row < rows; row++) {
        if (!wanted[column[row] & 0xFF] || column[row] == 0)
            continue;
        for (size_t i = 0; i < count; i++)
            if (column[row] == hashes[i].low)
                len = add_row(ret_rows, len, room, row);
    }
    return len;
}

size_t roll_with_certificate(const struct roll *r, const struct hash128 *hashes, size_t len,
                             uint32_t *ret_rows, size_t room)
{
    return with_hash(r->certificates, r->rows, hashes, len, ret_rows, room);
}

size_t roll_with_phone(const struct roll *r, struct hash128 hash, uint32_t *ret_rows, size_t room)
{
    return with_hash(r->phones, r->rows, &hash, 1, ret_rows, room);
}

size_t roll_at_home(const struct roll *r, int32_t org, uint32_t *ret_rows, size_t room)
{
    size_t len = 0;
    for (uint32_t row = 0; row < r->rows && len < room; row++)
        if (r->home[row] == org && !r->gone[row] && r->len[row])
            ret_rows[len++] = row;
    return len;
}
