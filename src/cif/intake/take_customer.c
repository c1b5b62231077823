/* Customers, how they are related, and the state with which a bank begins in mid-year. */
#include "cif/intake/take_inside.h"

#include "cif/intake/certificate.h"
#include "cif/intake/take.sql.h"

/* ---- customers ---- */

static void customer_apply(struct taking *t, struct row *row)
{
    struct customers *c = &t->book->customers;
    row->at = key_find(&c->keys, row->key);
    if (row->at == NO_ROW)
        row->at = book_add_customer(t->book, row->key, t->today);
    c->gone[row->at] = 0;
    c->birthday[row->at] = birthday_of((day)row->cells[CUSTOMER_BIRTH_DATE].num);
}

static rc customer_write(struct taking *t, const struct row *row)
{
    const struct cell *c = row->cells;
    struct arena *a = &t->scratch;
    struct text number = c[CUSTOMER_CERT_NO].text;
    struct text certificate = certificate_key(a, (int)c[CUSTOMER_CERT_TYPE].num, number);
    struct sealed cert = seal_cell(t, 0, number);
    struct sealed phone = seal_cell(t, 1, c[CUSTOMER_PHONE].text);
    struct sealed address = seal_cell(t, 2, c[CUSTOMER_ADDRESS].text);

    return q_customer_record_copy_add(t->db,
                                      &(struct q_customer_record_copy_row){
                                          .customer_id = record_id(row->at),
                                          .day_ = t->today,
                                          .gone = t->book->customers.gone[row->at] != 0,
                                          .cert_type = (int16_t)c[CUSTOMER_CERT_TYPE].num,
                                          .cert_sealed = cert.sealed,
                                          .cert_hash = bank_hash(t->bank, certificate),
                                          .name = c[CUSTOMER_NAME].text,
                                          .gender = code_or_null(&c[CUSTOMER_GENDER]),
                                          .birth_date = (day)c[CUSTOMER_BIRTH_DATE].num,
                                          .phone_sealed = phone.sealed,
                                          .phone_hash = phone.hash,
                                          .email = text_or_null(c[CUSTOMER_EMAIL].text),
                                          .address_sealed = address.sealed,
                                          .address_hash = address.hash,
                                          .occupation = text_or_null(c[CUSTOMER_OCCUPATION].text),
                                          .education = text_or_null(c[CUSTOMER_EDUCATION].text),
                                          .marital = text_or_null(c[CUSTOMER_MARITAL].text),
                                          .income_year = amount_or_null(&c[CUSTOMER_INCOME_YEAR]),
                                          .risk_level = code_or_null(&c[CUSTOMER_RISK_LEVEL]),
                                          .risk_assessed_on = (day)c[CUSTOMER_RISK_ASSESSED_ON].num,
                                          .home_id = (int32_t)row->refs[CUSTOMER_OUTLET_NO] + 1,
                                          .opened_on = (day)c[CUSTOMER_OPENED_ON].num,
                                          .dnd = c[CUSTOMER_DND].num != 0,
                                      });
}

static bool customer_is_new(const struct taking *t, uint32_t at)
{
    return t->book->customers.touched[at] & TOUCH_CAME &&
           !(t->book->customers.touched[at] & TOUCH_KNOWN);
}

static rc customer_write_new(struct taking *t, const struct row *row)
{
    t->book->customers.touched[row->at] |= TOUCH_KNOWN;
    return q_customer_copy_add(t->db, &(struct q_customer_copy_row){
                                          .customer_id = record_id(row->at),
                                          .customer_no = row->cells[CUSTOMER_NO].text,
                                          .day_ = t->today,
                                      });
}

static void customer_absent(struct taking *t, uint32_t at)
{
    book_customer_gone(t->book, at);
}

rc take_customer_endings(struct taking *t)
{
    const struct customers *c = &t->book->customers;
    struct vec ids;
    vec_init(&ids, sizeof(int64_t));
    for (size_t i = 0; i < t->book->gone_today.len; i++) {
        uint32_t at = *(uint32_t *)vec_at(&t->book->gone_today, i);
        if (c->gone[at])
            *(int64_t *)vec_add(&ids) = record_id(at);
    }
    rc r =
        ids.len ? q_customers_gone(t->db, (struct int8s){ids.items, ids.len}, t->today, NULL) : OK;
    vec_release(&ids);
    return r;
}

static struct key_index *customer_keys(struct book *b)
{
    return &b->customers.keys;
}

static uint8_t *customer_seen(struct book *b)
{
    return b->customers.seen;
}

const struct taker customer_taker = {
    .begin = q_customer_record_copy_begin,
    .apply = customer_apply,
    .write = customer_write,
    .end = q_customer_record_copy_end,
    .is_new = customer_is_new,
    .begin_new = q_customer_copy_begin,
    .write_new = customer_write_new,
    .end_new = q_customer_copy_end,
    .absent = customer_absent,
    .keys = customer_keys,
    .seen = customer_seen,
};

/* ---- relations ---- */

static void relation_apply(struct taking *t, struct row *row)
{
    struct relations *r = &t->book->relations;
    row->at = key_find(&r->keys, row->key);
    if (row->at == NO_ROW) {
        row->at = book_add_relation(t->book, row->key);
        r->customer[row->at] = row->refs[RELATION_CUSTOMER_NO];
        r->other[row->at] = row->refs[RELATION_OTHER_NO];
        r->kind[row->at] = (uint8_t)row->cells[RELATION_KIND].num;
    }
    r->removed[row->at] = 0;
}

static rc relation_write(struct taking *t, const struct row *row)
{
    const struct relations *r = &t->book->relations;
    return q_relation_copy_add(t->db, &(struct q_relation_copy_row){
                                          .customer_id = record_id(r->customer[row->at]),
                                          .other_id = record_id(r->other[row->at]),
                                          .kind = r->kind[row->at],
                                          .day_ = t->today,
                                          .removed = r->removed[row->at] != 0,
                                      });
}

static void relation_absent(struct taking *t, uint32_t at)
{
    if (t->book->relations.removed[at])
        return;
    t->book->relations.removed[at] = 1;
    *(uint32_t *)vec_add(&t->ended) = at;
}

static rc relation_after(struct taking *t)
{
    const struct relations *r = &t->book->relations;
    struct vec customers, others, kinds;
    vec_init(&customers, sizeof(int64_t));
    vec_init(&others, sizeof(int64_t));
    vec_init(&kinds, sizeof(int32_t));
    for (size_t i = 0; i < t->ended.len; i++) {
        uint32_t at = *(uint32_t *)vec_at(&t->ended, i);
        *(int64_t *)vec_add(&customers) = record_id(r->customer[at]);
        *(int64_t *)vec_add(&others) = record_id(r->other[at]);
        *(int32_t *)vec_add(&kinds) = r->kind[at];
    }
    rc result = OK;
    if (t->ended.len)
        result = q_relations_remove(t->db, (struct int8s){customers.items, customers.len},
                                    (struct int8s){others.items, others.len},
                                    (struct int4s){kinds.items, kinds.len}, t->today, NULL);
    vec_release(&customers);
    vec_release(&others);
    vec_release(&kinds);
    return result;
}

static struct key_index *relation_keys(struct book *b)
{
    return &b->relations.keys;
}

static uint8_t *relation_seen(struct book *b)
{
    return b->relations.seen;
}

const struct taker relation_taker = {
    .begin = q_relation_copy_begin,
    .apply = relation_apply,
    .write = relation_write,
    .end = q_relation_copy_end,
    .absent = relation_absent,
    .after = relation_after,
    .keys = relation_keys,
    .seen = relation_seen,
};

/* ---- opening: the state at the end of the day before the first day ---- */

static void opening_verdict(struct taking *t, const struct row *row)
{
    const struct cell *c = row->cells;
    uint32_t at = row->refs[OPENING_CUSTOMER_NO];
    day eve = t->book->first_day - 1;
    struct verdict *v = &t->book->customers.verdict[at];

    v->stage = (uint8_t)c[OPENING_STAGE].num;
    v->tier = v->own_tier = (uint8_t)c[OPENING_TIER].num;
    v->ref = v->tier >= TIER_GOLD ? v->tier : TIER_NONE;
    if (v->stage == STAGE_TARGET)
        t->book->customers.reached_on[at] =
            c[OPENING_SINCE].text.len ? (day)c[OPENING_SINCE].num : eve;
}

/* aum_m1 is the newest month end before the first day; later month ends may lie before it where the
 * row had to wait. */
static void opening_months(struct taking *t, const struct row *row)
{
    struct customers *c = &t->book->customers;
    struct months m = months_get(c, row->refs[OPENING_CUSTOMER_NO]);
    day newest = day_month_end_before(t->book->first_day, 1);
    for (int k = 0; k < AUM_MONTHS; k++) {
        day end = day_month_end_before(t->today, k + 1);
        for (int i = 0; i < AUM_MONTHS && end <= newest; i++)
            if (day_month_end_before(t->book->first_day, i + 1) == end)
                m.v[k] = row->cells[OPENING_AUM_M1 + i].num;
    }
    months_set(c, row->refs[OPENING_CUSTOMER_NO], &m);
}

static void opening_apply(struct taking *t, struct row *row)
{
    struct customers *c = &t->book->customers;
    row->at = row->refs[OPENING_CUSTOMER_NO];
    if (day_year_start(t->today) == day_year_start(t->book->first_day))
        c->fa_ytd[row->at] = fen_add(c->fa_ytd[row->at], row->cells[OPENING_FA_YTD_SUM].num);
    c->touched[row->at] |= TOUCH_WRITE;
    opening_verdict(t, row);
    opening_months(t, row);
}

/* Oldest first, a row where aum differs from the month end before. */
static rc opening_write(struct taking *t, const struct row *row)
{
    fen before = 0;
    for (int i = AUM_MONTHS - 1; i >= 0; i--) {
        fen aum = row->cells[OPENING_AUM_M1 + i].num;
        if (aum != before)
            TRY(q_opening_month_copy_add(
                t->db, &(struct q_opening_month_copy_row){
                           .customer_id = record_id(row->at),
                           .month_end = day_month_end_before(t->book->first_day, i + 1),
                           .day_ = t->today,
                           .aum = aum,
                       }));
        before = aum;
    }
    /* Where the row had to wait, the months since the first day were empty. */
    day next = day_add_months(day_month_start(t->book->first_day), 1) - 1;
    if (next >= t->today || before == 0)
        return OK;
    return q_opening_month_copy_add(t->db, &(struct q_opening_month_copy_row){
                                               .customer_id = record_id(row->at),
                                               .month_end = next,
                                               .day_ = t->today,
                                               .aum = 0,
                                           });
}

const struct taker opening_taker = {
    .begin = q_opening_month_copy_begin,
    .apply = opening_apply,
    .write = opening_write,
    .end = q_opening_month_copy_end,
};
