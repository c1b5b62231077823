/* Customers, how they are related, and the state with which a bank begins in mid-year. */
#include "cif/intake/take_inside.h"

#include "cif/intake/certificate.h"
#include "cif/intake/take.sql.h"

/* ---- customers ---- */

static void customer_apply(struct taking *t, struct row *row)
{
    if (row->at == NO_ROW)
        row->at = book_add_customer(t->book, row->key);
    book_set_person(t->book, row->at, birthday_of((day)row->cells[CUSTOMER_BIRTH_DATE].num));
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

    return q_customer_record_copy_add(t->copy,
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

static bool customer_is_new(struct taking *t, uint32_t at)
{
    uint8_t *touched = &t->book->customers.touched[at];
    bool is_new = *touched & TOUCH_CAME && !(*touched & TOUCH_KNOWN);
    *touched |= TOUCH_KNOWN;
    return is_new;
}

static rc customer_write_new(struct taking *t, const struct row *row)
{
    return q_customer_copy_add(t->copy, &(struct q_customer_copy_row){
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
    rc r = OK;
    if (ids.len)
        r = incoming_add_late(t->take->incoming, INCOMING_CUSTOMER_RECORD);
    if (r == OK && ids.len)
        r = q_customers_gone(t->db, (struct int8s){ids.items, ids.len}, t->today, NULL);
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
    .apply = customer_apply,
    .records = {INCOMING_CUSTOMER_RECORD, q_customer_record_copy_begin, customer_write,
                q_customer_record_copy_end},
    .keys_new = {INCOMING_CUSTOMER, q_customer_copy_begin, customer_write_new, q_customer_copy_end},
    .is_new = customer_is_new,
    .absent = customer_absent,
    .keys = customer_keys,
    .seen = customer_seen,
};

/* ---- relations ---- */

static void relation_apply(struct taking *t, struct row *row)
{
    if (row->at == NO_ROW)
        row->at = book_add_relation(t->book, row->key);
    book_set_relation(t->book, row->at, row->refs[RELATION_CUSTOMER_NO],
                      row->refs[RELATION_OTHER_NO], (uint8_t)row->cells[RELATION_KIND].num);
}

static rc relation_write(struct taking *t, const struct row *row)
{
    const struct relations *r = &t->book->relations;
    return q_relation_copy_add(t->copy, &(struct q_relation_copy_row){
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
    book_remove_relation(t->book, at);
    *(uint32_t *)vec_add(&t->ended) = at;
}

static rc relation_after(struct taking *t, struct why *why)
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
    return db_tell(t->db, result, why);
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
    .apply = relation_apply,
    .records = {INCOMING_SMALL, q_relation_copy_begin, relation_write, q_relation_copy_end},
    .after = relation_after,
    .absent = relation_absent,
    .keys = relation_keys,
    .seen = relation_seen,
};

/* ---- opening: the state at the end of the day before the first day ---- */

static day opening_since(const struct taking *t, const struct cell *c)
{
    if (c[OPENING_STAGE].num != STAGE_TARGET)
        return NO_DAY;
    return c[OPENING_SINCE].text.len ? (day)c[OPENING_SINCE].num : t->book->first_day - 1;
}

/* aum_m1 is the newest month end before the first day; where the row had to wait, later month ends
 * lie before it. */
static void opening_months(const struct taking *t, const struct row *row, struct months *m)
{
    for (int k = t->months_since_first; k < AUM_MONTHS; k++)
        m->v[k] = row->cells[OPENING_AUM_M1 + k - t->months_since_first].num;
}

static rc opening_before(struct taking *t)
{
    struct ymd first = day_ymd(t->book->first_day), now = day_ymd(t->today);
    t->months_since_first = (now.year - first.year) * 12 + now.month - first.month;
    return OK;
}

static void opening_apply(struct taking *t, struct row *row)
{
    const struct cell *c = row->cells;
    row->at = row->refs[OPENING_CUSTOMER_NO];
    bool same_year = day_year_start(t->today) == day_year_start(t->book->first_day);
    struct opening_facts facts = {
        .stage = (uint8_t)c[OPENING_STAGE].num,
        .tier = (uint8_t)c[OPENING_TIER].num,
        .reached_on = opening_since(t, c),
        .fa_ytd = same_year ? c[OPENING_FA_YTD_SUM].num : 0,
        .aum_m = months_get(&t->book->customers, row->at),
    };
    opening_months(t, row, &facts.aum_m);
    book_set_opening(t->book, row->at, &facts);
}

static rc opening_write(struct taking *t, const struct row *row)
{
    int64_t months[AUM_MONTHS];
    for (int i = 0; i < AUM_MONTHS; i++)
        months[i] = row->cells[OPENING_AUM_M1 + i].num;
    return q_opening_copy_add(t->copy, &(struct q_opening_copy_row){
                                           .customer_id = record_id(row->at),
                                           .day_ = t->today,
                                           .months = {months, AUM_MONTHS},
                                       });
}

const struct taker opening_taker = {
    .apply = opening_apply,
    .records = {INCOMING_OPENING, q_opening_copy_begin, opening_write, q_opening_copy_end},
    .before = opening_before,
};
