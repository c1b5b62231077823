/* What a customer holds of what the bank sells, and what not yet:
 * /customers/{customer_id}/products. */
#include "base/tongue.h"
#include "cif/customer/codes.h"
#include "cif/customer/customer.sql.h"
#include "cif/customer/holdings.h"
#include "cif/customer/pages.h"
#include "cif/customer/products.html.h"

/* A family of products that the customer holds, or that is on sale. */
struct family_view {
    enum asset_group group; /* inner: where it stands */
    int16_t class;
    struct text family;
    int32_t accounts, on_sale;
    fen amount;
    day matures_next;
    struct opt_int2 risk; /* the lowest of those on sale */
    bool is_too_risky;
    struct opt_int8 least; /* the lowest amount one can begin with */
    struct text best_rate; /* of a loan the lowest; a NULL pointer */
    int64_t rate;
    bool is_loan;
};
static const struct field family_fields[] = {
    FIELD_CODE(struct family_view, class, class_words),
    FIELD(struct family_view, family),
    FIELD(struct family_view, accounts),
    FIELD(struct family_view, on_sale),
    FIELD_AS(struct family_view, amount, KIND_FEN),
    FIELD_OPT_DAY(struct family_view, matures_next),
    FIELD_CODE(struct family_view, risk, product_risk_words),
    FIELD(struct family_view, is_too_risky),
    {.name = "least",
     .kind = KIND_FEN,
     .nullable = true,
     .offset = offsetof(struct family_view, least)},
    FIELD(struct family_view, best_rate),
    FIELD(struct family_view, is_loan),
};
static const struct record family_record = RECORD(struct family_view, family_fields);

/* All families of a group. */
struct group_view {
    struct text label;
    bool has_money;
    fen amount;
    struct family_view *held, *open;
    size_t held_count, open_count;
};
static const struct field group_fields[] = {
    FIELD(struct group_view, label),
    FIELD(struct group_view, has_money),
    FIELD_AS(struct group_view, amount, KIND_FEN),
    FIELD_ROWS(struct group_view, held, family_record),
    FIELD_ROWS(struct group_view, open, family_record),
};
static const struct record group_record = RECORD(struct group_view, group_fields);

struct products_view {
    struct customer_head head;
    struct opt_int2 risk_level;
    struct group_view *groups;
    size_t groups_count;
    int32_t held, open;
};
static const struct field products_fields[] = {
    FIELD_RECORD(struct products_view, head, customer_head_record),
    FIELD_CODE(struct products_view, risk_level, risk_words),
    FIELD_ROWS(struct products_view, groups, group_record),
    FIELD(struct products_view, held),
    FIELD(struct products_view, open),
};
static const struct record products_record = RECORD(struct products_view, products_fields);
const struct page products_page = {&tmpl_products, &products_record, N_("Products")};

/* ---- families ---- */

static bool has_money(enum asset_group group)
{
    return group == GROUP_DEPOSIT || group == GROUP_WEALTH || group == GROUP_LOAN;
}

struct families {
    struct family_view *items;
    size_t len;
};

static bool is_card(int16_t class)
{
    return class == CLASS_DEBIT_CARD || class == CLASS_CREDIT_CARD;
}

/* Services count one by one.  Of a card nothing says of which product it is: all of a class are
 * one, by its name, as are products without a family. */
static struct family_view *family_at(struct req *r, struct families *all, int16_t class,
                                     struct text family, struct text product)
{
    if (is_card(class))
        family = (struct text){.len = 0};
    else if (!has_money(group_of_class(class)))
        family = product;
    if (family.len == 0)
        family = text_of(word(r, word_of_code(&class_words, class)->label));
    for (size_t i = 0; i < all->len; i++)
        if (all->items[i].class == class && text_equal(all->items[i].family, family))
            return &all->items[i];
    enum asset_group group = group_of_class(class);
    all->items[all->len] = (struct family_view){.group = group,
                                                .class = class,
                                                .family = family,
                                                .matures_next = NO_DAY,
                                                .is_loan = group == GROUP_LOAN};
    return &all->items[all->len++];
}

static void add_held(struct req *r, struct families *all, const struct holdings_view *holdings)
{
    for (size_t i = 0; i < holdings->len; i++) {
        const struct account_view *v = &holdings->items[i];
        if (!v->counts)
            continue;
        struct family_view *f =
            family_at(r, all, v->account.class, v->account.family, v->account.product);
        f->accounts++;
        f->amount = fen_add(f->amount, v->account.base_balance);
        bool next = v->account.matures_on >= r->who->published.day &&
                    (f->matures_next == NO_DAY || v->account.matures_on < f->matures_next);
        if (next)
            f->matures_next = v->account.matures_on;
    }
}

/* One lends at the lowest rate and saves at the highest. */
static bool is_better(const struct family_view *f, int64_t rate)
{
    return f->is_loan ? f->best_rate.len == 0 || rate < f->rate : rate > f->rate;
}

static void add_on_sale(struct req *r, struct families *all,
                        const struct q_products_on_sale_row *rows, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const struct q_products_on_sale_row *p = &rows[i];
        struct family_view *f = family_at(r, all, p->class, p->family, p->name);
        f->on_sale++;
        if (p->risk.known && (!f->risk.known || p->risk.value < f->risk.value))
            f->risk = p->risk;
        if (p->min_amount.known && p->min_amount.value > 0 &&
            (!f->least.known || p->min_amount.value < f->least.value))
            f->least = p->min_amount;
        if (p->rate.known && is_better(f, p->rate.value)) {
            f->rate = p->rate.value;
            f->best_rate = rate_text(r, p->rate);
        }
    }
}

/* Somebody may buy what is not riskier than the own level: C3 up to R3.  Who was not assessed may
 * buy nothing that has a risk above the lowest. */
static bool too_risky(struct opt_int2 level, struct opt_int2 risk)
{
    return risk.known && risk.value > (level.known ? level.value : 0);
}

static void put_family(const struct family_view *f, struct group_view *g, struct products_view *v)
{
    if (f->accounts > 0) {
        g->held[g->held_count++] = *f;
        g->amount = fen_add(g->amount, f->amount);
        v->held++;
    } else if (f->on_sale > 0) {
        g->open[g->open_count++] = *f;
        v->open++;
    }
}

static void add_groups(struct req *r, const struct families *all, struct products_view *v)
{
    v->groups = arena_alloc(r->arena, GROUP_COUNT * sizeof *v->groups);
    for (enum asset_group group = 0; group < GROUP_COUNT; group++) {
        struct group_view *g = &v->groups[v->groups_count++];
        size_t room = (all->len + 1) * sizeof(struct family_view);
        *g = (struct group_view){
            .label = text_of(word(r, word_of_code(&group_words, (int16_t)group)->label)),
            .has_money = has_money(group),
            .held = arena_alloc(r->arena, room),
            .open = arena_alloc(r->arena, room)};
        for (size_t i = 0; i < all->len; i++)
            if (all->items[i].group == group && !all->items[i].is_too_risky)
                put_family(&all->items[i], g, v);
        for (size_t i = 0; i < all->len; i++) /* what may not be offered stands at the end */
            if (all->items[i].group == group && all->items[i].is_too_risky)
                put_family(&all->items[i], g, v);
        if (g->held_count + g->open_count == 0)
            v->groups_count--;
    }
}

/* Cards are not held by accounts. */
static void add_cards(struct families *all, const struct card_view *cards, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const struct q_customer_cards_row *c = &cards[i].card;
        int16_t class = c->kind == CARD_DEBIT ? CLASS_DEBIT_CARD : CLASS_CREDIT_CARD;
        if (c->status != CARD_ACTIVE || c->is_expired)
            continue;
        for (size_t k = 0; k < all->len; k++)
            all->items[k].accounts += all->items[k].class == class;
    }
}

rc products_show(struct req *r)
{
    const struct by_customer *in = r->in;
    struct products_view *v = VIEW(r, struct products_view);
    struct holdings_asked accounts;
    struct cards_asked cards;
    struct q_customer_profile_row profile;
    struct q_products_on_sale_row *on_sale = NULL;
    size_t on_sale_len = 0;
    TRY(customer_head_find(r, in->customer_id, &v->head));
    db_ahead(r->db);
    TRY(q_customer_profile(r->db, r->arena, in->customer_id, v->head.day, &profile));
    TRY(holdings_ask(r, in->customer_id, &accounts));
    TRY(cards_ask(r, in->customer_id, &cards));
    TRY(q_products_on_sale(r->db, r->arena, v->head.day, &on_sale, &on_sale_len));
    struct holdings_view holdings = holdings_show(r, &accounts);
    struct families all = {
        arena_alloc(r->arena, (holdings.len + on_sale_len + 1) * sizeof *all.items), 0};
    add_held(r, &all, &holdings);
    add_on_sale(r, &all, on_sale, on_sale_len);
    add_cards(&all, cards_show(r, &cards), cards.len);
    v->risk_level = profile.risk_level;
    for (size_t i = 0; i < all.len; i++)
        all.items[i].is_too_risky = !all.items[i].is_loan && all.items[i].accounts == 0 &&
                                    too_risky(profile.risk_level, all.items[i].risk);
    add_groups(r, &all, v);
    return show(r, &products_page, v);
}
