#include "cfe/search/find.h"

#include "cfe/search/search.sql.h"
#include "cif/customer/codes.h"
#include "cif/customer/member.h"
#include "engine/reach.h"
#include "platform/roll_keeper.h"
#include "platform/scope.h"
#include "web/web.h"

/* clang-format off */
static const struct word way_items[] = {
    {WAY_NUMBER, "customer_no", N_("Customer number")},
    {WAY_CERTIFICATE, "certificate", N_("Certificate")},
    {WAY_PHONE, "phone", N_("Phone")},
    {WAY_ACCOUNT, "account", N_("Account")},
    {WAY_CARD, "card", N_("Card")},
    {WAY_NAME, "name", N_("Name")},
    {WAY_PINYIN, "pinyin", N_("Pinyin")},
    {WAY_INITIALS, "initials", N_("Initials")},
};
const struct words search_ways = {"search_ways", way_items, ARRAY_LEN(way_items)};

static const struct field hit_fields[] = {
    FIELD_AS(struct search_hit, customer_id, KIND_ID),
    {.name = "url", .kind = KIND_URL, .offset = offsetof(struct search_hit, url), .inner = true},
    FIELD(struct search_hit, customer_no),
    FIELD(struct search_hit, name),
    FIELD(struct search_hit, gone),
    FIELD_CODE(struct search_hit, tier, tier_words),
    FIELD_CODE(struct search_hit, standing, standing_words),
    FIELD_CODE(struct search_hit, stage, stage_words),
    FIELD(struct search_hit, home_name),
    FIELD(struct search_hit, managers),
    FIELD_CODE(struct search_hit, way, search_ways),
    FIELD(struct search_hit, tail),
};
/* clang-format on */
const struct record search_hit_record = RECORD(struct search_hit, hit_fields);

/* Found by a whole number stands before one by its end, and that before names. */
enum { RANK_WHOLE = 0, RANK_TAIL = 1, RANK_NAME = 2, RANK_NOT = 1000 };

/* ---- whom to look at ---- */

enum { SPARE = 10 };
struct proposed {
    int64_t ids[3 * HITS_MOST];
    size_t len;
    size_t most; /* that are shown */
    size_t more; /* in reach, and not proposed */
    bool is_reading;
};

static void propose(struct proposed *p, int64_t id)
{
    for (size_t i = 0; i < p->len; i++)
        if (p->ids[i] == id)
            return;
    if (p->len < ARRAY_LEN(p->ids))
        p->ids[p->len++] = id;
}

static void propose_rows(struct proposed *p, const uint32_t *rows, size_t len)
{
    for (size_t i = 0; i < len; i++)
        propose(p, snapshot_customer_id(rows[i]));
}

/* Of the whole bank, by what is whole: the database lets through whom the person may see. */
static void propose_whole(struct proposed *p, const struct roll *roll, const struct search_asked *q)
{
    uint32_t rows[HITS_MOST];
    size_t len = roll_with_certificate(roll, q->certificates.items, q->certificates.len, rows,
                                       ARRAY_LEN(rows));
    propose_rows(p, rows, len);
    for (size_t i = 0; i < q->phones.len; i++) {
        len = roll_with_phone(roll, q->phones.items[i], rows, ARRAY_LEN(rows));
        propose_rows(p, rows, len);
    }
}

static void propose_hits(struct proposed *p, const struct roll_hit *hits, size_t len, size_t total)
{
    for (size_t i = 0; i < len; i++)
        propose(p, snapshot_customer_id(hits[i].row));
    p->more += total - len;
}

/* Among those within the person's reach, the best of them and some more, since the database may
 * know better: without asking it for thousands. */
static void propose_in_reach(struct req *r, struct proposed *p, const struct roll *roll,
                             const struct search_asked *q, const struct roll_reach *reach)
{
    struct roll_hit hits[HITS_MOST + SPARE];
    size_t len, total, room = p->most + SPARE;
    if (q->by_tail && roll_has_tails(r->web->roll)) {
        len = roll_with_tail(roll, q->tail, reach, hits, room, &total);
        propose_hits(p, hits, len, total);
    } else if (q->by_tail) {
        p->is_reading = true;
    }
    if (q->by_name) {
        len = roll_called(roll, &q->name, reach, hits, room, &total);
        propose_hits(p, hits, len, total);
    }
}

/* Those at home where the person is over everybody, and the own ones as the database has them now.
 */
static rc find_reach(struct req *r, struct int8s own, struct roll_reach *ret)
{
    const struct snapshot *s;
    TRY(req_snapshot(r, &s));
    bool is_wide = post_scope(r->who->post) == SCOPE_ALL || post_scope(r->who->post) == SCOPE_ORG;
    *ret = (struct roll_reach){.of = s,
                               .among = is_wide ? reach_of_person(r, s) : reach_nobody(),
                               .besides = reach_ids(s, own, r->arena)};
    return OK;
}

/* Who has that number, and whose the person's own are: one message. */
static rc ask_numbers(struct req *r, const struct search_asked *q,
                      struct q_search_with_number_row *ret_with, struct int8s *ret_own)
{
    if (q->by_number)
        db_ahead(r->db);
    if (q->by_number)
        TRY(q_search_with_number(r->db, r->arena, q->numbers, q->hashes, ret_with));
    if (q->by_name || q->by_tail)
        TRY(scope_own(r->db, r->who, r->arena, ret_own));
    return q->by_number ? db_settle(r->db) : OK;
}

static rc propose_all(struct req *r, const struct search_asked *q, struct proposed *p)
{
    struct q_search_with_number_row with = {{NULL, 0}};
    struct int8s own = {NULL, 0};
    struct roll_reach reach;
    TRY(ask_numbers(r, q, &with, &own));
    TRY(find_reach(r, own, &reach));
    for (size_t i = 0; i < with.customers.len; i++)
        propose(p, with.customers.items[i]);
    const struct roll *roll = roll_hold(r->web->roll);
    p->is_reading = !roll;
    if (!roll)
        return OK;
    if (q->by_number)
        propose_whole(p, roll, q);
    propose_in_reach(r, p, roll, q, &reach);
    roll_let_go(r->web->roll);
    return OK;
}

/* ---- is it so? ---- */

static bool is_among(struct hashes hashes, struct hash128 hash)
{
    for (size_t i = 0; i < hashes.len; i++)
        if (hash128_equal(hashes.items[i], hash))
            return true;
    return false;
}

static void found_by(struct search_hit *hit, enum search_way way, int rank, struct text tail)
{
    if (rank >= hit->rank)
        return;
    hit->rank = rank;
    hit->way = (struct opt_int2){true, (int16_t)way};
    hit->tail = tail;
}

static void match_name(struct search_hit *hit, const struct search_asked *q)
{
    static const enum search_way ways[CALLED_WAYS] = {WAY_NAME, WAY_PINYIN, WAY_INITIALS};
    struct folded name = name_fold(hit->name);
    int rank = called_rank(&q->name, name.characters, name.len);
    if (rank != CALLED_NOT)
        found_by(hit, ways[called_way(rank)], RANK_NAME + rank + (hit->gone ? CALLED_RANKS : 0),
                 (struct text){NULL, 0});
}

/* Its end, of a value that was not typed whole. */
static bool ends_so(struct req *r, const struct search_asked *q, struct text sealed)
{
    struct buf plain;
    if (!sealed.ptr || !q->by_tail)
        return false;
    buf_init(&plain);
    bool is_so = unseal(r->web->bank->keys, sealed, &plain, NULL) == OK &&
                 roll_tail(buf_text(&plain)) == q->tail;
    buf_release(&plain);
    return is_so;
}

static void match_tail(struct req *r, struct search_hit *hit, const struct search_asked *q,
                       enum search_way way, struct text sealed)
{
    if (ends_so(r, q, sealed))
        found_by(hit, way, RANK_TAIL, q->tail_text);
}

static void match_row(struct req *r, struct search_hit *hit, const struct search_asked *q,
                      const struct q_search_rows_row *row)
{
    const struct text whole = {NULL, 0};
    for (size_t i = 0; i < q->numbers.len; i++)
        if (text_equal(q->numbers.items[i], row->customer_no))
            found_by(hit, WAY_NUMBER, RANK_WHOLE, whole);
    if (is_among(q->certificates, row->cert_hash))
        found_by(hit, WAY_CERTIFICATE, RANK_WHOLE, whole);
    if (row->phone_hash.known && is_among(q->phones, row->phone_hash.value))
        found_by(hit, WAY_PHONE, RANK_WHOLE, whole);
    match_tail(r, hit, q, WAY_PHONE, row->phone_sealed);
    match_tail(r, hit, q, WAY_CERTIFICATE, row->cert_sealed);
    if (q->by_name)
        match_name(hit, q);
}

/* One of the numbers that were read. */
static void match_number(const struct search_found *f, const struct search_asked *q,
                         const struct q_search_numbers_row *numbers, size_t at)
{
    enum search_way way = numbers->kinds.items[at] ? WAY_CARD : WAY_ACCOUNT;
    bool is_whole = is_among(q->hashes, numbers->hashes.items[at]);
    for (size_t i = 0; i < f->len; i++)
        if (f->hits[i].customer_id == numbers->customers.items[at])
            found_by(&f->hits[i], way, is_whole ? RANK_WHOLE : RANK_TAIL,
                     is_whole ? (struct text){NULL, 0} : q->tail_text);
}

/* Places in the arrays of those that were typed. */
static size_t *find_typed(struct req *r, const struct search_asked *q,
                          const struct q_search_numbers_row *numbers, size_t *ret_len)
{
    size_t *typed = arena_alloc(r->arena, (numbers->ids.len + 1) * sizeof *typed), len = 0;
    for (size_t i = 0; i < numbers->ids.len; i++)
        if (is_among(q->hashes, numbers->hashes.items[i]) ||
            ends_so(r, q, numbers->sealed.items[i]))
            typed[len++] = i;
    *ret_len = len;
    return typed;
}

/* Only of those that were typed is asked whose they are today. */
static rc match_numbers(struct req *r, const struct q_search_numbers_row *numbers,
                        const struct search_asked *q, const struct search_found *f)
{
    struct q_search_held_row *held = NULL;
    size_t len, count = 0, *typed = find_typed(r, q, numbers, &len);
    int64_t *customers = arena_alloc(r->arena, (len + 1) * sizeof *customers);
    int64_t *ids = arena_alloc(r->arena, (len + 1) * sizeof *ids);
    int32_t *kinds = arena_alloc(r->arena, (len + 1) * sizeof *kinds);
    if (len == 0)
        return OK;
    for (size_t i = 0; i < len; i++) {
        customers[i] = numbers->customers.items[typed[i]];
        ids[i] = numbers->ids.items[typed[i]];
        kinds[i] = numbers->kinds.items[typed[i]];
    }
    TRY(q_search_held(r->db, r->arena, (struct int8s){customers, len}, (struct int8s){ids, len},
                      (struct int4s){kinds, len}, r->who->published.day, &held, &count));
    for (size_t i = 0; i < count; i++)
        match_number(f, q, numbers, typed[held[i].at - 1]);
    return OK;
}

/* ---- what is shown of them ---- */

static struct opt_int2 code(uint8_t value)
{
    return (struct opt_int2){true, value};
}

/* Whom the readers' store does not know has no tier yet. */
static struct search_hit hit_of(struct req *r, const struct snapshot *s,
                                const struct q_search_rows_row *row)
{
    uint32_t at;
    struct search_hit hit = {
        .customer_id = row->customer_id,
        .url = text_of(arena_printf(r->arena, "/customers/%" PRId64, row->customer_id)),
        .customer_no = row->customer_no,
        .name = row->name,
        .gone = row->gone,
        .home_name = row->home_name,
        .managers = row->managers,
        .rank = RANK_NOT};
    if (snapshot_find(s, row->customer_id, &at)) {
        hit.tier = code(s->tier[at]);
        hit.standing = code(s->standing[at]);
        hit.stage = code(s->stage[at]);
    }
    return hit;
}

/* The better tier first among those who were found alike. */
static int order_hits(const void *a, const void *b)
{
    const struct search_hit *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->tier.value != y->tier.value)
        return x->tier.value > y->tier.value ? -1 : 1;
    return (x->customer_id > y->customer_id) - (x->customer_id < y->customer_id);
}

/* Of these, whom the person may see, with what goes ahead of it: one message. */
static rc read_rows(struct req *r, struct int8s ids, struct q_search_rows_row **ret_rows,
                    struct search_found *f)
{
    const struct snapshot *s;
    TRY(req_snapshot(r, &s));
    TRY(q_search_rows(r->db, r->arena, ids, placed_of(s, ids, r->arena).homes,
                      r->who->published.day, ret_rows, &f->len));
    f->hits = arena_alloc(r->arena, (f->len + 1) * sizeof *f->hits);
    for (size_t i = 0; i < f->len; i++)
        f->hits[i] = hit_of(r, s, &(*ret_rows)[i]);
    return OK;
}

/* Those that are not so on this day stand at the end and are left out. */
static void sort_and_cut(struct search_found *f, size_t more, size_t most)
{
    qsort(f->hits, f->len, sizeof *f->hits, order_hits);
    while (f->len > 0 && f->hits[f->len - 1].rank == RANK_NOT)
        f->len--;
    f->total = f->len + more;
    if (f->len > most)
        f->len = most;
}

/* Goes the same way whether somebody was proposed or not: what takes as long tells nothing. */
rc search_find(struct req *r, const struct search_asked *asked, size_t most,
               struct search_found *ret_found)
{
    struct proposed *p = VIEW(r, struct proposed);
    struct q_search_numbers_row numbers = {.ids = {NULL, 0}};
    struct q_search_rows_row *rows = NULL;
    struct search_found f = {.len = 0};
    p->most = most;
    TRY(propose_all(r, asked, p));
    struct int8s ids = {p->ids, p->len};
    TRY(scope_open_next(r->db, r->who, ids));
    if (asked->by_number)
        db_ahead(r->db);
    if (asked->by_number)
        TRY(q_search_numbers(r->db, r->arena, ids, &numbers));
    TRY(read_rows(r, ids, &rows, &f));
    for (size_t i = 0; i < f.len; i++)
        match_row(r, &f.hits[i], asked, &rows[i]);
    if (asked->by_number)
        TRY(match_numbers(r, &numbers, asked, &f));
    f.is_reading = p->is_reading;
    sort_and_cut(&f, p->more, most);
    *ret_found = f;
    return OK;
}

/* In the order of the ids. */
rc search_these(struct req *r, struct int8s customers, struct search_found *ret_found)
{
    struct q_search_rows_row *rows = NULL;
    struct search_found f = {.len = 0};
    TRY(scope_open_next(r->db, r->who, customers));
    TRY(read_rows(r, customers, &rows, &f));
    for (size_t i = 0; i < f.len; i++)
        for (size_t k = 0; k < customers.len; k++)
            if (customers.items[k] == f.hits[i].customer_id)
                f.hits[i].rank = (int)k;
    sort_and_cut(&f, 0, HITS_MOST);
    *ret_found = f;
    return OK;
}

rc search_lately(struct req *r, struct search_found *ret_found)
{
    struct q_search_lately_row row;
    TRY(q_search_lately(r->db, r->arena, &row));
    return search_these(r, row.customers, ret_found);
}
