/* Family, employers, guarantors, and who may be the same person:
 * /customers/{customer_id}/relations. */
#include "base/tongue.h"
#include "cif/customer/codes.h"
#include "cif/customer/history.h"
#include "cif/customer/pages.h"
#include "cif/customer/relations.html.h"
#include "cif/customer/relations.sql.h"
#include "cif/intake/certificate.h"
#include "engine/snapshot.h"
#include "platform/bank.h"
#include "platform/roll_keeper.h"
#include "platform/scope.h"
#include "web/web.h"

enum { PROPOSED_MOST = 400, CERT_TYPES = 8, FAMILY_LAST = 2 };

/* One whom the person may see, or only that there is one. */
struct related_view {
    int16_t kind;
    bool is_seen;
    struct q_relation_people_row who;
    struct text url;
};
static const struct field related_fields[] = {
    FIELD_CODE(struct related_view, kind, related_words),
    FIELD(struct related_view, is_seen),
    FIELD_RECORD(struct related_view, who, q_relation_people_record),
    {.name = "url",
     .kind = KIND_URL,
     .nullable = true,
     .offset = offsetof(struct related_view, url),
     .inner = true},
};
static const struct record related_record = RECORD(struct related_view, related_fields);

struct alike_view {
    struct q_alike_of_row who;
    bool is_seen; /* the whole record; else what a look-up tells */
    struct text url;
};
static const struct field alike_fields[] = {
    FIELD_RECORD(struct alike_view, who, q_alike_of_record),
    FIELD(struct alike_view, is_seen),
    {.name = "url",
     .kind = KIND_URL,
     .nullable = true,
     .offset = offsetof(struct alike_view, url),
     .inner = true},
};
static const struct record alike_record = RECORD(struct alike_view, alike_fields);

struct relations_view {
    struct customer_head head;
    struct related_view *related;
    size_t related_count;
    struct alike_view *alike;
    size_t alike_count;
    int32_t alike_unseen; /* of whom nothing is told */
    bool is_reading;      /* the server still reads who there is */
    bool has_family;
    int32_t family; /* seen, the customer too */
    fen family_aum;
};
static const struct field relations_fields[] = {
    FIELD_RECORD(struct relations_view, head, customer_head_record),
    FIELD_ROWS(struct relations_view, related, related_record),
    FIELD_ROWS(struct relations_view, alike, alike_record),
    FIELD(struct relations_view, alike_unseen),
    FIELD(struct relations_view, is_reading),
    FIELD(struct relations_view, has_family),
    FIELD(struct relations_view, family),
    FIELD_AS(struct relations_view, family_aum, KIND_FEN),
};
static const struct record relations_record = RECORD(struct relations_view, relations_fields);
const struct page relations_page = {&tmpl_relations, &relations_record, N_("Relations")};

/* ---- who may be the same person ---- */

/* The number as each kind of certificate: somebody may stand in the books under another kind. */
static rc certificates_of(struct req *r, const struct q_customer_traits_row *traits,
                          struct hashes *ret)
{
    struct hash128 *items = arena_alloc(r->arena, CERT_TYPES * sizeof *items);
    struct buf plain;
    buf_init(&plain);
    rc done = unseal(r->web->bank->keys, traits->cert_sealed, &plain, &r->why);
    for (int type = 0; type < CERT_TYPES && done == OK; type++)
        items[type] = bank_hash(r->web->bank, certificate_key(r->arena, type, buf_text(&plain)));
    secret_wipe(plain.bytes, plain.len);
    buf_release(&plain);
    *ret = (struct hashes){items, CERT_TYPES};
    return done;
}

struct proposed {
    uint32_t rows[PROPOSED_MOST];
    size_t len;
};

/* Those of the same name count who were born on the same day. */
static void propose_named(const struct roll *roll, const struct snapshot *s, uint32_t self,
                          struct text name, struct proposed *p)
{
    uint32_t row;
    if (s->birthday[self] == 0)
        return;
    for (struct roll_named n = roll_named(roll, name); roll_next(&n, &row);)
        if (row < s->count && s->birthday[row] == s->birthday[self] && p->len < PROPOSED_MOST)
            p->rows[p->len++] = row;
}

static void propose(const struct roll *roll, const struct q_customer_traits_row *traits,
                    struct hashes certificates, struct proposed *p)
{
    p->len = roll_with_certificate(roll, certificates.items, certificates.len, p->rows,
                                   PROPOSED_MOST / 4);
    if (traits->phone_hash.known)
        p->len +=
            roll_with_phone(roll, traits->phone_hash.value, p->rows + p->len, PROPOSED_MOST / 4);
}

static struct int8s ids_of(struct req *r, const struct proposed *p)
{
    int64_t *ids = arena_alloc(r->arena, (p->len + 1) * sizeof *ids);
    size_t len = 0;
    for (size_t i = 0; i < p->len; i++) {
        bool known = false;
        for (size_t k = 0; k < len; k++)
            known |= ids[k] == (int64_t)p->rows[i] + 1;
        if (!known)
            ids[len++] = (int64_t)p->rows[i] + 1;
    }
    return (struct int8s){ids, len};
}

struct alike {
    struct q_alike_of_row *rows;
    size_t len;
};

static rc find_alike(struct req *r, int64_t customer_id, struct relations_view *v,
                     struct alike *ret)
{
    day today = r->who->published.day;
    struct q_customer_traits_row traits;
    struct hashes certificates;
    const struct snapshot *s;
    uint32_t self;
    struct proposed proposed = {.len = 0};
    TRY(q_customer_traits(r->db, r->arena, customer_id, today, &traits));
    TRY(certificates_of(r, &traits, &certificates));
    TRY(req_snapshot(r, &s));
    const struct roll *roll = roll_hold(r->web->roll);
    v->is_reading = !roll;
    if (!roll)
        return OK;
    propose(roll, &traits, certificates, &proposed);
    if (snapshot_find(s, customer_id, &self))
        propose_named(roll, s, self, traits.name, &proposed);
    roll_let_go(r->web->roll);
    return q_alike_of(r->db, r->arena, customer_id, ids_of(r, &proposed), certificates, today,
                      &ret->rows, &ret->len);
}

/* ---- who of them may be seen ---- */

struct seen {
    struct q_relation_people_row *rows;
    size_t len;
};

static const struct q_relation_people_row *seen_of(const struct seen *s, int64_t id)
{
    for (size_t i = 0; i < s->len; i++)
        if (s->rows[i].customer_id == id)
            return &s->rows[i];
    return NULL;
}

static struct text page_of(struct req *r, int64_t customer_id)
{
    return text_of(arena_printf(r->arena, "/customers/%" PRId64, customer_id));
}

static rc find_seen(struct req *r, const struct q_relations_of_row *related, size_t related_len,
                    const struct alike *alike, struct seen *ret)
{
    int64_t *ids = arena_alloc(r->arena, (related_len + alike->len + 1) * sizeof *ids);
    struct int8s all = {ids, 0};
    for (size_t i = 0; i < related_len; i++)
        ids[all.len++] = related[i].other_id;
    for (size_t i = 0; i < alike->len; i++)
        ids[all.len++] = alike->rows[i].other_id;
    if (all.len == 0)
        return OK;
    TRY(scope_open_next(r->db, r->who, all));
    return q_relation_people(r->db, r->arena, all, r->who->published.day, &ret->rows, &ret->len);
}

static void add_related(struct req *r, const struct q_relations_of_row *rows, size_t len,
                        const struct seen *seen, struct relations_view *v)
{
    v->related = arena_alloc(r->arena, (len + 1) * sizeof *v->related);
    for (size_t i = 0; i < len; i++) {
        const struct q_relation_people_row *who = seen_of(seen, rows[i].other_id);
        struct related_view *view = &v->related[v->related_count++];
        *view = (struct related_view){.kind = rows[i].kind, .who = {.birth_date = NO_DAY}};
        if (!who)
            continue;
        view->is_seen = true;
        view->who = *who;
        view->url = page_of(r, who->customer_id);
        if (rows[i].kind > FAMILY_LAST)
            continue;
        v->family++;
        v->family_aum = fen_add(v->family_aum, who->aum);
    }
}

/* Whoever may look nobody up, or not so far, only learns how many there are. */
static void add_alike(struct req *r, const struct alike *alike, const struct seen *seen,
                      struct relations_view *v)
{
    v->alike = arena_alloc(r->arena, (alike->len + 1) * sizeof *v->alike);
    for (size_t i = 0; i < alike->len; i++) {
        const struct q_relation_people_row *who = seen_of(seen, alike->rows[i].other_id);
        struct alike_view view = {.who = alike->rows[i], .is_seen = who != NULL};
        if (who) {
            view.who.customer_no = who->customer_no;
            view.who.name = who->name;
            view.who.home_name = who->home_name;
            view.who.certificate = who->certificate;
            view.who.managers = who->managers;
            view.who.tier = who->tier;
            view.url = page_of(r, who->customer_id);
        }
        if (view.who.name.ptr)
            v->alike[v->alike_count++] = view;
        else
            v->alike_unseen++;
    }
}

rc relations_show(struct req *r)
{
    const struct by_customer *in = r->in;
    struct relations_view *v = VIEW(r, struct relations_view);
    struct q_relations_of_row *related = NULL;
    struct alike alike = {NULL, 0};
    struct seen seen = {NULL, 0};
    struct history history;
    struct history_day today = {.fa = 0};
    size_t related_len = 0;
    TRY(customer_head_find(r, in->customer_id, &v->head));
    TRY(q_relations_of(r->db, r->arena, in->customer_id, v->head.day, &related, &related_len));
    TRY(history_ask(r, in->customer_id, &history));
    TRY(find_alike(r, in->customer_id, v, &alike));
    TRY(find_seen(r, related, related_len, &alike, &seen));
    add_related(r, related, related_len, &seen, v);
    add_alike(r, &alike, &seen, v);
    v->has_family = v->family > 0;
    if (history_at(&history, v->head.day, &today))
        v->family_aum = fen_add(v->family_aum, today.aum);
    v->family++;
    return show(r, &relations_page, v);
}
