#pragma once
/* whose -- private to src/cfe: the customers whom a list or a table is about, and the filters that
 * all of them share.
 *
 * Whom a person may see is the post's to say (reach_of_person); a filter only ever takes away. What
 * names somebody or something that the person has nothing to do with finds nobody, or is a fault of
 * that field; it never tells whether there is such a thing. */
#include "cond/condition.h"
#include "engine/reach.h"
#include "web/request.h"

enum { DAYS_TO_BIRTHDAY_MOST = 366 };

/* An organisation by its number or its name, of those whose customers the person may see: the own
 * one and those below it (a manager's customers may be at home anywhere); *ret_known false where
 * there is none such.  'name' is filled where it was found. */
struct org_found {
    int32_t org_id;
    struct text name;
};
MUST_USE rc org_find(struct req *r, const struct snapshot *s, struct text called, bool *ret_known,
                     struct org_found *ret);

/* The person's organisation; 0: of the whole bank. */
int32_t org_of_person(const struct req *r);

/* At home in that organisation (0: the bank) or below it; 'alone': not below it. */
struct reach reach_below(const struct snapshot *s, int32_t org_id, bool alone);

/* Those of the reach who are at home in that organisation or below it. */
struct reach reach_within(const struct snapshot *s, const struct reach *reach, int32_t org_id,
                          struct arena *a);

/* Those of the reach who meet the condition typed at the input "where", and everybody where there
 * is none.  E_INVALID: a fault there. */
MUST_USE rc reach_where(struct req *r, struct text where, const struct snapshot *s,
                        struct reach *reach);
/* What every route has that takes one. */
#define INPUT_WHERE(type)                                                                          \
    INPUT_TEXT(type, where, N_("Condition"), .max = COND_BYTES_MOST,                               \
               .help = N_("Such as tier in (gold, platinum) and aum >= 500000"))

/* On which of so many days, the first of them 'from', somebody has a birthday.  29 February is kept
 * on the 28th in other years, as the alert does (rules.md). */
struct birthdays {
    uint16_t in[16 * 32]; /* by month x 32 + day of the month: 1 on the first day; 0: on none */
};
struct birthdays birthdays_within(day from, int days);
/* The days until then; -1: on none of them. */
int birthday_in(const struct snapshot *s, const struct birthdays *b, uint32_t row);

/* Those who have one. */
struct reach reach_born(const struct snapshot *s, const struct reach *reach,
                        const struct birthdays *b, struct arena *a);
