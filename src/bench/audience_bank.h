#pragma once
/* audience_bank -- private to src/bench: an invented bank straight in the form of the readers'
 * store, for questions about who.
 *
 * A customer is a pure function of his number: the snapshot is filled with what invent_customer
 * says, and so is the plain loop that the answers are held against.  Three in a hundred have assets
 * of 100,000 and more, three in a thousand 1,000,000; 60 tags belong to 0.05 to 40 per cent, 85 per
 * cent have no manager; branches, centres and outlets are those of world.h. */
#include "base/why.h"
#include "bench/world.h"
#include "engine/reach.h"
#include "engine/snapshot_make.h"

enum { AUDIENCE_TAGS = 60, LOGIN_DAYS = 90 };

struct audience_bank {
    struct world world;
    day day;
    struct snapshot *snapshot;
};

struct invented {
    uint64_t number; /* from 0 */
    uint64_t tags;   /* bit k: has tag k */
    struct sums sums;
    fen fa, aum, acct_max, fa_ytd, cc_spend;
    uint8_t stage, tier, standing, below, kinds, cc_grade;
    uint8_t gender, risk_level;
    bool gone, dnd;
    day came, born;
    uint64_t outlet;
    int32_t staff_id; /* 0: nobody manages */
    int32_t login;    /* days since the last login; LOGIN_DAYS: none is known */
    bool logs_often;  /* and the day before that one too */
};
void invent_customer(const struct audience_bank *b, uint64_t number, struct invented *ret);

/* Organisations: 1 is the head; centre c belongs to branch c % branches, outlet o to centre
 * o % centres. */
int32_t branch_org(const struct audience_bank *b, uint64_t branch);
int32_t centre_org(const struct audience_bank *b, uint64_t centre);
int32_t outlet_org(const struct audience_bank *b, uint64_t outlet);
uint64_t centre_of(const struct audience_bank *b, uint64_t outlet);
uint64_t branch_of(const struct audience_bank *b, uint64_t outlet);

static inline int32_t audience_tag_id(unsigned tag)
{
    return (int32_t)(1 + tag);
}

struct progress;
/* E_CANCELLED: an end was asked for (base/end.h). */
MUST_USE rc audience_bank_make(uint64_t customers, struct progress *progress,
                               struct audience_bank *ret, struct why *why);
void audience_bank_release(struct audience_bank *b);
