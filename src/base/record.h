#pragma once
/* record -- what a struct is made of, told once.
 *
 * From a record's fields come the page (tmpl), the same page as JSON, the list as CSV, and what the
 * API's description says of it.  sqlgen writes q_NAME_record for the rows of every query that gives
 * some; what a page shows besides is described by hand with the macros below, which take the kind
 * from the member's type where that says enough:
 *
 *     static const struct field night_fields[] = {
 *         FIELD(struct night_view, can_run),
 *         FIELD_RECORD(struct night_view, night, q_night_find_record),
 *         FIELD_ROWS(struct night_view, steps, q_night_steps_record),
 *     };
 *     static const struct record night_record = RECORD(struct night_view, night_fields);
 *
 * Tables are constant and shared by all threads. */
#include "base/money.h"
#include "base/value.h"

struct words;
struct record;

/* How a value lies in the struct, and what it means. */
enum field_kind {
    KIND_BOOL,   /* bool */
    KIND_INT2,   /* int16_t: numbers of things */
    KIND_INT4,   /* int32_t */
    KIND_INT8,   /* int64_t */
    KIND_ID,     /* int64_t that names a row: a string in JSON, never with separators */
    KIND_FEN,    /* int64_t: an amount; a decimal string in JSON */
    KIND_TIME,   /* int64_t: microseconds since 1970-01-01 UTC */
    KIND_CODE,   /* int16_t: one of 'words' */
    KIND_DAY,    /* day */
    KIND_TEXT,   /* struct text */
    KIND_URL,    /* struct text: an address of our own, made by us */
    KIND_HTML,   /* struct text: markup that a renderer of ours made; the only kind never escaped */
    KIND_JSON,   /* struct text: JSON that we made; only for programs, never on a page */
    KIND_RECORD, /* a struct of its own within this one, described by 'of' */
    KIND_ROWS,   /* pointer to the first of several, their number in member NAME_count; 'of' */
};

/* Whose rule of masking applies where people see the value (platform/mask.h). */
enum personal {
    PERSONAL_NO,
    PERSONAL_CERTIFICATE,
    PERSONAL_PHONE,
    PERSONAL_EMAIL,
    PERSONAL_ADDRESS,
    PERSONAL_NUMBER, /* of an account or a card */
    PERSONAL_NOTE    /* free text and counterparties: long runs of digits */
};

/* Where 'nullable': numbers and bool lie as struct opt_*, texts have a NULL pointer, days are
 * NO_DAY. */
struct field {
    const char *name;
    enum field_kind kind;
    bool nullable;
    size_t offset;
    size_t count_offset;       /* KIND_ROWS */
    const struct words *words; /* KIND_CODE */
    const struct record *of;   /* KIND_RECORD, KIND_ROWS */
    enum personal personal;    /* a text that comes sealed; the web masks it (web/masked.h) */
    bool inner;                /* for handlers and pages: not in JSON, nor in its description */
};

struct record {
    const char *name;
    size_t size;
    const struct field *fields;
    size_t len;
};

/* NULL: the record has no such field. */
const struct field *record_field(const struct record *r, struct text name);

/* A closed list of codes: what programs read, and what people read.  Labels and the names of
 * records are source texts in English, translated where they are shown (base/tongue.h). */
struct word {
    int16_t code;
    const char *name;  /* "taken": JSON, CSV, filters in an address */
    const char *label; /* "Taken" */
    const char
        *tone; /* how its badge looks: "ok", "warn", "bad", "quiet", or a tier's own; or NULL */
};
struct words {
    const char *name;
    const struct word *items;
    size_t len;
};
const struct word *word_of_code(const struct words *w, int16_t code);     /* NULL: none */
const struct word *word_of_name(const struct words *w, struct text name); /* NULL: none */

/* clang-format off */
#define FIELD_KIND_OF(member)                                                                      \
    _Generic((member), bool: KIND_BOOL, int16_t: KIND_INT2, int32_t: KIND_INT4, int64_t: KIND_INT8, \
             struct text: KIND_TEXT, struct opt_bool: KIND_BOOL, struct opt_int2: KIND_INT2,       \
             struct opt_int4: KIND_INT4, struct opt_int8: KIND_INT8)
#define FIELD_OPT(member)                                                                          \
    _Generic((member), struct opt_bool: true, struct opt_int2: true, struct opt_int4: true,        \
             struct opt_int8: true, struct text: true, default: false)

/* A number, bool or text as it lies there. */
#define FIELD(type, member)                                                                        \
    {.name = #member, .kind = FIELD_KIND_OF(((type *)0)->member),                                  \
     .nullable = FIELD_OPT(((type *)0)->member), .offset = offsetof(type, member)}
/* One of a kind that the type does not tell: FIELD_AS(struct x, since, KIND_DAY). */
#define FIELD_AS(type, member, kind_)                                                              \
    {.name = #member, .kind = (kind_), .nullable = FIELD_OPT(((type *)0)->member),                 \
     .offset = offsetof(type, member)}
/* A day that may be NO_DAY. */
#define FIELD_OPT_DAY(type, member)                                                                \
    {.name = #member, .kind = KIND_DAY, .nullable = true, .offset = offsetof(type, member)}
#define FIELD_CODE(type, member, words_)                                                           \
    {.name = #member, .kind = KIND_CODE, .nullable = FIELD_OPT(((type *)0)->member),               \
     .offset = offsetof(type, member), .words = &(words_)}
#define FIELD_RECORD(type, member, record_)                                                        \
    {.name = #member, .kind = KIND_RECORD, .offset = offsetof(type, member), .of = &(record_)}
#define FIELD_ROWS(type, member, record_)                                                          \
    {.name = #member, .kind = KIND_ROWS, .offset = offsetof(type, member),                         \
     .count_offset = offsetof(type, member##_count), .of = &(record_)}
#define RECORD(type, fields_) {#type, sizeof(type), (fields_), ARRAY_LEN(fields_)}
/* clang-format on */
