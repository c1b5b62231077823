#pragma once
/* asked_bank -- a random bank that everything can be asked of: a made snapshot whose columns of the
 * profile, events, tags and lists are replaced by random ones, with much that is unknown. */
#include "engine/evaluate.h"
#include "engine/kept.h"
#include "engine/test_made_snapshot.h"

enum {
    ASKED_TAGS = 6,    /* ids 1 .. ; the last one is no set but stands for a condition */
    ASKED_WORDS = 9,   /* texts of the profile */
    ASKED_OBJECTS = 5, /* of behaviour */
    ASKED_DATES = 12,  /* with events */
    ASKED_FAMILY = -1  /* products 3 and 4 */
};

struct asked_bank {
    struct arena arena;
    struct snapshot *s;
    struct member_set sets[ASKED_TAGS];
    const struct member_set *set_items[ASKED_TAGS];
    struct member_sets all_sets;
    struct kept kept[ASKED_TAGS];
    struct events events;
    struct terms *words, *objects;
    struct cond stands_for; /* fa >= 500 yuan */
    struct cond_value least;
    struct evaluate_bank bank;
};

UNUSED static struct text asked_word(int64_t i)
{
    static const char *const words[] = {"教师", "教授", "医生", "工人", "a", "ab", "abc", "b", ""};
    return text_of(words[i]);
}
UNUSED static struct text asked_object(int64_t i)
{
    static const char *const objects[] = {"基金A", "基金B", "credit card", "loan", "nobody"};
    return text_of(objects[i]);
}

/* Columns: 'make' is written for every row. */
#define ASKED_COLUMN(b, type, target, make)                                                        \
    do {                                                                                           \
        type *column_ = arena_alloc(&(b)->arena, ((b)->s->count + (size_t)1) * sizeof(type));      \
        for (uint32_t row = 0; row < (b)->s->count; row++)                                         \
            column_[row] = (type)(make);                                                           \
        (target) = column_;                                                                        \
    } while (0)

UNUSED static day asked_day(uint64_t *seed)
{
    return one_in(seed, 6) ? NO_DAY : MADE_DAY - (day)between(seed, -20, 400);
}

UNUSED static int64_t asked_term(uint64_t *seed)
{
    return one_in(seed, 4) ? 0 : between(seed, 1, ASKED_WORDS - 1);
}

UNUSED static void asked_profile(struct asked_bank *b, uint64_t *seed)
{
    struct profile_columns *p = &b->s->profile;
    ASKED_COLUMN(b, fen, p->income_year,
                 one_in(seed, 3) ? INCOME_NOT_KNOWN : between(seed, 0, 40) * 1000000);
    ASKED_COLUMN(b, day, p->born,
                 one_in(seed, 8) ? NO_DAY : MADE_DAY - (day)between(seed, 0, 95 * 365));
    ASKED_COLUMN(b, day, p->opened_on, asked_day(seed));
    ASKED_COLUMN(b, day, p->risk_assessed_on, asked_day(seed));
    ASKED_COLUMN(b, uint32_t, p->occupation, asked_term(seed));
    ASKED_COLUMN(b, uint32_t, p->education, asked_term(seed));
    ASKED_COLUMN(b, uint32_t, p->marital, asked_term(seed));
    ASKED_COLUMN(b, uint8_t, p->gender, one_in(seed, 5) ? NOT_KNOWN : between(seed, 0, 1));
    ASKED_COLUMN(b, uint8_t, p->cert_type, between(seed, 0, 7));
    ASKED_COLUMN(b, uint8_t, p->risk_level, one_in(seed, 5) ? NOT_KNOWN : between(seed, 0, 4));
    ASKED_COLUMN(b, uint8_t, p->dnd, one_in(seed, 9));
    ASKED_COLUMN(b, uint16_t, b->s->birthday,
                 one_in(seed, 9) ? 0 : between(seed, 1, 12) * 32 + between(seed, 1, 28));
    ASKED_COLUMN(b, uint16_t, b->s->manager_share, between(seed, 1, BASIS_POINTS));
    ASKED_COLUMN(b, uint8_t, b->s->related, one_in(seed, 2) ? 0 : between(seed, 0, 255));
    ASKED_COLUMN(b, uint64_t, b->s->levels,
                 (uint64_t)between(seed, 0, 8) | (uint64_t)between(seed, 0, 4) << 4 |
                     (uint64_t)between(seed, 0, 8) << 60);
    ASKED_COLUMN(b, day, b->s->last_login, asked_day(seed));
    for (int a = 0; a < BACK_AMOUNTS; a++)
        ASKED_COLUMN(b, fen, b->s->back[1][a], made_amount(seed));
    b->s->back_days[1] = one_in(seed, 4) ? NO_DAY : on(2025, 11, 30);
}

UNUSED static void asked_cards(struct asked_bank *b, uint64_t *seed)
{
    uint32_t *first = arena_alloc(&b->arena, (b->s->count + (size_t)1) * sizeof *first), len = 0;
    struct card *cards = arena_alloc(&b->arena, (b->s->count * (size_t)2 + 1) * sizeof *cards);
    for (uint32_t row = 0; row < b->s->count; row++) {
        first[row] = len;
        for (int64_t n = between(seed, 0, 2); n > 0; n--)
            cards[len++] = (struct card){
                .expires_on = one_in(seed, 2) ? NO_DAY : MADE_DAY + (day)between(seed, -1, 1),
                .kind = (uint8_t)between(seed, CARD_DEBIT, CARD_CREDIT),
                .grade = GRADE_GOLD,
                .vip = one_in(seed, 3),
            };
    }
    first[b->s->count] = len;
    b->s->first_card = first;
    b->s->cards = cards;
}

UNUSED static void asked_words(struct asked_bank *b, uint64_t *seed)
{
    struct terms_maker words, objects;
    terms_maker_init(&words, NULL);
    terms_maker_init(&objects, NULL);
    for (int64_t i = 0; i < ASKED_WORDS - 1; i++)
        terms_maker_add(&words, asked_word(i));
    for (int64_t i = 0; i < ASKED_OBJECTS - 1; i++)
        terms_maker_add(&objects, asked_object(i));
    b->s->words = b->words = terms_made(&words);
    b->s->objects = b->objects = terms_made(&objects);
    uint32_t *regions = arena_alloc(&b->arena, (b->s->place_count + (size_t)1) * sizeof *regions);
    for (uint32_t place = 1; place <= b->s->place_count; place++)
        regions[place] = (uint32_t)asked_term(seed);
    b->s->regions = regions;
}

/* Rows of a date's events, ascending, some several times. */
UNUSED static uint32_t asked_rows(struct asked_bank *b, uint64_t *seed, uint32_t *rows)
{
    uint32_t len = 0;
    for (uint32_t row = 0; row < b->s->count; row++)
        for (int64_t n = one_in(seed, 6) ? between(seed, 1, 3) : 0; n > 0; n--)
            rows[len++] = row;
    return len;
}

UNUSED static const struct acts *asked_acts(struct asked_bank *b, uint64_t *seed, day d)
{
    struct acts *a = arena_alloc(&b->arena, sizeof *a);
    size_t most = (size_t)b->s->count * 3 * ACT_COUNT + 1;
    uint32_t *rows = arena_alloc(&b->arena, most * sizeof *rows);
    uint32_t *objects = arena_alloc(&b->arena, most * sizeof *objects);
    a->on = d;
    for (int act = 0; act < ACT_COUNT; act++)
        a->first[act + 1] = a->first[act] + asked_rows(b, seed, rows + a->first[act]);
    for (uint32_t i = a->first[ACT_VIEW]; i < a->first[ACT_COUNT]; i++)
        objects[i - a->first[ACT_VIEW]] = (uint32_t)between(seed, 0, ASKED_OBJECTS - 1);
    a->rows = rows;
    a->objects = objects;
    return a;
}

UNUSED static const struct txns *asked_txns(struct asked_bank *b, uint64_t *seed, day d)
{
    struct txns *t = arena_alloc(&b->arena, sizeof *t);
    size_t most = (size_t)b->s->count * 3 + 1;
    uint32_t *rows = arena_alloc(&b->arena, most * sizeof *rows);
    uint16_t *what = arena_alloc(&b->arena, most * sizeof *what);
    uint32_t *amounts = arena_alloc(&b->arena, most * sizeof *amounts);
    t->on = d;
    t->len = asked_rows(b, seed, rows);
    for (uint32_t i = 0; i < t->len; i++) {
        unsigned kind = (unsigned)between(seed, 0, 9);
        what[i] =
            (uint16_t)(between(seed, 0, 1) << TXN_DIRECTION | between(seed, 0, 5) << TXN_CHANNEL |
                       kind << TXN_KIND | between(seed, 0, 10) << TXN_CLASS);
        amounts[i] = (uint32_t)between(seed, 0, 9) * 10000;
    }
    t->rows = rows;
    t->what = what;
    t->amounts = amounts;
    return t;
}

UNUSED static void asked_events(struct asked_bank *b, uint64_t *seed)
{
    const struct acts **acts = arena_alloc(&b->arena, ASKED_DATES * sizeof *acts);
    const struct txns **txns = arena_alloc(&b->arena, ASKED_DATES * sizeof *txns);
    for (int i = 0; i < ASKED_DATES; i++) {
        day d = MADE_DAY - 4 * (ASKED_DATES - 1 - i);
        acts[i] = asked_acts(b, seed, d);
        txns[i] = asked_txns(b, seed, d);
    }
    b->events = (struct events){.day = MADE_DAY,
                                .acts = acts,
                                .acts_len = ASKED_DATES,
                                .txns = txns,
                                .txns_len = ASKED_DATES};
    b->s->events = &b->events;
}

UNUSED static void asked_sets(struct asked_bank *b, uint64_t *seed)
{
    for (int i = 0; i < ASKED_TAGS - 1; i++) {
        uint32_t *rows = arena_alloc(&b->arena, (b->s->count + (size_t)1) * sizeof *rows);
        kept_init(&b->kept[i]);
        b->sets[i] = (struct member_set){.id = i + 1, .rows = rows, .kept = &b->kept[i]};
        int thin = (int[]){2, 9, 60, 400, 100000}[i];
        for (uint32_t row = 0; row < b->s->count; row++)
            if (one_in(seed, thin))
                rows[b->sets[i].len++] = row;
        b->set_items[i] = &b->sets[i];
    }
    b->all_sets = (struct member_sets){b->set_items, ASKED_TAGS - 1};
    b->s->sets = &b->all_sets;
}

UNUSED static rc asked_stands_for(void *with, enum name_kind kind, int64_t id, struct arena *a,
                                  const struct cond **ret)
{
    struct asked_bank *b = with;
    (void)kind, (void)a;
    if (id != ASKED_TAGS)
        return E_NOT_FOUND;
    *ret = &b->stands_for;
    return OK;
}

UNUSED static rc asked_products(void *with, int64_t family, struct arena *a, struct int4s *ret)
{
    static const int32_t products[] = {3, 4};
    (void)with, (void)a;
    *ret = (struct int4s){products, family == ASKED_FAMILY ? 2 : 0};
    return OK;
}

UNUSED static void asked_bank_init(struct asked_bank *b, uint64_t *seed, int64_t customers)
{
    *b = (struct asked_bank){.least = {.kind = A_NUMBER, .number = 50000}};
    arena_init(&b->arena);
    b->s = made_snapshot(seed, customers);
    asked_profile(b, seed);
    asked_cards(b, seed);
    asked_words(b, seed);
    asked_events(b, seed);
    asked_sets(b, seed);
    b->stands_for = (struct cond){
        .kind = COND_TEST,
        .test = {.left = {.field = FIELD_FA}, .op = OP_GE, .values = &b->least, .len = 1}};
    b->bank = (struct evaluate_bank){
        .with = b, .stands_for = asked_stands_for, .products = asked_products};
}

UNUSED static void asked_bank_release(struct asked_bank *b)
{
    snapshot_unref(b->s);
    for (int i = 0; i < ASKED_TAGS - 1; i++)
        kept_release(&b->kept[i]);
    terms_unref(b->words);
    terms_unref(b->objects);
    arena_release(&b->arena);
}
