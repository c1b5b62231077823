#pragma once
/* input -- what a route takes, declared once: checked, converted and placed into a struct before
 * the handler runs, shown again in the form when something is wrong, described in the API.
 *
 *     static const struct input note_inputs[] = {
 *         PATH_ID(struct note_form, id),
 *         INPUT_TEXT(struct note_form, body, N_("Note"), .required = true, .max = 4000),
 *     };
 *
 * Values come from the path, the query (GET) or the body (the other methods; a form, or a JSON
 * object), by name; files come with forms only (multipart.h).  What is not given and not required
 * is "not known" in its place: a NULL pointer, NO_DAY, an opt_* that is not known, false, or
 * .otherwise. */
#include "base/record.h"
#include "base/tongue.h"
#include "web/http.h"

struct input {
    const char *name;
    enum field_kind kind; /* TEXT, BOOL, INT4, INT8, ID, FEN, DAY, CODE */
    bool nullable;        /* lies as an opt_* */
    bool from_path;
    size_t offset;
    const char *label; /* source text; NULL: never shown, such as a page number */
    bool required;
    bool multiline;
    bool secret; /* a password: never given back */
    int64_t min,
        max; /* numbers: the value; texts: characters (max 0: 200); files: bytes (input_most) */
    int64_t otherwise; /* numbers that are not given */
    const struct words *words;
    const char *help;    /* source text, one line */
    const char *accepts; /* a file (struct file_in): endings it may have, ".csv,.txt"; NULL: none */
};

struct inputs {
    size_t size; /* of the struct that they fill */
    const struct input *items;
    size_t len;
};

struct input_error {
    const struct input *input;
    const char *message; /* in the user's tongue */
};

struct input_result {
    void *in; /* the struct, filled */
    struct input_error *errors;
    size_t errors_len;
};

/* Fills the struct from what was given (later pairs of one name are ignored).  With errors the
 * struct is not to be used. */
struct input_result inputs_take(struct arena *a, const struct inputs *inputs, enum tongue tongue,
                                struct pairs path, struct pairs given);

/* What was typed for that input; "" where nothing was, or where it is secret. */
struct text input_typed(const struct input *input, struct pairs given);

/* How many bytes a file may have, at most: .max, or a megabyte. */
enum { FILE_BYTES_DEFAULT = 1 << 20, FILE_BYTES_MOST = 32 << 20 };
size_t input_most(const struct input *input);

/* A JSON object of the API as pairs: strings, numbers and booleans as text, null as not given,
 * nothing nested.  E_INVALID: it is something else; 'why' says what. */
struct why;
MUST_USE rc inputs_of_json(struct arena *a, struct text body, size_t most, struct pairs *ret_pairs,
                           struct why *why);

/* clang-format off */
#define INPUT_IS_OPT(member)                                                                       \
    _Generic((member), struct opt_bool: true, struct opt_int2: true, struct opt_int4: true,        \
             struct opt_int8: true, default: false)
#define INPUT_AT(type, member)                                                                     \
    .name = #member, .nullable = INPUT_IS_OPT(((type *)0)->member), .offset = offsetof(type, member)

#define PATH_ID(type, member)   {INPUT_AT(type, member), .kind = KIND_ID, .from_path = true, .required = true, .min = 1, .max = INT64_MAX}
#define PATH_DAY(type, member)  {INPUT_AT(type, member), .kind = KIND_DAY, .from_path = true, .required = true}
#define PATH_TEXT(type, member) {INPUT_AT(type, member), .kind = KIND_TEXT, .from_path = true, .required = true}

/* The label first, then whatever else is to be said: INPUT_TEXT(struct f, note, N_("Note"), .max = 9) */
#define INPUT_TEXT(type, member, ...)   {INPUT_AT(type, member), .kind = KIND_TEXT, .label = __VA_ARGS__}
#define INPUT_NUMBER(type, member, ...) {INPUT_AT(type, member), .kind = FIELD_KIND_OF(((type *)0)->member), .label = __VA_ARGS__}
#define INPUT_BOOL(type, member, ...)   {INPUT_AT(type, member), .kind = KIND_BOOL, .label = __VA_ARGS__}
#define INPUT_FEN(type, member, ...)    {INPUT_AT(type, member), .kind = KIND_FEN, .label = __VA_ARGS__}
#define INPUT_DAY(type, member, ...)    {INPUT_AT(type, member), .kind = KIND_DAY, .label = __VA_ARGS__}
#define INPUT_CODE(type, member, words_, ...) {INPUT_AT(type, member), .kind = KIND_CODE, .words = &(words_), .label = __VA_ARGS__}
#define INPUT_FILE(type, member, accepts_, ...) {INPUT_AT(type, member), .kind = KIND_TEXT, .accepts = accepts_, .label = __VA_ARGS__}
#define INPUTS(type, items_) {sizeof(type), (items_), ARRAY_LEN(items_)}
/* clang-format on */
