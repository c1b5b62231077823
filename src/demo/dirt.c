#include "demo/dirt.h"

#include "demo/person.h"

enum { ONE_DAY_IN = 4 };

/* ---- one bad row each ---- */

/* A birth date that no calendar has: the good record stands. */
static void bad_birth(struct town *t, uint32_t customer)
{
    struct line l = pen_line(&t->pen, FILE_CUSTOMER);
    put_customer_no(&l, customer);
    put_text(&l, ",id,000000000000000000,待核实,,1987-02-30,,,,,,,,,,");
    put_org_no(&l, &t->network, network_outlet(&t->network, 0));
    put_text(&l, ",,0\n");
    pen_row(&t->pen, FILE_CUSTOMER, l);
}

static void no_name(struct town *t, uint32_t customer)
{
    struct line l = pen_line(&t->pen, FILE_CUSTOMER);
    put_customer_no(&l, customer);
    put_text(&l, ",id,000000000000000000,,,,,,,,,,,,,");
    put_org_no(&l, &t->network, network_outlet(&t->network, 0));
    put_text(&l, ",,0\n");
    pen_row(&t->pen, FILE_CUSTOMER, l);
}

/* An amount as people write it. */
static void pretty_amount(struct town *t, uint32_t customer)
{
    struct line l = pen_line(&t->pen, FILE_ACCOUNT);
    put_text(&l, "9909");
    put_digits(&l, customer, 12);
    put_comma(&l);
    put_customer_no(&l, customer);
    put_text(&l, ",D01,,\"12,500.00\",");
    put_org_no(&l, &t->network, network_outlet(&t->network, 0));
    put_comma(&l);
    put_day(&l, t->today);
    put_text(&l, ",,open,,\n");
    pen_row(&t->pen, FILE_ACCOUNT, l);
}

static void strange_grade(struct town *t, uint32_t customer)
{
    struct line l = pen_line(&t->pen, FILE_CARD);
    put_text(&l, "9909");
    put_digits(&l, customer, 12);
    put_comma(&l);
    put_customer_no(&l, customer);
    put_text(&l, ",debit,VIP,1,");
    put_day(&l, t->today);
    put_text(&l, ",,active\n");
    pen_row(&t->pen, FILE_CARD, l);
}

/* An account that no file has ever brought: the row waits for it. */
static void lost_account(struct town *t, uint32_t customer)
{
    struct line l = pen_line(&t->pen, FILE_TRANSACTION);
    put_text(&l, "X");
    put_digits(&l, (uint64_t)(t->today - t->first), 6);
    put_text(&l, ",9909000000000000,");
    put_customer_no(&l, customer);
    put_comma(&l);
    put_day(&l, t->today);
    put_text(&l, " 10:30:00,in,88.00,other,counter,,,0,补录\n");
    pen_row(&t->pen, FILE_TRANSACTION, l);
}

/* Two bad rows among 18 to 40 would have the whole file refused. */
static bool is_safe(size_t rows)
{
    return rows < 18 || rows > 40;
}

void tell_dirt(struct town *t)
{
    static void (*const dirt[])(struct town *, uint32_t) = {bad_birth, no_name, pretty_amount,
                                                            strange_grade, lost_account};
    struct die d = today_die(t, DIE_DIRT, 0);
    if (t->today == t->size.until || throw_below(&d, ONE_DAY_IN))
        return;
    if (!is_safe(t->touched_holders.len) || !is_safe(t->touched_holdings.len) ||
        !is_safe(t->touched_plastics.len))
        return;
    for (uint64_t rows = throw_between(&d, 1, 2); rows > 0; rows--) {
        uint32_t customer = (uint32_t)throw_below(&d, t->holders.len);
        dirt[throw_below(&d, ARRAY_LEN(dirt))](t, customer);
    }
}
