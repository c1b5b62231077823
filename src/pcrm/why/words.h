#pragma once
/* words -- private to pcrm/why: what engine/explain found, as sentences.
 *
 * Each is said twice: with short amounts for the eye, and whole for hovers and programs. */
#include "base/arena.h"
#include "base/record.h"
#include "base/tongue.h"
#include "engine/explain.h"

struct said {
    struct text said, exact;
};
extern const struct record said_record;

extern const struct words forecast_words;      /* enum forecast_of */
extern const struct words stage_why_words;     /* enum stage_why */
extern const struct words care_relation_words; /* managed, signed */

/* Who speaks, to whom, about whom. */
struct speaker {
    struct arena *arena;
    enum tongue tongue;
    const struct rules *rules;
    const struct customer_facts *facts;
};

struct said say_stage(const struct speaker *s, const struct stage_explained *e);
struct said say_next_stage(const struct speaker *s, const struct stage_explained *e);

/* "AUM 234,000.00 reaches 200,000.00 and ...": what a clause found. */
struct said say_clause(const struct speaker *s, const struct clause_explained *c);

/* The tier as decided on that day; 'decided' with the facts of it. */
struct said say_tier(const struct speaker *s, const struct level_explained *decided, day on);

/* "To gold it lacks: ... or ...", from what is missing on the next month end. */
struct said say_missing(const struct speaker *s, const struct scheme *scheme, uint8_t level,
                        const struct ways *ways);
/* What a single way lacks. */
struct said say_way(const struct speaker *s, const struct clause_explained *way);

struct said say_standing(const struct speaker *s, const struct standing_explained *e);
struct said say_standing_ahead(const struct speaker *s, const struct standing_explained *e);

struct said say_change(const struct speaker *s, const struct forecast_change *c);
/* Its parts, for a table: the levels, and why ("" where nothing more is known). */
struct change_parts {
    struct text scheme, from, to, reason;
};
struct change_parts change_parts(const struct speaker *s, const struct forecast_change *c);
