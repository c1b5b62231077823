#pragma once
/* rules -- the value rules from the database: which version is in force on a day, and its numbers
 * (requirements PCRM-2; table rule_set). */
#include "base/tongue.h"
#include "engine/rules.h"
#include "platform/bank.h"

/* The version in force on day d.  E_INVALID: the stored rules are not well formed; 'why' says which
 * version and where. */
MUST_USE rc rules_load(struct bank *bank, day d, struct rules *ret_rules, struct why *why);

/* Levels carried over where day d begins a version (engine/carry.h): after the book was told the
 * day, before it is valued.  *ret_before: the rules of the day before. */
struct book;
MUST_USE rc rules_carry(struct bank *bank, struct book *book, const struct rules *rules, day d,
                        struct rules *ret_before, struct why *why);

/* From JSON; 'tongue': in which people are told what is wrong with a condition. */
MUST_USE rc rules_parse(struct text json, int version, enum tongue tongue, struct rules *ret_rules,
                        struct why *why);
