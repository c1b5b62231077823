#include "pcrm/day/home.h"

#include "engine/figures.h"
#include "pcrm/day/home.sql.h"

enum { MONTH_ENDS = 3 };

static rc copy_customer(struct db *db, const struct book *b, uint32_t customer, struct vec *lay)
{
    vec_clear(lay);
    aum_by_outlet(b, customer, lay);
    for (size_t i = 0; i < lay->len; i++) {
        const struct at_outlet *one = vec_at(lay, i);
        TRY(q_outlet_month_copy_add(
            db, &(struct q_outlet_month_copy_row){.customer_id = record_id(customer),
                                                  .month_end = b->today,
                                                  .outlet_id = (int32_t)record_id(one->outlet),
                                                  .aum = one->aum}));
    }
    return OK;
}

static rc copy_rows(struct db *db, const struct book *b)
{
    struct vec lay;
    rc r = OK;
    vec_init(&lay, sizeof(struct at_outlet));
    for (uint32_t i = 0; r == OK && i < b->customers.keys.count; i++)
        r = copy_customer(db, b, i, &lay);
    vec_release(&lay);
    return r;
}

static rc note_outlets(struct db *db, const struct book *b)
{
    int64_t rows;
    TRY(q_outlet_month_copy_begin(db));
    TRY(copy_rows(db, b));
    return q_outlet_month_copy_end(db, &rows);
}

static rc move(struct db *db, const struct book *b)
{
    day ends[MONTH_ENDS] = {b->today};
    for (int i = 1; i < MONTH_ENDS; i++)
        ends[i] = day_month_end_before(b->today, i);
    TRY(note_outlets(db, b));
    TRY(q_home_move(db, b->today, (struct days){ends, MONTH_ENDS}, NULL));
    return q_outlet_month_forget(db, ends[MONTH_ENDS - 1], NULL);
}

rc home_settle(struct bank *bank, const struct book *b, const struct rules *r, bool anew)
{
    struct db *db = bank->db;
    if (!r->home_by_assets)
        return anew ? q_home_return(db, b->today, NULL) : q_home_follow(db, b->today, NULL);
    TRY(q_home_come(db, b->today, NULL));
    return day_is_month_end(b->today) ? move(db, b) : OK;
}
