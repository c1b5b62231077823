#pragma once
/* show -- how people see values.  The one place that decides it.
 *
 *     amounts   1,234.50           short: 1.23万 4.56亿, 1.23K 4.56M 7.89B
 *     numbers   12,345             ids never have separators
 *               s: nothing behind 1, else an s, for English plurals: {{n}} day{{n.s}}
 *     days      2026-11-22         weekday: 周日, Sun
 *     times     2026-11-22 14:05   in the bank's zone; day: 2026-11-22, clock: 14:05
 *     codes     their label in the tongue; name, tone
 *     null      – between tags, nothing in attributes */
#include "base/record.h"
#include "base/tongue.h"
#include "tmpl/program.h"

enum show {
    SHOW_AS_IS,
    SHOW_PLAIN, /* as programs read it */
    SHOW_SHORT,
    SHOW_PLURAL,
    SHOW_DAY,
    SHOW_CLOCK,
    SHOW_WEEKDAY,
    SHOW_TONE,
    SHOW_COUNT, /* of rows */
    SHOW_IS,    /* only in conditions: is the code this one? */
};

/* May values of this kind be shown so?  'name' is what stands behind the dot. */
bool show_parse(enum field_kind kind, struct text name, enum show *ret_show);

/* Adds the value, escaped for its place; 'value' is where the field lies. */
void show_value(struct buf *out, const struct field *f, const void *value, enum show show,
                enum tongue tongue, enum tmpl_place place);
void show_number(struct buf *out, int64_t number); /* with separators */
/* An amount in short without the fen of a round one: 5万, 1.23万. */
void show_round(struct buf *out, int64_t amount, enum tongue tongue);

void show_escaped(struct buf *out, struct text t);    /* & < > " ' */
void show_in_address(struct buf *out, struct text t); /* percent-encoded but for A-Za-z0-9-._~ */
