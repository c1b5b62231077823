#pragma once
/* names -- private to src/demo: what people, streets, employers and shops are called.
 *
 * Surnames come as often as they do among the living; given names follow the fashion of the decade
 * of birth.  Provinces, cities and districts are real; streets, compounds, firms and banks are
 * invented. */
#include "invent/die.h"

const char *surname_thrown(struct die *d);
const char *given_name_thrown(struct die *d, bool female, int year);

enum { PROVINCES = 8, CITIES = 4, DISTRICTS = 4 }; /* in each province, in each city */
struct city {
    const char *name;
    const char *districts[DISTRICTS];
};
struct province {
    const char *name, *branch; /* "浙江省", "浙江" */
    struct city cities[CITIES];
};
extern const struct province provinces[PROVINCES];

const char *street_named(uint64_t number); /* "文澜路"; the same number, the same street */
const char *compound_thrown(struct die *d);
const char *employer_thrown(struct die *d);
const char *shop_thrown(struct die *d);
const char *other_bank_thrown(struct die *d);
