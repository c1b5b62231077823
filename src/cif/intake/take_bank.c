/* What the bank itself is: organisations, products, exchange rates, staff. */
#include "cif/intake/take_inside.h"

#include "cif/intake/take.sql.h"

/* ---- organisations ---- */

static void org_apply(struct taking *t, struct row *row)
{
    if (row->at == NO_ROW)
        row->at = book_add_org(t->book, row->key);
}

static rc org_write(struct taking *t, const struct row *row)
{
    const struct cell *c = row->cells;
    return q_org_copy_add(t->copy, &(struct q_org_copy_row){
                                       .org_id = (int32_t)row->at + 1,
                                       .day_ = t->today,
                                       .org_no = c[ORG_NO].text,
                                       .parent_no = text_or_null(c[ORG_PARENT_NO].text),
                                       .level = (int16_t)c[ORG_LEVEL].num,
                                       .name = c[ORG_NAME].text,
                                       .region = text_or_null(c[ORG_REGION].text),
                                   });
}

static struct key_index *org_keys(struct book *b)
{
    return &b->orgs;
}

const struct taker org_taker = {
    .apply = org_apply,
    .records = {INCOMING_SMALL, q_org_copy_begin, org_write, q_org_copy_end},
    .keys = org_keys,
};

/* ---- products ---- */

static void product_apply(struct taking *t, struct row *row)
{
    row->at =
        book_take_product(t->book, row->key, (enum product_class)row->cells[PRODUCT_CLASS].num);
}

static rc product_write(struct taking *t, const struct row *row)
{
    const struct cell *c = row->cells;
    return q_product_copy_add(t->copy,
                              &(struct q_product_copy_row){
                                  .product_id = (int32_t)row->at + 1,
                                  .day_ = t->today,
                                  .product_code = c[PRODUCT_CODE].text,
                                  .name = c[PRODUCT_NAME].text,
                                  .class = (int16_t)c[PRODUCT_CLASS].num,
                                  .family = text_or_null(c[PRODUCT_FAMILY].text),
                                  .risk = code_or_null(&c[PRODUCT_RISK]),
                                  .term_days = {.known = c[PRODUCT_TERM_DAYS].text.len > 0,
                                                .value = (int32_t)c[PRODUCT_TERM_DAYS].num},
                                  .rate = amount_or_null(&c[PRODUCT_RATE]),
                                  .min_amount = amount_or_null(&c[PRODUCT_MIN_AMOUNT]),
                                  .on_sale_from = (day)c[PRODUCT_ON_SALE_FROM].num,
                                  .on_sale_to = (day)c[PRODUCT_ON_SALE_TO].num,
                              });
}

const struct taker product_taker = {
    .apply = product_apply,
    .records = {INCOMING_SMALL, q_product_copy_begin, product_write, q_product_copy_end},
};

/* ---- exchange rates ---- */

static void fx_apply(struct taking *t, struct row *row)
{
    row->at = book_take_currency(t->book, row->key, row->cells[FX_RATE].num);
}

static rc fx_write(struct taking *t, const struct row *row)
{
    return q_currency_copy_add(t->copy, &(struct q_currency_copy_row){
                                            .currency_id = (int32_t)row->at + 1,
                                            .day_ = t->today,
                                            .currency = row->cells[FX_CURRENCY].text,
                                            .rate = row->cells[FX_RATE].num,
                                        });
}

const struct taker fx_taker = {
    .apply = fx_apply,
    .records = {INCOMING_SMALL, q_currency_copy_begin, fx_write, q_currency_copy_end},
};

/* ---- staff ---- */

static void staff_apply(struct taking *t, struct row *row)
{
    if (row->at == NO_ROW)
        row->at = book_add_staff(t->book, row->key);
    book_set_staff_left(t->book, row->at, row->cells[STAFF_STATUS].num != 0);
}

static rc staff_write(struct taking *t, const struct row *row)
{
    const struct cell *c = row->cells;
    struct sealed phone = seal_cell(t, 0, c[STAFF_PHONE].text);
    return q_staff_copy_add(t->copy, &(struct q_staff_copy_row){
                                         .staff_id = (int32_t)row->at + 1,
                                         .day_ = t->today,
                                         .staff_no = c[STAFF_NO].text,
                                         .name = c[STAFF_NAME].text,
                                         .org_id = (int32_t)row->refs[STAFF_ORG_NO] + 1,
                                         .post = (int16_t)c[STAFF_POST].num,
                                         .phone_sealed = phone.sealed,
                                         .phone_hash = phone.hash,
                                         .email = text_or_null(c[STAFF_EMAIL].text),
                                         .skills = text_or_null(c[STAFF_SKILLS].text),
                                         .has_left = t->book->staff.left[row->at] != 0,
                                     });
}

static void staff_absent(struct taking *t, uint32_t at)
{
    if (t->book->staff.left[at])
        return;
    book_set_staff_left(t->book, at, true);
    *(uint32_t *)vec_add(&t->ended) = at;
}

static rc staff_after(struct taking *t, struct why *why)
{
    struct vec ids;
    vec_init(&ids, sizeof(int32_t));
    for (size_t i = 0; i < t->ended.len; i++)
        *(int32_t *)vec_add(&ids) = *(int32_t *)vec_at(&t->ended, i) + 1;
    rc r = ids.len ? q_staff_left(t->db, (struct int4s){ids.items, ids.len}, t->today, NULL) : OK;
    vec_release(&ids);
    return db_tell(t->db, r, why);
}

static struct key_index *staff_keys(struct book *b)
{
    return &b->staff.keys;
}

static uint8_t *staff_seen(struct book *b)
{
    return b->staff.seen;
}

const struct taker staff_taker = {
    .apply = staff_apply,
    .records = {INCOMING_SMALL, q_staff_copy_begin, staff_write, q_staff_copy_end},
    .after = staff_after,
    .absent = staff_absent,
    .keys = staff_keys,
    .seen = staff_seen,
};
