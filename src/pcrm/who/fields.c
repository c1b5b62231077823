/* GET /conditions/fields: the catalogue as the builder shows it, in the person's tongue: fields and
 * what suits them.  It changes with the program, and with the schemes of
 * levels that the bank has. */
#include "base/json_out.h"
#include "base/pinyin.h"
#include "cond/words.h"
#include "engine/level_rule.h"
#include "engine/snapshot.h"
#include "pcrm/who/asked.h"

static const char *const type_names[CATALOGUE_TYPES] = {
    [OF_MONEY] = "money", [OF_COUNT] = "count",   [OF_CODE] = "code", [OF_FLAG] = "flag",
    [OF_DATE] = "date",   [OF_YEARLY] = "yearly", [OF_TEXT] = "text", [OF_ORG] = "org",
    [OF_STAFF] = "staff", [OF_SHARE] = "share",   [OF_LEVEL] = "code",
};
static const char *const arg_names[ARG_KINDS] = {
    [ARG_CODE] = "code",     [ARG_PRODUCT] = "product",   [ARG_TAG] = "tag",
    [ARG_LIST] = "list",     [ARG_AUDIENCE] = "audience", [ARG_TEXT] = "text",
    [ARG_WINDOW] = "window", [ARG_PERCENT] = "percent",   [ARG_SINCE] = "since",
    [ARG_SCHEME] = "code",
};
static const char *const arg_labels[ARG_KINDS] = {
    [ARG_CODE] = N_("Kind"),   [ARG_PRODUCT] = N_("Product"),   [ARG_TAG] = N_("Tag"),
    [ARG_LIST] = N_("List"),   [ARG_AUDIENCE] = N_("Audience"), [ARG_TEXT] = N_("Product type"),
    [ARG_WINDOW] = N_("Days"), [ARG_PERCENT] = N_("Percent"),   [ARG_SINCE] = N_("Since"),
    [ARG_SCHEME] = N_("Scheme"),
};
/* How people read operators; the language's own words are cond_ops. */
static const char *const op_labels[COND_OPS] = {
    [OP_EQ] = N_("is"),
    [OP_NE] = N_("is not"),
    [OP_LT] = "<",
    [OP_LE] = "≤",
    [OP_GT] = ">",
    [OP_GE] = "≥",
    [OP_BETWEEN] = N_("between"),
    [OP_IN] = N_("one of"),
    [OP_BEGINS] = N_("begins with"),
    [OP_UNDER] = N_("below"),
    [OP_LAST] = N_("in the last"),
    [OP_NEXT] = N_("in the next"),
    [OP_EMPTY] = N_("not known"),
};
/* What is meant most often comes first: words of a list, sizes of figures. */
enum { ORDER_LEN = COND_OPS - 1 }; /* OP_HOLDS is no choice */
static const enum cond_op word_order[ORDER_LEN] = {
    OP_UNDER, OP_IN, OP_BEGINS,  OP_EQ,   OP_NE,   OP_GE,    OP_LE,
    OP_GT,    OP_LT, OP_BETWEEN, OP_LAST, OP_NEXT, OP_EMPTY,
};
static const enum cond_op figure_order[ORDER_LEN] = {
    OP_GE,   OP_LE,   OP_GT, OP_LT,    OP_BETWEEN, OP_EQ,    OP_NE,
    OP_LAST, OP_NEXT, OP_IN, OP_UNDER, OP_BEGINS,  OP_EMPTY,
};

static const enum cond_op *order_of(const struct catalogue_field *f)
{
    bool figure = f->type == OF_MONEY || f->type == OF_COUNT || f->type == OF_SHARE ||
                  f->type == OF_DATE || f->type == OF_YEARLY;
    return figure ? figure_order : word_order;
}

static const char *takes(enum cond_op op)
{
    switch (op) {
    case OP_HOLDS:
    case OP_EMPTY:
        return "none";
    case OP_BETWEEN:
        return "two";
    case OP_IN:
    case OP_UNDER:
        return "many";
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
    case OP_BEGINS:
    case OP_LAST:
    case OP_NEXT:
    case COND_OPS:
        break;
    }
    return "one";
}

static void add_member(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, "\"%s\":", name);
    json_add_text(out, text_of(value));
}

static void add_words(struct req *r, const struct words *words, struct buf *out)
{
    buf_add_text(out, "[");
    for (size_t i = 0; words && i < words->len; i++) {
        buf_add_text(out, i ? ",{" : "{");
        add_member(out, "name", words->items[i].name);
        buf_add_char(out, ',');
        add_member(out, "label", word(r, words->items[i].label));
        buf_add_char(out, '}');
    }
    buf_add_text(out, "]");
}

static void add_named(struct req *r, const struct level_named *n, const char **comma,
                      struct buf *out)
{
    struct text title = named_title(n, r->tongue);
    buf_printf(out, "%s{", *comma);
    add_member(out, "name", n->name);
    buf_printf(out, ",\"label\":");
    json_add_text(out, title);
    buf_add_char(out, '}');
    *comma = ",";
}

static void add_schemes(struct req *r, const struct schemes *all, struct buf *out)
{
    const char *comma = "";
    buf_add_char(out, '[');
    for (size_t side = 0; side < SIDES_MOST; side++)
        if (schemes_has(all, side))
            add_named(r, &all->at[side].is, &comma, out);
    buf_add_char(out, ']');
}

static bool is_first(const struct schemes *all, size_t side, const char *name)
{
    for (size_t s = 0; s < side; s++)
        if (schemes_level(&all->at[s], text_of(name)) > 0)
            return false;
    return true;
}

/* Of all schemes, each code once: which of them the chosen scheme has, is said where it is asked. */
static void add_levels(struct req *r, const struct schemes *all, struct buf *out)
{
    const char *comma = "";
    buf_add_char(out, '[');
    for (size_t side = 0; side < SIDES_MOST; side++)
        for (size_t i = 0; i < all->at[side].level_count; i++)
            if (is_first(all, side, all->at[side].levels[i].name))
                add_named(r, &all->at[side].levels[i], &comma, out);
    buf_add_char(out, ']');
}

/* Days before today: all but MOMENT_TODAY, or those of the field. */
static void add_moments(struct req *r, unsigned moments, struct buf *out)
{
    const char *comma = "";
    buf_add_text(out, "[");
    for (int m = MOMENT_TODAY + 1; m < MOMENTS; m++) {
        if (!(moments >> m & 1))
            continue;
        buf_printf(out, "%s{", comma);
        add_member(out, "name", cond_moments[m].text);
        buf_add_char(out, ',');
        add_member(out, "label", r->tongue == CHINESE ? cond_moments[m].zh : cond_moments[m].text);
        buf_add_char(out, '}');
        comma = ",";
    }
    buf_add_text(out, "]");
}

static const struct words *words_of_arg(const struct catalogue_arg *arg)
{
    return arg->kind == ARG_PRODUCT ? &class_words : arg->words;
}

static void add_args(struct req *r, const struct catalogue_field *f, const struct schemes *all,
                     struct buf *out)
{
    buf_add_text(out, "[");
    for (size_t i = 0; i < CATALOGUE_ARGS_MOST && f->args[i].kind != ARG_END; i++) {
        const struct catalogue_arg *arg = &f->args[i];
        buf_add_text(out, i ? ",{" : "{");
        add_member(out, "kind", arg_names[arg->kind]);
        buf_add_char(out, ',');
        add_member(out, "label", word(r, arg_labels[arg->kind]));
        buf_printf(out, ",\"optional\":%s,\"words\":", arg->optional ? "true" : "false");
        if (arg->kind == ARG_SINCE)
            add_moments(r, ~0u, out);
        else if (arg->kind == ARG_SCHEME)
            add_schemes(r, all, out);
        else
            add_words(r, words_of_arg(arg), out);
        buf_add_char(out, '}');
    }
    buf_add_text(out, "]");
}

/* A level asks for at least so much. */
static bool offers(const struct catalogue_field *f, enum cond_op op, bool of_levels)
{
    bool at_least = op == OP_GE || op == OP_GT || (op == OP_IN && f->type == OF_CODE);
    return op_suits(f, op) && (!of_levels || at_least);
}

static void add_operators(struct req *r, const struct catalogue_field *f, bool of_levels,
                          struct buf *out)
{
    const char *comma = "";
    buf_add_text(out, "[");
    for (size_t i = 0; i < ORDER_LEN; i++) {
        enum cond_op op = order_of(f)[i];
        if (!offers(f, op, of_levels))
            continue;
        buf_printf(out, "%s{", comma);
        add_member(out, "name", cond_ops[op].text);
        buf_add_char(out, ',');
        add_member(out, "label", word(r, op_labels[op]));
        buf_printf(out, ",\"takes\":\"%s\",\"days\":%s}", takes(op),
                   op == OP_LAST || op == OP_NEXT ? "true" : "false");
        comma = ",";
    }
    buf_add_text(out, "]");
}

/* How the name is typed on an English keyboard: whole, and the first letters alone. */
static void add_pinyin(const char *zh, struct buf *out)
{
    struct folded name = name_fold(text_of(zh));
    struct buf whole, first;
    buf_init(&whole);
    buf_init(&first);
    for (size_t i = 0; i < name.len; i++) {
        struct readings readings = name_readings(name.characters, name.len, i);
        char letter[2] = {(char)name.characters[i], 0};
        const char *reading = readings.len               ? readings.items[0]
                              : name.characters[i] < 128 ? letter
                                                         : "";
        buf_add_text(&whole, reading);
        buf_add(&first, reading, reading[0] != 0);
    }
    buf_add_char(&whole, ' ');
    buf_add(&whole, buf_text(&first).ptr, first.len);
    json_add_text(out, buf_text(&whole));
    buf_release(&whole);
    buf_release(&first);
}

static void add_field(struct req *r, const struct catalogue_field *f, const struct schemes *all,
                      bool of_levels, struct buf *out)
{
    buf_add_char(out, '{');
    add_member(out, "name", f->name);
    buf_add_char(out, ',');
    add_member(out, "label", r->tongue == CHINESE ? f->zh : f->name);
    buf_add_char(out, ',');
    add_member(out, "zh", f->zh);
    buf_add_text(out, ",\"pinyin\":");
    add_pinyin(f->zh, out);
    buf_add_char(out, ',');
    add_member(out, "meaning", word(r, f->meaning));
    buf_printf(out, ",\"group\":\"%d\",\"type\":\"%s\",\"words\":", f->group, type_names[f->type]);
    if (f->type == OF_LEVEL)
        add_levels(r, all, out);
    else
        add_words(r, f->words, out);
    buf_add_text(out, ",\"operators\":");
    add_operators(r, f, of_levels, out);
    buf_add_text(out, ",\"moments\":");
    add_moments(r, of_levels ? 0 : f->moments, out);
    buf_add_text(out, ",\"args\":");
    add_args(r, f, all, out);
    buf_add_char(out, '}');
}

/* clang-format off */
#define STRINGS(...) "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[" __VA_ARGS__ "],\"properties\":{"
#define STRING(name) "\"" name "\":{\"type\":\"string\"}"
#define LABELLED "{\"type\":\"array\",\"items\":" STRINGS("\"name\",\"label\"") STRING("name") "," STRING("label") "}}}"
const char fields_answer[] =
    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"groups\",\"fields\"],\"properties\":{"
      "\"groups\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}},"
      "\"fields\":{\"type\":\"array\",\"items\":"
        STRINGS("\"name\",\"label\",\"zh\",\"pinyin\",\"meaning\",\"group\",\"type\",\"words\",\"operators\",\"moments\",\"args\"")
        STRING("name") "," STRING("label") "," STRING("zh") "," STRING("pinyin") "," STRING("meaning") ","
        STRING("group") "," STRING("type") ",\"words\":" LABELLED ",\"moments\":" LABELLED ","
        "\"operators\":{\"type\":\"array\",\"items\":" STRINGS("\"name\",\"label\",\"takes\",\"days\"")
          STRING("name") "," STRING("label") "," STRING("takes") ",\"days\":{\"type\":\"boolean\"}}}},"
        "\"args\":{\"type\":\"array\",\"items\":" STRINGS("\"kind\",\"label\",\"optional\",\"words\"")
          STRING("kind") "," STRING("label") ",\"optional\":{\"type\":\"boolean\"},\"words\":" LABELLED "}}}"
      "}}}}}";
/* clang-format on */

struct fields_form {
    bool of_levels;
};
static const struct input fields_inputs[] = {
    INPUT_BOOL(struct fields_form, of_levels, N_("What a level of a scheme can ask")),
};
const struct inputs fields_in = INPUTS(struct fields_form, fields_inputs);

rc fields_show(struct req *r)
{
    const struct fields_form *in = r->in;
    const struct snapshot *s;
    struct buf out;
    TRY(req_snapshot(r, &s));
    buf_init(&out);
    buf_add_text(&out, "{\"groups\":{");
    for (int g = 0; g < FIELD_GROUPS; g++) {
        char name[8];
        snprintf(name, sizeof name, "%d", g);
        buf_add_text(&out, g ? "," : "");
        add_member(&out, name, word(r, field_group_labels[g]));
    }
    buf_add_text(&out, "},\"fields\":[");
    const char *comma = "";
    for (int f = 0; f < CUSTOMER_FIELDS; f++) {
        if (in->of_levels && !level_rule_knows((enum customer_field)f))
            continue;
        buf_add_text(&out, comma);
        add_field(r, &customer_fields[f], s->schemes, in->of_levels, &out);
        comma = ",";
    }
    buf_add_text(&out, "]}");
    return send_bytes(r, keep(r->arena, &out), "application/json", NULL);
}
