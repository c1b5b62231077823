#pragma once
/* whose -- private to src/cfe: the customers whom a list or a table is about, and the filters that
 * all of them share.
 *
 * Whom a person may see is the post's to say (reach_of_person); a filter only ever takes away. What
 * names somebody or something that the person has nothing to do with finds nobody, or is a fault of
 * that field; it never tells whether there is such a thing. */
#include "engine/reach.h"
#include "web/request.h"

enum { DAYS_TO_BIRTHDAY_MOST = 366 };

/* An organisation by its number or its name, the person's own or below it; *ret_known false where
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

/* Those whose birthday is on the snapshot's day or within so many days after it. */
struct reach reach_born(const struct snapshot *s, const struct reach *reach, int days,
                        struct arena *a);
