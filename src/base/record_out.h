#pragma once
/* record_out -- values and rows as programs read them: JSON, CSV, addresses.
 *
 * The plain form of a value: numbers as digits, amounts "1234.50", days "2026-11-22", times
 * "2026-11-22T14:05:00+08:00" in the bank's zone, codes by name, texts as they are, "true" and
 * "false".  How people read them is tmpl/show.h. */
#include "base/csv_out.h"
#include "base/record.h"

enum { BANK_ZONE_SECONDS = 8 * 60 * 60 }; /* Asia/Shanghai, which has no summer time */

/* Where the field lies in a row. */
static inline const void *field_at(const struct field *f, const void *row)
{
    return (const char *)row + f->offset;
}

/* 'value' is where the field lies. */
bool field_is_null(const struct field *f, const void *value);
int64_t field_number(const struct field *f, const void *value); /* of all kinds held as numbers */
size_t field_count(const struct field *f, const void *row);     /* of KIND_ROWS */

/* The part of a time of the bank's zone: its day, and the seconds of that day. */
day bank_day(int64_t time, int *ret_seconds);

/* Adds the plain form; null and structs within add nothing.  Not escaped. */
void field_plain(struct buf *b, const struct field *f, const void *value);

/* Adds {"id":"7","name":"...","rows":[{...}]}: numbers of things and bools as such, everything else
 * as a string (ids and amounts too, which would not survive as floating point), null as null;
 * without inner fields. */
void record_json(struct buf *b, const struct record *r, const void *row);

/* A row of CSV: the columns are the fields but for structs and rows within, and inner
 * ones. */
size_t record_columns(const struct record *r, struct csv_column *ret_columns, size_t room);
void record_csv(struct csv_out *out, const struct record *r, const void *row);
