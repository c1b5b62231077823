#include "web/input.h"

#include "base/why.h"
#include "web/say.h"

#include <jansson.h>

enum { TEXT_CHARACTERS_MOST = 200 };

/* One value on its way into the struct. */
struct taking {
    struct arena *arena;
    enum tongue tongue;
    const struct input *input;
    void *to;
    struct text value;
    const struct file_in *file;
};

static const char *limit_said(const struct taking *t, const char *english, int64_t limit)
{
    if (t->input->kind != KIND_FEN)
        return say_number(t->arena, t->tongue, english, limit);
    struct fen_text amount = fen_format(limit);
    return say(t->arena, t->tongue, english, 1, &(struct place){"n", text_of(amount.text)});
}

static const char *number_range(const struct taking *t, int64_t value)
{
    const struct input *i = t->input;
    if (i->min == 0 && i->max == 0)
        return NULL;
    if (value < i->min)
        return limit_said(t, N_("must be at least {n}"), i->min);
    if (value > i->max)
        return limit_said(t, N_("must be at most {n}"), i->max);
    return NULL;
}

static bool parse_number(struct text value, int64_t *ret_number)
{
    bool minus = value.len > 0 && *value.ptr == '-';
    uint64_t number = 0;
    if (value.len == minus || value.len > 18)
        return false;
    for (size_t i = minus; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(value.ptr[i] - '0');
    }
    *ret_number = minus ? -(int64_t)number : (int64_t)number;
    return true;
}

/* The whole number where the kind has room for it. */
static void put_number(const struct input *i, void *to, int64_t value)
{
    if (i->kind == KIND_CODE && i->nullable)
        *(struct opt_int2 *)to = (struct opt_int2){true, (int16_t)value};
    else if (i->kind == KIND_CODE)
        *(int16_t *)to = (int16_t)value;
    else if (i->kind == KIND_INT4 && i->nullable)
        *(struct opt_int4 *)to = (struct opt_int4){true, (int32_t)value};
    else if (i->kind == KIND_INT4)
        *(int32_t *)to = (int32_t)value;
    else if (i->nullable)
        *(struct opt_int8 *)to = (struct opt_int8){true, value};
    else
        *(int64_t *)to = value;
}

static const char *take_number(const struct taking *t)
{
    int64_t value;
    if (!parse_number(t->value, &value))
        return in_tongue(t->tongue, N_("is not a whole number"));
    if (t->input->kind == KIND_INT4 && (value > INT32_MAX || value < INT32_MIN))
        return in_tongue(t->tongue, N_("is too large"));
    const char *wrong = number_range(t, value);
    if (!wrong)
        put_number(t->input, t->to, value);
    return wrong;
}

static const char *take_fen(const struct taking *t)
{
    fen value;
    if (!fen_parse(t->value.ptr, t->value.len, t->input->min < 0, &value))
        return in_tongue(t->tongue, N_("is not an amount; write it like 1234.50"));
    const char *wrong = number_range(t, value);
    if (!wrong)
        put_number(t->input, t->to, value);
    return wrong;
}

static const char *take_day(const struct taking *t)
{
    if (day_parse(t->value.ptr, t->value.len, t->to))
        return NULL;
    return in_tongue(t->tongue, N_("is not a day; write it like 2026-11-22"));
}

static const char *take_code(const struct taking *t)
{
    const struct word *w = word_of_name(t->input->words, t->value);
    if (!w)
        return in_tongue(t->tongue, N_("is not one of the choices"));
    put_number(t->input, t->to, w->code);
    return NULL;
}

static const char *take_bool(const struct taking *t)
{
    bool yes = text_is(t->value, "1") || text_is(t->value, "on") || text_is(t->value, "true");
    if (!yes && !text_is(t->value, "0") && !text_is(t->value, "false"))
        return in_tongue(t->tongue, N_("is neither yes nor no"));
    if (t->input->nullable)
        *(struct opt_bool *)t->to = (struct opt_bool){true, yes};
    else
        *(bool *)t->to = yes;
    return NULL;
}

static size_t characters_of(struct text t)
{
    size_t n = 0;
    for (size_t i = 0; i < t.len; i++)
        n += ((unsigned char)t.ptr[i] & 0xC0) != 0x80;
    return n;
}

static bool has_control(struct text t, bool lines_too)
{
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        bool line = c == '\n' || c == '\r' || c == '\t';
        if (c == 127 || (c < ' ' && !(line && lines_too)))
            return true;
    }
    return false;
}

static const char *take_text(const struct taking *t)
{
    const struct input *i = t->input;
    int64_t most = i->max ? i->max : TEXT_CHARACTERS_MOST;
    size_t len = characters_of(t->value);
    if (len > (uint64_t)most)
        return say_number(t->arena, t->tongue, N_("is too long: at most {n} characters"), most);
    if (len < (uint64_t)i->min)
        return say_number(t->arena, t->tongue, N_("is too short: at least {n} characters"), i->min);
    if (has_control(t->value, i->multiline))
        return in_tongue(t->tongue, N_("has characters that cannot be shown"));
    *(struct text *)t->to = t->value;
    return NULL;
}

/* ---- files ---- */

size_t input_most(const struct input *input)
{
    return input->max ? (size_t)input->max : FILE_BYTES_DEFAULT;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool ends_with(struct text name, struct text ending)
{
    if (name.len <= ending.len)
        return false;
    for (size_t i = 0; i < ending.len; i++)
        if (lower(name.ptr[name.len - ending.len + i]) != ending.ptr[i])
            return false;
    return true;
}

static bool is_accepted(const struct input *i, struct text name)
{
    for (const char *at = i->accepts; *at;) {
        size_t len = strcspn(at, ",");
        if (ends_with(name, (struct text){at, len}))
            return true;
        at += at[len] ? len + 1 : len;
    }
    return false;
}

static const char *too_large(const struct taking *t, size_t most)
{
    bool megabytes = most % (1 << 20) == 0;
    const char *size = arena_printf(t->arena, megabytes ? "%zu MB" : "%zu kB",
                                    most / (megabytes ? 1 << 20 : 1000));
    return say(t->arena, t->tongue, N_("is too large: at most {size}"), 1,
               &(struct place){"size", text_of(size)});
}

static const char *take_file(const struct taking *t)
{
    const struct input *i = t->input;
    if (!t->file)
        return in_tongue(t->tongue, N_("is not a file: choose one"));
    if (!is_accepted(i, t->file->name))
        return say(t->arena, t->tongue, N_("is none of the files taken here: {endings}"), 1,
                   &(struct place){"endings", text_of(i->accepts)});
    if (t->file->bytes.len == 0)
        return in_tongue(t->tongue, N_("is empty"));
    if (t->file->bytes.len > input_most(i))
        return too_large(t, input_most(i));
    *(struct file_in *)t->to = *t->file;
    return NULL;
}

static const char *take_value(const struct taking *t)
{
    if (t->input->accepts)
        return take_file(t);
    if (t->file)
        return in_tongue(t->tongue, N_("is a file; it is to be written here"));
    switch (t->input->kind) {
    case KIND_INT4:
    case KIND_INT8:
    case KIND_ID:
        return take_number(t);
    case KIND_FEN:
        return take_fen(t);
    case KIND_DAY:
        return take_day(t);
    case KIND_CODE:
        return take_code(t);
    case KIND_BOOL:
        return take_bool(t);
    case KIND_TEXT:
        return take_text(t);
    case KIND_INT2:
    case KIND_TIME:
    case KIND_URL:
    case KIND_HTML:
    case KIND_JSON:
    case KIND_RECORD:
    case KIND_ROWS:
        break;
    }
    assert(false); /* an input of a kind that nobody can type */
    return NULL;
}

static void put_otherwise(const struct input *i, void *to)
{
    if (i->kind == KIND_DAY)
        *(day *)to = NO_DAY;
    else if (i->kind != KIND_TEXT && i->kind != KIND_BOOL && !i->nullable)
        put_number(i, to, i->otherwise);
}

static const struct pair *pair_of(const char *name, struct pairs given)
{
    for (size_t i = 0; i < given.len; i++)
        if (text_is(given.items[i].name, name))
            return &given.items[i];
    return NULL;
}

/* People paste with blanks around; a password is what was typed. */
static struct text without_blanks(const struct input *i, struct text t)
{
    if (i->secret)
        return t;
    while (t.len && (*t.ptr == ' ' || *t.ptr == '\t' || *t.ptr == '\n' || *t.ptr == '\r'))
        t.ptr++, t.len--;
    while (t.len && strchr(" \t\r\n", t.ptr[t.len - 1]))
        t.len--;
    return t;
}

struct input_result inputs_take(struct arena *a, const struct inputs *inputs, enum tongue tongue,
                                struct pairs path, struct pairs given)
{
    struct input_result result = {.in = arena_alloc(a, inputs->size),
                                  .errors = arena_alloc(a, inputs->len * sizeof *result.errors)};
    for (size_t i = 0; i < inputs->len; i++) {
        const struct input *input = &inputs->items[i];
        const struct pair *p = pair_of(input->name, input->from_path ? path : given);
        struct taking t = {a, tongue, input, (char *)result.in + input->offset,
                           .file = p ? p->file : NULL};
        t.value = p ? without_blanks(input, p->value) : TEXT("");
        const char *wrong = NULL;
        put_otherwise(input, t.to);
        if (t.value.len > 0)
            wrong = take_value(&t);
        else if (input->required)
            wrong = in_tongue(tongue, N_("is required"));
        if (wrong)
            result.errors[result.errors_len++] = (struct input_error){input, wrong};
    }
    return result;
}

struct text input_typed(const struct input *input, struct pairs given)
{
    const struct pair *p = input->secret ? NULL : pair_of(input->name, given);
    return p && p->value.ptr && !p->file ? p->value : TEXT("");
}

static bool text_of_json(struct arena *a, const json_t *value, struct text *ret_text)
{
    const char *number = NULL;
    if (json_is_string(value))
        *ret_text =
            (struct text){arena_copy(a, json_string_value(value), json_string_length(value)),
                          json_string_length(value)};
    else if (json_is_boolean(value))
        *ret_text = text_of(json_is_true(value) ? "true" : "false");
    else if (json_is_integer(value))
        number = arena_printf(a, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_null(value))
        *ret_text = TEXT("");
    else
        return false;
    if (number)
        *ret_text = text_of(number);
    return true;
}

rc inputs_of_json(struct arena *a, struct text body, size_t most, struct pairs *ret_pairs,
                  struct why *why)
{
    json_error_t error;
    json_t *object = json_loadb(body.ptr, body.len, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(object) || json_object_size(object) > most) {
        json_decref(object);
        return why_say(why, E_INVALID,
                       "the body is not one JSON object with at most %zu members%s%s", most,
                       object ? "" : ": ", object ? "" : error.text);
    }
    struct pairs pairs = {arena_alloc(a, (json_object_size(object) + 1) * sizeof *pairs.items), 0};
    rc r = OK;
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        struct pair *p = &pairs.items[pairs.len++];
        p->name = text_of(arena_text(a, key, strlen(key)));
        if (r == OK && !text_of_json(a, value, &p->value))
            r = why_say(
                why, E_INVALID,
                "\"%.40s\" is neither text, whole number, true, false nor null; amounts and ids "
                "are texts",
                key);
    }
    json_decref(object);
    if (r == OK)
        *ret_pairs = pairs;
    return r;
}
