#pragma once
/* network -- private to src/demo: the bank's organisations and who works in them.
 *
 * One head office; outlets of about 2,000 customers, four to a sub-branch, four of these to a
 * tier-2 branch (a city), four of these to a tier-1 branch (a province).  A pure function of the
 * number of customers.  The organisations are numbered from the head office (0) down, level by
 * level. */
#include "base/date.h"
#include "demo/names.h"
#include "invent/put.h"
#include "platform/perm.h"

enum org_level { LEVEL_HEAD, LEVEL_TIER1, LEVEL_TIER2, LEVEL_SUBBRANCH, LEVEL_OUTLET, LEVELS };

struct network {
    uint32_t counts[LEVELS];
    uint32_t begins[LEVELS]; /* the number of a level's first organisation */
    uint32_t orgs;
    struct vec staff; /* struct worker, by staff number */
};

/* Whoever leaves or moves does so on one of the daily days. */
struct worker {
    uint32_t org;
    enum post post;
    bool leaves;
    enum post next_post; /* another one: promoted on that day */
    day changes;         /* NO_DAY: stays as it is */
};

/* 'from' and 'until': when staff may leave or move. */
void network_init(struct network *n, uint64_t seed, uint64_t customers, day from, day until);
void network_release(struct network *n);

uint32_t network_outlet(const struct network *n, uint32_t outlet); /* its organisation */
uint32_t network_parent(const struct network *n, uint32_t org);    /* not of the head office */
enum org_level network_level(const struct network *n, uint32_t org);
const struct province *network_province(const struct network *n, uint32_t org);
const struct city *network_city(const struct network *n, uint32_t org);
const char *network_district(const struct network *n, uint32_t org);
const struct worker *network_worker(const struct network *n, size_t number);

void put_org_no(struct line *l, const struct network *n, uint32_t org);
void put_org_name(struct line *l, const struct network *n, uint32_t org);
void put_org(struct line *l, const struct network *n, uint32_t org); /* the row of org.csv */
void put_staff_no(struct line *l, size_t number);
void put_staff_name(struct line *l, uint64_t seed, size_t number);
/* The row of staff.csv as of 'd'. */
void put_staff(struct line *l, const struct network *n, uint64_t seed, size_t number, day d);
