#pragma once
/* person -- private to src/demo: who a customer is: birth, name, certificate, family.
 *
 * Four neighbours in number are a house: singles, couples, families with children and a
 * grandfather.  One in some hundred is somebody whom the bank already has under another number.
 * All of it is a pure function of the number; contacts also of how often they changed. */
#include "demo/town.h"

enum role { ROLE_SINGLE, ROLE_HUSBAND, ROLE_WIFE, ROLE_CHILD, ROLE_ELDER };

struct person {
    uint32_t who;  /* the number whose person this is; another one for a second customer number */
    uint32_t home; /* the first number of the house */
    enum role role;
    bool female;
    day birth;
    const char *surname, *given;
};

struct person person_of(const struct town *t, uint32_t customer);
uint32_t home_outlet(const struct town *t, const struct person *p); /* near the house */
int age_of(const struct person *p, day d);

void put_customer_no(struct line *l, uint32_t customer);
void put_person_name(struct line *l, const struct person *p);
void put_customer(struct line *l, const struct town *t, uint32_t customer); /* of customer.csv */

/* The rows of relation.csv: family, and now and then an employer, a guarantor, a friend. */
void tell_relations(struct town *t, uint32_t customer);
