#pragma once
/* value -- the values that rows are made of besides plain numbers, texts and days: what may be
 * null, and arrays. */
#include "base/date.h"
#include "base/hash.h"
#include "base/text.h"

/* Values that may be null: 'value' is 0 where it is not known.  Text, bytea and arrays need no such
 * struct: null has a NULL pointer, the empty value has another; a date is null as NO_DAY. */
struct opt_bool {
    bool known;
    bool value;
};
struct opt_int2 {
    bool known;
    int16_t value;
};
struct opt_int4 {
    bool known;
    int32_t value;
};
struct opt_int8 { /* timestamps too */
    bool known;
    int64_t value;
};
struct opt_hash {
    bool known;
    struct hash128 value;
};

/* Arrays.  An item of texts with a NULL pointer is null, an item of days that is NO_DAY too; the
 * items of the others are never null. */
struct int4s {
    const int32_t *items;
    size_t len;
};
struct int8s {
    const int64_t *items;
    size_t len;
};
struct days {
    const day *items;
    size_t len;
};
struct texts { /* text[] and bytea[] */
    const struct text *items;
    size_t len;
};
struct hashes {
    const struct hash128 *items;
    size_t len;
};
