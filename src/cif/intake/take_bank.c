/* What the bank itself is: organisations, products, exchange rates, staff. */
#include "cif/intake/take_inside.h"

#include "cif/intake/take.sql.h"

/* ---- organisations ---- */

static void org_apply(struct taking *t, struct row *row)
{
    row->at = key_find(&t->book->orgs, row->key);
    if (row->at == NO_ROW)
        row->at = book_add_org(t->book, row->key);
}

static rc org_write(struct taking *t, const struct row *row)
{
    const struct cell *c = row->cells;
    return q_org_copy_add(t->db, &(struct q_org_copy_row){
                                     .org_id = (int32_t)row->at + 1,
                                     .day_ = t->today,
                                     .org_no = c[ORG_NO].text,
                                     .parent_no = text_or_null(c[ORG_PARENT_NO].text),
                                     .level = (int16_t)c[ORG_LEVEL].num,
                                     .name = c[ORG_NAME].text,
                                     .region = text_or_null(c[ORG_REGION].text),
                                 });
}

const struct taker org_taker = {
    .begin = q_org_copy_begin,
    .apply = org_apply,
    .write = org_write,
    .end = q_org_copy_end,
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
    return q_product_copy_add(t->db, &(struct q_product_copy_row){
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
    .begin = q_product_copy_begin,
    .apply = product_apply,
    .write = product_write,
    .end = q_product_copy_end,
};

/* ---- exchange rates ---- */

static void fx_apply(struct taking *t, struct row *row)
{
    row->at = book_take_currency(t->book, row->key, row->cells[FX_RATE].num);
}

static rc fx_write(struct taking *t, const struct row *row)
{
    return q_currency_copy_add(t->db, &(struct q_currency_copy_row){
                                          .currency_id = (int32_t)row->at + 1,
                                          .day_ = t->today,
                                          .currency = row->cells[FX_CURRENCY].text,
                                          .rate = row->cells[FX_RATE].num,
                                      });
}

const struct taker fx_taker = {
    .begin = q_currency_copy_begin,
    .apply = fx_apply,
    .write = fx_write,
    .end = q_currency_copy_end,
};

/* ---- staff ---- */

static void staff_apply(struct taking *t, struct row *row)
{
    row->at = key_find(&t->book->staff.keys, row->key);
    if (row->at == NO_ROW)
        row->at = book_add_staff(t->book, row->key);
    book_set_staff_left(t->book, row->at, row->cells[STAFF_STATUS].num != 0);
}

static rc staff_write(struct taking *t, const struct row *row)
{
    const struct cell *c = row->cells;
    struct sealed phone = seal_cell(t, 0, c[STAFF_PHONE].text);
    return q_staff_copy_add(t->db, &(struct q_staff_copy_row){
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

static rc staff_after(struct taking *t)
{
    struct vec ids;
    vec_init(&ids, sizeof(int32_t));
    for (size_t i = 0; i < t->ended.len; i++)
        *(int32_t *)vec_add(&ids) = *(int32_t *)vec_at(&t->ended, i) + 1;
    rc r = ids.len ? q_staff_left(t->db, (struct int4s){ids.items, ids.len}, t->today, NULL) : OK;
    vec_release(&ids);
    return r;
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
    .begin = q_staff_copy_begin,
    .apply = staff_apply,
    .write = staff_write,
    .end = q_staff_copy_end,
    .absent = staff_absent,
    .after = staff_after,
    .keys = staff_keys,
    .seen = staff_seen,
};
