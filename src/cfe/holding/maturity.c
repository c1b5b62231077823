#include "cfe/holding/maturity.h"

#include "cfe/holding/holding.sql.h"
#include "cfe/portfolio/said.h"
#include "cfe/portfolio/whose.h"
#include "cif/customer/codes.h"
#include "engine/totals.h"
#include "pcrm/who/who.h"
#include "platform/scope.h"
#include "web/link.h"
#include "web/say.h"

/* ---- what is asked for ---- */

/* Days before and after the reader's own (CFE-5). */
enum { LOOK_DAYS = 90 };
static_assert(MATURITY_DAYS >= LOOK_DAYS + READ_LATE_DAYS, "the store has all that may be read");

/* The usual spans; what is given as dates goes before them. */
enum when { WHEN_AHEAD, WHEN_TODAY, WHEN_WEEK, WHEN_NEXT_WEEK, WHEN_MONTH, WHEN_BACK, WHEN_HELD };
static const struct word when_items[] = {
    {WHEN_AHEAD, "ahead", N_("in the next 90 days")},
    {WHEN_TODAY, "today", N_("today")},
    {WHEN_WEEK, "week", N_("this week")},
    {WHEN_NEXT_WEEK, "next_week", N_("next week")},
    {WHEN_MONTH, "month", N_("in the next 30 days")},
    {WHEN_BACK, "back", N_("in the last 90 days")},
    {WHEN_HELD, "held", N_("matured, still held")},
};
static const struct words when_words = {"when", when_items, ARRAY_LEN(when_items)};

enum kind { KIND_OF_WEALTH, KIND_OF_TIME, KIND_OF_BOND, KIND_OF_OTHER, KIND_OF_LOAN };
static const struct word kind_items[] = {
    {KIND_OF_WEALTH, "wealth", N_("Wealth products")},
    {KIND_OF_TIME, "time", N_("Time deposits")},
    {KIND_OF_BOND, "bond", N_("Treasury bonds")},
    {KIND_OF_OTHER, "other", N_("Insurance and other investments")},
    {KIND_OF_LOAN, "loan", N_("Loans")},
};
static const struct words kind_words = {"kinds", kind_items, ARRAY_LEN(kind_items)};

/* Of the customers whom the person sees: those whom the person manages, or looks after beside their
 * main manager. */
enum { WHOSE_MINE, WHOSE_RELATED };
static const struct word whose_items[] = {
    {WHOSE_MINE, "mine", N_("My customers")},
    {WHOSE_RELATED, "related", N_("Related customers")},
};
static const struct words whose_words = {"whose", whose_items, ARRAY_LEN(whose_items)};

/* Matured on a day that no figures are there of yet. */
enum { STATE_SINCE = MATURITY_ENDED + 1 };
static const struct word state_items[] = {
    {MATURITY_COMES, "comes", N_("upcoming"), "info"},
    {MATURITY_HELD, "held", N_("matured, still held"), "warn"},
    {MATURITY_MOVED, "moved", N_("rolled over"), "ok"},
    {MATURITY_ENDED, "ended", N_("paid out"), "quiet"},
    {STATE_SINCE, "since", N_("matured since the business day"), "warn"},
};
static const struct words state_words = {"maturity_states", state_items, ARRAY_LEN(state_items)};

struct maturity_form {
    struct opt_int2 when, kind, whose;
    day from, until;
    struct opt_int8 least;
    struct text org, where;
};
/* clang-format off */
static const struct input maturity_inputs[] = {
    INPUT_CODE(struct maturity_form, when, when_words, N_("When")),
    INPUT_CODE(struct maturity_form, kind, kind_words, N_("Product type"), .help = N_("Loans are included only when chosen")),
    INPUT_CODE(struct maturity_form, whose, whose_words, N_("Whose customers")),
    INPUT_DAY(struct maturity_form, from, N_("From"), .help = N_("Up to 90 days before or after today")),
    INPUT_DAY(struct maturity_form, until, N_("Up to")),
    INPUT_FEN(struct maturity_form, least, N_("At least (yuan)"), .min = 0, .max = INT64_MAX),
    INPUT_TEXT(struct maturity_form, org, N_("Organisation"), .max = 60, .help = N_("Number or name of your organisation or one below it")),
    INPUT_WHERE(struct maturity_form),
};
/* clang-format on */
const struct inputs maturity_in = INPUTS(struct maturity_form, maturity_inputs);

struct span {
    day from, until;
    bool held_only;
};

/* Weeks begin on Monday. */
static day week_end(day d)
{
    return d + 6 - day_weekday(d);
}

static struct span span_of(day today, enum when when)
{
    day sunday = week_end(today);
    switch (when) {
    case WHEN_TODAY:
        return (struct span){today, today, false};
    case WHEN_WEEK:
        return (struct span){today, sunday, false};
    case WHEN_NEXT_WEEK:
        return (struct span){sunday + 1, sunday + 7, false};
    case WHEN_MONTH:
        return (struct span){today, today + 30, false};
    case WHEN_BACK:
        return (struct span){today - LOOK_DAYS, today - 1, false};
    case WHEN_HELD:
        return (struct span){today - LOOK_DAYS, today - 1, true};
    case WHEN_AHEAD:
        break;
    }
    return (struct span){today, today + LOOK_DAYS, false};
}

static enum kind kind_of(const struct maturity *m)
{
    switch (m->class) {
    case CLASS_WEALTH:
        return KIND_OF_WEALTH;
    case CLASS_TIME:
        return KIND_OF_TIME;
    case CLASS_BOND:
        return KIND_OF_BOND;
    case CLASS_MORTGAGE:
    case CLASS_CREDIT_LOAN:
    case CLASS_OTHER_LOAN:
        return KIND_OF_LOAN;
    default:
        return KIND_OF_OTHER;
    }
}

struct wanted {
    const struct snapshot *s;
    day today; /* the reader's */
    struct reach reach;
    struct org_found org;
    struct span span;
    fen least;
};

static rc span_asked(struct req *r, const struct maturity_form *in, struct wanted *w)
{
    day today = w->today;
    w->span = span_of(today, in->when.known ? (enum when)in->when.value : WHEN_AHEAD);
    if (in->from != NO_DAY)
        w->span = (struct span){in->from, today + LOOK_DAYS, w->span.held_only};
    if (in->until != NO_DAY)
        w->span.until = in->until;
    if (in->from == NO_DAY && in->until != NO_DAY && in->until < w->span.from)
        w->span.from = today - LOOK_DAYS;
    if (in->from != NO_DAY && in->until != NO_DAY && in->until < in->from)
        return fault(r, "until", N_("is earlier than the start date"));
    return OK;
}

static struct reach reach_asked(struct req *r, const struct maturity_form *in,
                                const struct snapshot *s)
{
    if (!in->whose.known)
        return reach_of_person(r, s);
    return in->whose.value == WHOSE_MINE ? reach_managed(s, r->who->staff_id)
                                         : reach_co_managed(s, r->who->staff_id);
}

static rc wanted_find(struct req *r, struct wanted *ret)
{
    const struct maturity_form *in = r->in;
    bool known = true;
    *ret = (struct wanted){.least = in->least.known ? in->least.value : 0};
    TRY(req_snapshot(r, &ret->s));
    if (in->org.len)
        TRY(org_find(r, ret->s, in->org, &known, &ret->org));
    if (!known)
        return fault(r, "org", N_("is neither your organisation nor one below it"));
    ret->today = req_read_on(r).today;
    ret->reach = reach_asked(r, in, ret->s);
    if (ret->org.org_id)
        ret->reach = reach_within(ret->s, &ret->reach, ret->org.org_id, r->arena);
    TRY(reach_where(r, in->where, ret->s, &ret->reach));
    return span_asked(r, in, ret);
}

static bool is_kind_meant(const struct maturity_form *in, const struct maturity *m)
{
    return in->kind.known ? kind_of(m) == (enum kind)in->kind.value : kind_of(m) != KIND_OF_LOAN;
}

static bool is_within(const struct span *span, const struct maturity *m)
{
    return m->on >= span->from && m->on <= span->until &&
           (!span->held_only || m->state == MATURITY_HELD);
}

/* ---- rows ---- */

struct maturity_row {
    int64_t key;
    int64_t customer_id;
    struct text name, customer_no;
    struct text product;
    int16_t product_class;
    struct text account_no; /* sealed, then masked */
    fen amount;
    day matures_on;
    struct text when; /* "tomorrow Tue 11-24" */
    int32_t days;
    int16_t state;
    struct opt_bool auto_renew;
    struct text manager_name, home_name;
};
/* clang-format off */
static const struct field maturity_fields[] = {
    {.name = "key", .kind = KIND_ID, .offset = offsetof(struct maturity_row, key), .inner = true},
    FIELD_AS(struct maturity_row, customer_id, KIND_ID),
    FIELD(struct maturity_row, name), FIELD(struct maturity_row, customer_no),
    FIELD(struct maturity_row, product),
    FIELD_CODE(struct maturity_row, product_class, class_words),
    {.name = "account_no", .kind = KIND_TEXT, .nullable = true, .offset = offsetof(struct maturity_row, account_no), .personal = PERSONAL_NUMBER},
    FIELD_AS(struct maturity_row, amount, KIND_FEN),
    {.name = "matures_on", .kind = KIND_DAY, .offset = offsetof(struct maturity_row, matures_on)},
    {.name = "when", .kind = KIND_TEXT, .nullable = true, .offset = offsetof(struct maturity_row, when), .inner = true},
    FIELD(struct maturity_row, days),
    FIELD_CODE(struct maturity_row, state, state_words),
    FIELD(struct maturity_row, auto_renew),
    FIELD(struct maturity_row, manager_name), FIELD(struct maturity_row, home_name),
};
static const struct record maturity_record = RECORD(struct maturity_row, maturity_fields);

static const struct list_column columns[] = {
    {"name", N_("Customer"), "/customers/{customer_id}"},
    {"customer_no", N_("Customer number"), .hidden = true},
    {"matures_on", N_("Matures"), .said = "when"},
    {"days", N_("Days left"), .hidden = true},
    {"product", N_("Product")},
    {"product_class", N_("Kind")},
    {"amount", N_("Amount"), .brief = true},
    {"auto_renew", N_("Renews automatically")},
    {"state", N_("State")},
    {"account_no", N_("Account"), .hidden = true},
    {"manager_name", N_("Manager")},
    {"home_name", N_("Home outlet"), .hidden = true},
};
static const struct query_order orders[] = {
    {"matures_on", false}, {"matures_on", true}, {"amount", false}, {"amount", true},
};
/* clang-format on */
enum order { BY_DAY, BY_DAY_DESC, BY_AMOUNT, BY_AMOUNT_DESC };

static int by_amount(const void *a, const void *b)
{
    const struct maturity *x = *(const struct maturity *const *)a;
    const struct maturity *y = *(const struct maturity *const *)b;
    int by = (x->amount > y->amount) - (x->amount < y->amount);
    return by ? by : (x > y) - (x < y);
}

/* Keys are places in the snapshot's maturities. */
static rc maturity_pick(struct req *r, const struct list_ask *ask, struct list_keys *ret)
{
    const struct maturity_form *in = r->in;
    struct wanted w;
    struct maturity_list all;
    size_t len = 0, n = 0;
    TRY(wanted_find(r, &w));
    maturities_of(w.s, &w.reach, w.span.from, w.span.until, 0, SIZE_MAX, r->arena, &all);
    for (size_t i = 0; i < all.len; i++)
        if (is_kind_meant(in, all.items[i]) && all.items[i]->amount >= w.least &&
            is_within(&w.span, all.items[i]))
            all.items[len++] = all.items[i];
    if (ask->order >= BY_AMOUNT && len)
        qsort(all.items, len, sizeof *all.items, by_amount);
    size_t most = (size_t)ask->limit < len ? (size_t)ask->limit : len;
    int64_t *ids = arena_alloc(r->arena, (most + 1) * sizeof *ids);
    bool desc = ask->order == BY_DAY_DESC || ask->order == BY_AMOUNT_DESC;
    for (size_t i = (size_t)ask->offset; i < len && n < most; i++)
        ids[n++] = all.items[desc ? len - 1 - i : i] - w.s->maturities;
    *ret = (struct list_keys){{ids, n}, (int64_t)len};
    return OK;
}

static void fill_row(struct req *r, const struct snapshot *s, const struct maturity *m,
                     const struct q_holding_accounts_row *from, struct maturity_row *to)
{
    day today = req_read_on(r).today;
    bool since = m->on > s->day && m->on < today;
    *to = (struct maturity_row){.key = m - s->maturities,
                                .customer_id = snapshot_customer_id(m->row),
                                .name = from->name,
                                .customer_no = from->customer_no,
                                .product = from->product,
                                .product_class = m->class,
                                .account_no = from->account_no,
                                .amount = m->amount,
                                .matures_on = m->on,
                                .when = said_day(r, today, m->on),
                                .days = m->on - today,
                                .state = since ? STATE_SINCE : m->state,
                                .manager_name = from->manager_name,
                                .home_name = from->home_name};
    if (m->class == CLASS_TIME)
        to->auto_renew = (struct opt_bool){true, from->auto_renew.known && from->auto_renew.value};
}

static rc find_accounts(struct req *r, const struct snapshot *s, struct int8s keys,
                        struct q_holding_accounts_row **ret_rows, size_t *ret_len)
{
    int64_t *customers = arena_alloc(r->arena, (keys.len + 1) * sizeof *customers);
    int64_t *accounts = arena_alloc(r->arena, (keys.len + 1) * sizeof *accounts);
    int32_t *products = arena_alloc(r->arena, (keys.len + 1) * sizeof *products);
    int32_t *homes = arena_alloc(r->arena, (keys.len + 1) * sizeof *homes);
    int32_t *managers = arena_alloc(r->arena, (keys.len + 1) * sizeof *managers);
    for (size_t i = 0; i < keys.len; i++) {
        const struct maturity *m = &s->maturities[keys.items[i]];
        customers[i] = snapshot_customer_id(m->row);
        accounts[i] = record_id(m->account);
        products[i] = m->product_id;
        homes[i] = snapshot_home(s, m->row);
        managers[i] = s->manager[m->row];
    }
    const struct q_holding_accounts_in in = {.customer_ids = {customers, keys.len},
                                             .account_ids = {accounts, keys.len},
                                             .product_ids = {products, keys.len},
                                             .homes = {homes, keys.len},
                                             .managers = {managers, keys.len},
                                             .day_ = s->day};
    TRY(scope_open_next(r->db, r->who, in.customer_ids));
    return q_holding_accounts(r->db, r->arena, &in, ret_rows, ret_len);
}

static rc maturity_fill(struct req *r, struct int8s keys, struct list_rows *ret)
{
    const struct snapshot *s;
    struct q_holding_accounts_row *found;
    size_t len;
    TRY(req_snapshot(r, &s));
    TRY(find_accounts(r, s, keys, &found, &len));
    struct maturity_row *rows = arena_alloc(r->arena, (len + 1) * sizeof *rows);
    for (size_t i = 0; i < len; i++)
        fill_row(r, s, &s->maturities[keys.items[found[i].at - 1]], &found[i], &rows[i]);
    *ret = (struct list_rows){rows, len};
    return OK;
}

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Who has several things that mature is one customer. */
static rc maturity_customers(struct req *r, struct int8s keys, struct int8s *ret)
{
    const struct snapshot *s;
    size_t each = 0;
    int64_t *ids = arena_alloc(r->arena, (keys.len + 1) * sizeof *ids);
    TRY(req_snapshot(r, &s));
    for (size_t i = 0; i < keys.len; i++)
        ids[i] = snapshot_customer_id(s->maturities[keys.items[i]].row);
    if (keys.len)
        qsort(ids, keys.len, sizeof *ids, by_id);
    for (size_t i = 0; i < keys.len; i++)
        if (!each || ids[i] != ids[each - 1])
            ids[each++] = ids[i];
    *ret = (struct int8s){ids, each};
    return OK;
}

/* ---- above the rows: by week, by kind ---- */

struct sum {
    uint32_t accounts;
    fen amount;
};

static void add(struct sum *to, const struct maturity *m)
{
    to->accounts++;
    to->amount = fen_add(to->amount, m->amount);
}

static struct key_figure figure_of(struct req *r, enum when when, const struct sum *sum)
{
    const struct word *w = word_of_code(&when_words, (int16_t)when);
    struct text accounts = said_number(r, sum->accounts);
    return (struct key_figure){.label = text_of(word(r, w->label)),
                               .value = said_short(r, sum->amount),
                               .exact = said_exact(r, sum->amount),
                               .note = text_of(say(r->arena, r->tongue, N_("accounts: {n}"), 1,
                                                   &(struct place){"n", accounts})),
                               /* what has matured: the newest first */
                               .url = link_with(r, when == WHEN_HELD ? 5 : 4,
                                                (const struct change[]){{"when", w->name},
                                                                        {"from", NULL},
                                                                        {"until", NULL},
                                                                        {"page", NULL},
                                                                        {"sort", "-matures_on"}})};
}

static const enum when shown[] = {WHEN_TODAY, WHEN_WEEK,  WHEN_NEXT_WEEK,
                                  WHEN_MONTH, WHEN_AHEAD, WHEN_HELD};

struct overview {
    struct sum spans[ARRAY_LEN(shown)];      /* of the kinds that are asked for */
    struct sum kinds[ARRAY_LEN(kind_items)]; /* in the span that is asked for */
};

/* One look at everything that matures. */
static void sum_up(struct req *r, const struct wanted *w, struct overview *ret)
{
    const struct maturity_form *in = r->in;
    struct span spans[ARRAY_LEN(shown)];
    struct maturity_list all;
    for (size_t k = 0; k < ARRAY_LEN(shown); k++)
        spans[k] = span_of(w->today, shown[k]);
    maturities_of(w->s, &w->reach, w->today - LOOK_DAYS, w->today + LOOK_DAYS, 0, SIZE_MAX,
                  r->arena, &all);
    for (size_t i = 0; i < all.len; i++) {
        const struct maturity *m = all.items[i];
        bool wanted = is_kind_meant(in, m) && m->amount >= w->least;
        for (size_t k = 0; k < ARRAY_LEN(shown) && wanted; k++)
            if (is_within(&spans[k], m))
                add(&ret->spans[k], m);
        if (m->amount >= w->least && is_within(&w->span, m))
            add(&ret->kinds[kind_of(m)], m);
    }
}

static void add_figures(struct req *r, const struct overview *sums, struct list_crown *ret)
{
    ret->figures = arena_alloc(r->arena, ARRAY_LEN(shown) * sizeof *ret->figures);
    for (size_t k = 0; k < ARRAY_LEN(shown); k++)
        ret->figures[ret->figures_len++] = figure_of(r, shown[k], &sums->spans[k]);
}

static void add_tabs(struct req *r, const struct overview *sums, struct list_crown *ret)
{
    struct list_tab *tabs = arena_alloc(r->arena, (ARRAY_LEN(kind_items) + 1) * sizeof *tabs);
    int64_t together = 0;
    for (size_t k = 0; k < ARRAY_LEN(kind_items); k++) {
        together += k == KIND_OF_LOAN ? 0 : sums->kinds[k].accounts;
        tabs[k + 1] = (struct list_tab){.label = kind_items[k].label,
                                        .where = {{"kind", kind_items[k].name}},
                                        .within = true,
                                        .count = {true, sums->kinds[k].accounts}};
    }
    tabs[0] = (struct list_tab){.label = N_("Without loans"),
                                .where = {{"kind", ""}},
                                .within = true,
                                .count = {true, together}};
    ret->tabs = tabs;
    ret->tabs_len = ARRAY_LEN(kind_items) + 1;
}

static rc maturity_crown(struct req *r, struct list_crown *ret)
{
    struct overview *sums = VIEW(r, struct overview);
    struct wanted w;
    TRY(wanted_find(r, &w));
    sum_up(r, &w, sums);
    add_figures(r, sums, ret);
    add_tabs(r, sums, ret);
    if (w.org.name.len)
        ret->said[ret->said_len++] = (struct list_said){
            "org", arena_printf(r->arena, "%s: %.*s", word(r, N_("Organisation")),
                                (int)w.org.name.len, w.org.name.ptr)};
    return OK;
}

const struct list maturity_list = LIST_PICKED(
    N_("Maturities"), maturity_record, orders, columns, maturity_pick, maturity_fill,
    .about = N_("Customers' products that mature in the next 90 days, or matured in the last 90"),
    .empty = N_("Nothing matures in this period. Widen the dates or choose another kind."),
    .key = "key", .customers = maturity_customers, .crown = maturity_crown, .loosen = who_loosen);
