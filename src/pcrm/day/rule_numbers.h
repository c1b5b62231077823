#pragma once
/* rule_numbers -- the numbers of a rule set that a bank may choose (spec rules.md): what each is
 * called, means and may be; where it stands in the JSON of a rule set and in struct rules.
 *
 * The one place where they are listed: rules are read by it (rules.h), shown, compared and changed
 * on screen (pcrm/scheme).  All are kept as one int64_t but for the list of days. */
#include "engine/rules.h"

enum rule_kind {
    RULE_YUAN,   /* fen; JSON: text in yuan */
    RULE_NUMBER, /* JSON: a whole number, as RULE_SHARE */
    RULE_SHARE,  /* basis points; shown in percent */
    RULE_PART,   /* at least 1/n */
    RULE_DAYS,   /* a list of numbers of days */
    RULE_FLAG,
    RULE_TIER,
    RULE_HOME, /* delivered, assets */
};
enum rule_group { RULES_STAGE, RULES_ASSETS, RULES_TIER, RULES_ALERTS, RULES_OTHER, RULE_GROUPS };
extern const char *const rule_group_labels[RULE_GROUPS]; /* source texts */

struct rule_number {
    const char *name; /* in JSON */
    enum rule_kind kind;
    enum rule_group group;
    bool is_weight; /* within "weights_bp" */
    int64_t least, most;
    const char *label, *unit, *meaning; /* source texts; unit may be "" */
};

enum rule_name {
    RULE_POTENTIAL_LIMIT,
    RULE_TARGET_LIMIT,
    RULE_TARGET_KEEP_MONTHS,
    RULE_SPEND_DAYS,
    RULE_UPGRADE_DAILY,
    RULE_CHURNING_FROM,
    RULE_ASSETS_MOVED_FROM,
    RULE_ASSETS_MOVED_SHARE,
    RULE_LARGE_MOVEMENT_FROM,
    RULE_MATURING_DAYS,
    RULE_CARD_EXPIRING_DAYS,
    RULE_BIRTHDAY_DAYS,
    RULE_HOLDING_MOVED,
    RULE_HOME_BY,
    RULE_WEIGHTS, /* and of the other classes, in the order of enum class */
    RULE_NUMBERS = RULE_WEIGHTS + CLASS_SUMS
};
extern const struct rule_number rule_numbers[RULE_NUMBERS];

int64_t rule_number_get(const struct rules *r, enum rule_name n); /* not of RULE_DAYS */
void rule_number_set(struct rules *r, enum rule_name n, int64_t value);
extern const struct words home_by_words;
