/* The schemes of a draft and their levels: made, copied, renamed, retired; added, changed, put into
 * order, taken away. */
#include "cond/words.h"
#include "engine/level_rule.h"
#include "pcrm/alert/alert_words.h"
#include "pcrm/day/rule_words.h"
#include "pcrm/scheme/draft.h"
#include "pcrm/who/who.h"
#include "web/form.h"

enum { TITLE_MOST = 20, CODE_MOST = LEVEL_NAME - 1 };

/* The tiers, and the grades of VIP cards: their levels are the whole program's. */
static bool is_fixed(struct text scheme)
{
    return text_is(scheme, "value") || text_is(scheme, "card");
}

static const char *draft_url(struct req *r, const struct q_draft_find_row *d, const char *rest,
                             struct text scheme, struct text level)
{
    return arena_printf(r->arena, "/rules/drafts/%d%s/%.*s%s%.*s", (int)d->draft_id, rest,
                        (int)scheme.len, scheme.ptr, level.len ? "/" : "", (int)level.len, level.ptr);
}

/* ---- what is asked ---- */

struct by_scheme {
    int64_t draft_id;
    struct text scheme;
};
static const struct input by_scheme_inputs[] = {
    PATH_ID(struct by_scheme, draft_id),
    PATH_TEXT(struct by_scheme, scheme),
};
static const struct inputs by_scheme_in = INPUTS(struct by_scheme, by_scheme_inputs);

struct by_level {
    int64_t draft_id;
    struct text scheme, level;
};
static const struct input by_level_inputs[] = {
    PATH_ID(struct by_level, draft_id),
    PATH_TEXT(struct by_level, scheme),
    PATH_TEXT(struct by_level, level),
};
static const struct inputs by_level_in = INPUTS(struct by_level, by_level_inputs);

/* Of the tiers and the grades, whose scheme the path says. */
static const struct input tier_path_inputs[] = {
    PATH_ID(struct by_level, draft_id),
    PATH_TEXT(struct by_level, level),
};
static const struct inputs tier_path_in = INPUTS(struct by_level, tier_path_inputs);

/* All forms are read into this; each route has the inputs that it takes. */
struct level_form {
    int64_t draft_id;
    struct text scheme, level;
    struct text scheme_code, scheme_zh, scheme_en;
    struct text code, zh, en, condition;
    int16_t card;
    struct opt_int8 gift, line;
    struct opt_int4 watch_months, attention_months, give_up_months;
};
#define FORM struct level_form
#define CODE_HELP N_("small letters, digits and _, as wealth_2: conditions and reports call it so")
/* clang-format off */
#define SCHEME_NAMES                                                                               \
    INPUT_TEXT(FORM, scheme_zh, N_("Scheme: Chinese name"), .required = true, .max = TITLE_MOST),  \
    INPUT_TEXT(FORM, scheme_en, N_("Scheme: English name"), .required = true, .max = 40)
#define SCHEME_CODE                                                                                \
    INPUT_TEXT(FORM, scheme_code, N_("Scheme: code"), .required = true, .max = CODE_MOST, .help = CODE_HELP)
#define LEVEL_CODE                                                                                 \
    INPUT_TEXT(FORM, code, N_("Level: code"), .required = true, .max = CODE_MOST, .help = CODE_HELP)
#define LEVEL_NAMES                                                                                \
    INPUT_TEXT(FORM, zh, N_("Level: Chinese name"), .required = true, .max = TITLE_MOST),          \
    INPUT_TEXT(FORM, en, N_("Level: English name"), .required = true, .max = 40)
#define CONDITION                                                                                  \
    INPUT_TEXT(FORM, condition, N_("Asks"), .required = true, .multiline = true, .max = COND_BYTES_MOST, \
               .help = N_("What a customer must have at least, for example: aum_max6 >= 200000 or credit_loan >= 300000. The highest level that holds wins; the count beside it is of today."))
#define LEVEL_CARD                                                                                 \
    INPUT_CODE(FORM, card, grade_words, N_("VIP card that goes with it"), .required = true)
#define LEVEL_GIFT                                                                                 \
    INPUT_FEN(FORM, gift, N_("Gifts for a holder, a year (yuan)"), .max = YUAN(1000000), .help = N_("A trial sums them up as a budget; left empty, they are not in it."))
static const struct input new_scheme_inputs[] = {
    PATH_ID(FORM, draft_id), CONDITION, SCHEME_CODE, SCHEME_NAMES, LEVEL_CODE, LEVEL_NAMES, LEVEL_CARD, LEVEL_GIFT,
};
static const struct input rename_inputs[] = {
    PATH_ID(FORM, draft_id), PATH_TEXT(FORM, scheme), SCHEME_NAMES,
};
static const struct input copy_inputs[] = {
    PATH_ID(FORM, draft_id), PATH_TEXT(FORM, scheme), SCHEME_CODE, SCHEME_NAMES,
};
static const struct input new_level_inputs[] = {
    PATH_ID(FORM, draft_id), PATH_TEXT(FORM, scheme), CONDITION, LEVEL_CODE, LEVEL_NAMES, LEVEL_CARD, LEVEL_GIFT,
};
static const struct input level_inputs[] = {
    PATH_ID(FORM, draft_id), PATH_TEXT(FORM, scheme), PATH_TEXT(FORM, level), CONDITION, LEVEL_NAMES, LEVEL_CARD, LEVEL_GIFT,
};
static const struct input tier_inputs[] = {
    PATH_ID(FORM, draft_id), PATH_TEXT(FORM, level), CONDITION,
    INPUT_FEN(FORM, line, N_("Line (yuan)"), .min = 1, .max = YUAN(1000000000000), .help = N_("The AUM that a holder is held against; tiers from gold up have one.")),
    INPUT_NUMBER(FORM, watch_months, N_("Months below it as watch"), .min = 0, .max = 200),
    INPUT_NUMBER(FORM, attention_months, N_("Up to so many as attention"), .min = 0, .max = 200),
    INPUT_NUMBER(FORM, give_up_months, N_("After more than so many the reference is given up"), .min = 0, .max = 200),
    LEVEL_GIFT,
};
static const struct input grade_inputs[] = {
    PATH_ID(FORM, draft_id), PATH_TEXT(FORM, level), CONDITION, LEVEL_GIFT,
};
/* clang-format on */
static const struct inputs new_scheme_in = INPUTS(FORM, new_scheme_inputs);
static const struct inputs rename_in = INPUTS(FORM, rename_inputs);
static const struct inputs copy_in = INPUTS(FORM, copy_inputs);
static const struct inputs new_level_in = INPUTS(FORM, new_level_inputs);
static const struct inputs level_in = INPUTS(FORM, level_inputs);
static const struct inputs tier_in = INPUTS(FORM, tier_inputs);
static const struct inputs grade_in = INPUTS(FORM, grade_inputs);

static const struct page form_page = FORM_PAGE(N_("Scheme of levels"));
static const struct page level_page = WHO_FORM_PAGE(N_("Level of a scheme"));

/* ---- rules as JSON ---- */

static json_t *json_text(struct text t)
{
    return json_stringn(t.ptr ? t.ptr : "", t.len);
}

static json_t *names_of(json_t *rules)
{
    json_t *names = json_object_get(rules, "scheme_names");
    if (!names)
        json_object_set_new(rules, "scheme_names", names = json_object());
    return names;
}

/* The lowest side that nobody has; SIDES_MOST: there are as many schemes as there can be. */
static size_t free_side(const struct rules *rules)
{
    size_t side = SIDES_SHIPPED;
    while (side < SIDES_MOST && rules->sides[side].level_count > 0)
        side++;
    return side;
}

static void put_names(json_t *at, struct text zh, struct text en)
{
    json_object_set_new(at, "zh", json_text(zh));
    json_object_set_new(at, "en", json_text(en));
}

static void put_yuan(struct req *r, json_t *at, const char *name, struct opt_int8 amount)
{
    if (amount.known)
        json_object_set_new(at, name,
                            json_string(arena_printf(r->arena, "%s", fen_format(amount.value).text)));
    else
        json_object_del(at, name);
}

static void put_level(struct req *r, json_t *level, const struct level_form *f)
{
    json_object_set_new(level, "when", json_text(f->condition));
    put_names(level, f->zh, f->en);
    put_yuan(r, level, "gift", f->gift);
    const struct word *card = word_of_code(&grade_words, f->card);
    if (card && f->card > 0)
        json_object_set_new(level, "card", json_string(card->name));
    else
        json_object_del(level, "card");
}

static json_t *new_level(struct req *r, const struct level_form *f)
{
    json_t *level = json_object();
    json_object_set_new(level, "name", json_text(f->code));
    put_level(r, level, f);
    return level;
}

static bool has_code(struct text code)
{
    return !text_is(code, "new") && !text_is(code, "none") && !text_is(code, "stage") &&
           !text_is(code, "value");
}

/* ---- schemes ---- */

static rc refuse_code(struct req *r, const struct rules *rules, const char *input, struct text code)
{
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        bool inner = c == '_' || (c >= '0' && c <= '9');
        if ((c < 'a' || c > 'z') && (i == 0 || !inner))
            return fault(r, input, N_("small letters first, then also digits and _"));
    }
    if (!has_code(code))
        return fault(r, input, N_("is a word of the program: choose another"));
    if (rules && side_of_name(rules, code) < SIDES_MOST)
        return fault(r, input, N_("another scheme has this code"));
    return OK;
}

/* Opens the draft for a scheme that is not there yet. */
static rc open_new(struct req *r, const struct level_form *f, struct q_draft_find_row *d,
                   json_t **ret_rules, size_t *ret_side)
{
    const struct rules *rules;
    TRY(draft_find_own(r, f->draft_id, DRAFT_WRITTEN, d));
    TRY(draft_rules(r, d->rules, &rules));
    TRY(refuse_code(r, rules, "scheme_code", f->scheme_code));
    *ret_side = free_side(rules);
    if (*ret_side == SIDES_MOST)
        return fault(r, "scheme_code",
                     N_("there are 16 schemes beside the tiers already: retire one first"));
    return draft_open(r, d, ret_rules);
}

static rc keep_new(struct req *r, const struct level_form *f, const struct q_draft_find_row *d,
                   json_t *rules, size_t side, json_t *levels)
{
    json_t *names = json_object();
    const char *code = arena_text(r->arena, f->scheme_code.ptr, f->scheme_code.len);
    json_object_set_new(names, "side", json_integer((json_int_t)side));
    put_names(names, f->scheme_zh, f->scheme_en);
    json_object_set_new(names_of(rules), code, names);
    json_object_set_new(json_object_get(rules, "schemes"), code, levels);
    TRY(draft_keep(r, d, rules, f->condition.ptr ? "condition" : "scheme_code"));
    return draft_back(r, d);
}

static rc new_scheme_show(struct req *r)
{
    const struct level_form usual = {.condition = TEXT("aum >= 50000")};
    struct q_draft_find_row d;
    TRY(draft_find_own(r, draft_asked(r), DRAFT_WRITTEN, &d));
    return who_level_form_show(r, &level_page, N_("New scheme, with its lowest level"),
                         form_make(r, &new_scheme_in,
                                   draft_url(r, &d, "/schemes", TEXT("new"), TEXT("")), &usual));
}

static rc new_scheme(struct req *r)
{
    const struct level_form *f = r->in;
    struct q_draft_find_row d;
    json_t *rules;
    size_t side;
    TRY(refuse_code(r, NULL, "code", f->code));
    TRY(open_new(r, f, &d, &rules, &side));
    json_t *levels = json_array();
    json_array_append_new(levels, new_level(r, f));
    return keep_new(r, f, &d, rules, side, levels);
}

static rc find_scheme(struct req *r, const struct q_draft_find_row *d, struct text code,
                      const struct scheme **ret)
{
    const struct rules *rules;
    TRY(draft_rules(r, d->rules, &rules));
    size_t side = side_of_name(rules, code);
    *ret = side < SIDES_MOST ? &rules->sides[side] : &rules->value;
    return side < SIDES_MOST || text_is(code, "value") ? OK : E_NOT_FOUND;
}

static rc scheme_form(struct req *r, const struct inputs *inputs, const char *title, const char *act)
{
    const struct by_scheme *in = r->in;
    struct q_draft_find_row d;
    const struct scheme *s;
    TRY(draft_find_own(r, in->draft_id, DRAFT_WRITTEN, &d));
    TRY(find_scheme(r, &d, in->scheme, &s));
    const struct level_form present = {.draft_id = d.draft_id,
                                       .scheme = in->scheme,
                                       .scheme_zh = scheme_title(s, CHINESE),
                                       .scheme_en = scheme_title(s, ENGLISH)};
    const char *to = draft_url(r, &d, "/schemes", in->scheme, text_of(act));
    return form_page_show(r, &form_page, title, form_make(r, inputs, to, &present));
}

static rc rename_show(struct req *r)
{
    return scheme_form(r, &rename_in, N_("Rename the scheme"), "");
}

static rc copy_show(struct req *r)
{
    return scheme_form(r, &copy_in, N_("Copy the scheme"), "copy");
}

static rc scheme_rename(struct req *r)
{
    const struct level_form *f = r->in;
    struct q_draft_find_row d;
    const struct scheme *s;
    json_t *rules;
    TRY(draft_find_own(r, f->draft_id, DRAFT_WRITTEN, &d));
    TRY(find_scheme(r, &d, f->scheme, &s));
    if (text_is(f->scheme, "value"))
        return E_NOT_FOUND;
    TRY(draft_open(r, &d, &rules));
    put_names(json_object_get(names_of(rules), s->name), f->scheme_zh, f->scheme_en);
    TRY(draft_keep(r, &d, rules, "scheme_zh"));
    return draft_back(r, &d);
}

/* Levels of the tiers without their lines: a scheme beside them holds nobody against one. */
static json_t *copied_levels(const json_t *levels, const struct scheme *s)
{
    static const char *const lines[] = {"line", "watch_months", "attention_months", "give_up_months"};
    json_t *copy = json_deep_copy(levels);
    for (size_t i = 0; i < json_array_size(copy); i++) {
        json_t *level = json_array_get(copy, i);
        for (size_t k = 0; k < ARRAY_LEN(lines); k++)
            json_object_del(level, lines[k]);
        put_names(level, scheme_level_title(s, i + 1, CHINESE), scheme_level_title(s, i + 1, ENGLISH));
    }
    return copy;
}

static rc scheme_copy(struct req *r)
{
    const struct level_form *f = r->in;
    struct q_draft_find_row d;
    const struct scheme *s;
    json_t *rules;
    size_t side;
    TRY(open_new(r, f, &d, &rules, &side));
    rc found = find_scheme(r, &d, f->scheme, &s);
    if (found != OK) {
        json_decref(rules);
        return found;
    }
    return keep_new(r, f, &d, rules, side, copied_levels(draft_levels(rules, f->scheme), s));
}

static rc scheme_retire(struct req *r)
{
    const struct by_scheme *in = r->in;
    struct q_draft_find_row d;
    const struct scheme *s;
    json_t *rules;
    TRY(draft_find_own(r, in->draft_id, DRAFT_WRITTEN, &d));
    TRY(find_scheme(r, &d, in->scheme, &s));
    if (is_fixed(in->scheme))
        return refuse(r, E_REFUSED, N_("The tiers and the levels of VIP cards are always there."));
    TRY(draft_open(r, &d, &rules));
    json_object_del(json_object_get(rules, "schemes"), s->name);
    json_object_del(names_of(rules), s->name);
    TRY(draft_keep(r, &d, rules, NULL));
    return draft_back(r, &d);
}

/* ---- levels ---- */

/* Opens the draft at the levels of a scheme of its own. */
static rc open_levels(struct req *r, int64_t draft_id, struct text scheme, struct q_draft_find_row *d,
                      json_t **ret_rules, json_t **ret_levels)
{
    TRY(draft_find_own(r, draft_id, DRAFT_WRITTEN, d));
    TRY(draft_open(r, d, ret_rules));
    *ret_levels = draft_levels(*ret_rules, scheme);
    if (*ret_levels)
        return OK;
    json_decref(*ret_rules);
    return E_NOT_FOUND;
}

static rc refuse_fixed(struct req *r, struct text scheme)
{
    return is_fixed(scheme) ? refuse(r, E_REFUSED,
                                     N_("Which tiers and VIP grades there are is fixed; a scheme "
                                        "beside them has the levels that you give it."))
                            : OK;
}

static rc new_level_show(struct req *r)
{
    const struct by_scheme *in = r->in;
    const struct level_form usual = {.condition = TEXT("aum >= 500000")};
    struct q_draft_find_row d;
    const struct scheme *s;
    TRY(draft_find_own(r, in->draft_id, DRAFT_WRITTEN, &d));
    TRY(find_scheme(r, &d, in->scheme, &s));
    TRY(refuse_fixed(r, in->scheme));
    return who_level_form_show(r, &level_page, N_("New highest level"),
                         form_make(r, &new_level_in,
                                   draft_url(r, &d, "/levels", in->scheme, TEXT("new")), &usual));
}

static rc level_add(struct req *r)
{
    const struct level_form *f = r->in;
    struct q_draft_find_row d;
    json_t *rules, *levels;
    TRY(refuse_fixed(r, f->scheme));
    TRY(refuse_code(r, NULL, "code", f->code));
    TRY(open_levels(r, f->draft_id, f->scheme, &d, &rules, &levels));
    const char *wrong =
        draft_level_place(levels, f->code) < json_array_size(levels)
            ? N_("another level of the scheme has this code")
        : json_array_size(levels) == SCHEME_LEVELS ? N_("a scheme has at most 8 levels")
                                                   : NULL;
    if (wrong) {
        json_decref(rules);
        return fault(r, "code", wrong);
    }
    json_array_append_new(levels, new_level(r, f));
    TRY(draft_keep(r, &d, rules, "condition"));
    return draft_back(r, &d);
}

static struct opt_int4 number_in(const json_t *level, const char *name)
{
    const json_t *n = json_object_get(level, name);
    return (struct opt_int4){.known = n != NULL, .value = (int32_t)json_integer_value(n)};
}

static struct opt_int8 yuan_in(const json_t *level, const char *name)
{
    const char *text = json_string_value(json_object_get(level, name));
    struct opt_int8 amount = {.known = text != NULL};
    if (text && !fen_parse(text, strlen(text), false, &amount.value))
        amount.known = false;
    return amount;
}

static struct level_form present_of(struct req *r, const json_t *level, const struct scheme *s,
                                    size_t place)
{
    const char *when = json_string_value(json_object_get(level, "when"));
    return (struct level_form){
        .condition = text_of(arena_text(r->arena, when, strlen(when))),
        .zh = scheme_level_title(s, place + 1, CHINESE),
        .en = scheme_level_title(s, place + 1, ENGLISH),
        .card = s->levels[place].card,
        .gift = yuan_in(level, "gift"),
        .line = yuan_in(level, "line"),
        .watch_months = number_in(level, "watch_months"),
        .attention_months = number_in(level, "attention_months"),
        .give_up_months = number_in(level, "give_up_months"),
    };
}

static rc show_level(struct req *r, const struct inputs *inputs, struct text scheme, struct text level)
{
    struct q_draft_find_row d;
    const struct scheme *s;
    json_t *rules, *levels;
    TRY(open_levels(r, draft_asked(r), scheme, &d, &rules, &levels));
    rc found = find_scheme(r, &d, scheme, &s);
    size_t place = draft_level_place(levels, level);
    if (found == OK && place == json_array_size(levels))
        found = E_NOT_FOUND;
    struct level_form present = {.draft_id = 0};
    if (found == OK)
        present = present_of(r, json_array_get(levels, place), s, place);
    json_decref(rules);
    TRY(found);
    struct text title = scheme_level_title(s, place + 1, r->tongue);
    return who_level_form_show(r, &level_page, arena_text(r->arena, title.ptr, title.len),
                         form_make(r, inputs, draft_url(r, &d, "/levels", scheme, level), &present));
}

static rc level_show(struct req *r)
{
    const struct by_level *in = r->in; /* the form begins with the same */
    return is_fixed(in->scheme) ? E_NOT_FOUND : show_level(r, &level_in, in->scheme, in->level);
}

static rc tier_show(struct req *r)
{
    return show_level(r, &tier_in, TEXT("value"), ((const struct by_level *)r->in)->level);
}

static rc grade_show(struct req *r)
{
    return show_level(r, &grade_in, TEXT("card"), ((const struct by_level *)r->in)->level);
}

/* A holder between what the tier asks of AUM and its line would be below it at once. */
static rc check_line_reaches(struct req *r, const struct level_form *f)
{
    const struct cond *c;
    struct cond_fault fault_;
    struct level level = {.line = 0};
    struct level_fault refused;
    if (cond_parse(r->arena, f->condition, &c, &fault_) != OK ||
        level_rule_make(c, &level, &refused) != OK)
        return OK; /* said when it is kept */
    fen least = INT64_MAX;
    for (size_t i = 0; i < level.clause_count; i++) {
        const struct test *t = &level.clauses[i].tests[0];
        bool by_aum = t->figure == FIGURE_AUM || t->figure == FIGURE_AUM_MAX;
        if (level.clauses[i].test_count == 1 && by_aum && t->at_least < least)
            least = t->at_least;
    }
    if (least >= f->line.value)
        return OK;
    const struct place places[] = {
        {"from", say_fen(r->arena, r->tongue, least, true)},
        {"to", say_fen(r->arena, r->tongue, f->line.value - 1, true)}};
    return fault(r, "line",
                 say(r->arena, r->tongue,
                     N_("lies above what the tier asks: whoever has from {from} to {to} would be "
                        "given it and be below its line at once"),
                     ARRAY_LEN(places), places));
}

/* Tiers from gold up, and they alone, have a line; its months go up. */
static rc check_line(struct req *r, const struct level_form *f)
{
    bool lined = !text_is(f->level, "potential");
    if (!lined && (f->line.known || f->watch_months.known || f->attention_months.known ||
                   f->give_up_months.known))
        return fault(r, "line", N_("only tiers from gold up are held against a line"));
    if (!lined)
        return OK;
    if (!f->line.known)
        return fault(r, "line", N_("is missing: a holder of this tier is held against it"));
    if (!f->watch_months.known)
        return fault(r, "watch_months", N_("is missing"));
    if (!f->attention_months.known || f->attention_months.value < f->watch_months.value)
        return fault(r, "attention_months", N_("must not be fewer than the months of watch"));
    if (!f->give_up_months.known || f->give_up_months.value < f->attention_months.value)
        return fault(r, "give_up_months", N_("must not be fewer than the months up to attention"));
    return check_line_reaches(r, f);
}

static void put_line(struct req *r, json_t *level, const struct level_form *f)
{
    if (!f->line.known)
        return;
    put_yuan(r, level, "line", f->line);
    json_object_set_new(level, "watch_months", json_integer(f->watch_months.value));
    json_object_set_new(level, "attention_months", json_integer(f->attention_months.value));
    json_object_set_new(level, "give_up_months", json_integer(f->give_up_months.value));
}

static rc change_level(struct req *r, struct text scheme)
{
    const struct level_form *f = r->in;
    struct q_draft_find_row d;
    json_t *rules, *levels;
    TRY(open_levels(r, f->draft_id, scheme, &d, &rules, &levels));
    size_t place = draft_level_place(levels, f->level);
    if (place == json_array_size(levels)) {
        json_decref(rules);
        return E_NOT_FOUND;
    }
    json_t *level = json_array_get(levels, place);
    if (is_fixed(scheme)) {
        json_object_set_new(level, "when", json_text(f->condition));
        put_yuan(r, level, "gift", f->gift);
        put_line(r, level, f);
    } else {
        put_level(r, level, f);
    }
    TRY(draft_keep(r, &d, rules, "condition"));
    return draft_back(r, &d);
}

static rc level_change(struct req *r)
{
    const struct level_form *f = r->in;
    return is_fixed(f->scheme) ? E_NOT_FOUND : change_level(r, f->scheme);
}

static rc tier_change(struct req *r)
{
    TRY(check_line(r, r->in));
    return change_level(r, TEXT("value"));
}

static rc grade_change(struct req *r)
{
    return change_level(r, TEXT("card"));
}

/* Up, down, away: 'to' places the level anew; what does not fit together then is refused. */
static rc move_level(struct req *r, int by)
{
    const struct by_level *in = r->in;
    struct q_draft_find_row d;
    json_t *rules, *levels;
    TRY(refuse_fixed(r, in->scheme));
    TRY(open_levels(r, in->draft_id, in->scheme, &d, &rules, &levels));
    size_t place = draft_level_place(levels, in->level), len = json_array_size(levels);
    size_t to = place + (size_t)by;
    if (place == len || (by != 0 && to >= len)) {
        json_decref(rules);
        return E_NOT_FOUND;
    }
    json_t *level = json_incref(json_array_get(levels, place));
    json_array_remove(levels, place);
    if (by != 0)
        json_array_insert(levels, to, level);
    json_decref(level);
    TRY(draft_keep(r, &d, rules, NULL));
    return draft_back(r, &d);
}

static rc level_up(struct req *r)
{
    return move_level(r, 1);
}

static rc level_down(struct req *r)
{
    return move_level(r, -1);
}

static rc level_remove(struct req *r)
{
    return move_level(r, 0);
}

/* clang-format off */
#define LEVEL "/rules/drafts/{draft_id}/levels/"
#define SCHEME "/rules/drafts/{draft_id}/schemes/"
static const struct route routes[] = {
    {HTTP_GET, SCHEME "new", PERM_RULES_EDIT, new_scheme_show, &by_draft_in, .gives = &level_page, .title = N_("New scheme")},
    {HTTP_POST, SCHEME "new", PERM_RULES_EDIT, new_scheme, &new_scheme_in, .audit = "rules.scheme", .again = new_scheme_show, .gives = &level_page, .title = N_("New scheme")},
    {HTTP_GET, SCHEME "{scheme}", PERM_RULES_EDIT, rename_show, &by_scheme_in, .gives = &form_page, .title = N_("Rename the scheme")},
    {HTTP_POST, SCHEME "{scheme}", PERM_RULES_EDIT, scheme_rename, &rename_in, .audit = "rules.scheme", .again = rename_show, .gives = &form_page, .title = N_("Rename the scheme")},
    {HTTP_GET, SCHEME "{scheme}/copy", PERM_RULES_EDIT, copy_show, &by_scheme_in, .gives = &form_page, .title = N_("Copy the scheme")},
    {HTTP_POST, SCHEME "{scheme}/copy", PERM_RULES_EDIT, scheme_copy, &copy_in, .audit = "rules.scheme", .again = copy_show, .gives = &form_page, .title = N_("Copy the scheme")},
    {HTTP_POST, SCHEME "{scheme}/retire", PERM_RULES_EDIT, scheme_retire, &by_scheme_in, .audit = "rules.retire", .title = N_("Retire the scheme")},
    {HTTP_GET, LEVEL "{scheme}/new", PERM_RULES_EDIT, new_level_show, &by_scheme_in, .gives = &level_page, .title = N_("New level")},
    {HTTP_POST, LEVEL "{scheme}/new", PERM_RULES_EDIT, level_add, &new_level_in, .audit = "rules.level", .again = new_level_show, .gives = &level_page, .title = N_("New level")},
    {HTTP_GET, LEVEL "value/{level}", PERM_RULES_EDIT, tier_show, &tier_path_in, .gives = &level_page, .title = N_("Tier")},
    {HTTP_POST, LEVEL "value/{level}", PERM_RULES_EDIT, tier_change, &tier_in, .audit = "rules.level", .again = tier_show, .gives = &level_page, .title = N_("Tier")},
    {HTTP_GET, LEVEL "card/{level}", PERM_RULES_EDIT, grade_show, &tier_path_in, .gives = &level_page, .title = N_("Level of VIP cards")},
    {HTTP_POST, LEVEL "card/{level}", PERM_RULES_EDIT, grade_change, &grade_in, .audit = "rules.level", .again = grade_show, .gives = &level_page, .title = N_("Level of VIP cards")},
    {HTTP_GET, LEVEL "{scheme}/{level}", PERM_RULES_EDIT, level_show, &by_level_in, .gives = &level_page, .title = N_("Level of a scheme")},
    {HTTP_POST, LEVEL "{scheme}/{level}", PERM_RULES_EDIT, level_change, &level_in, .audit = "rules.level", .again = level_show, .gives = &level_page, .title = N_("Level of a scheme")},
    {HTTP_POST, LEVEL "{scheme}/{level}/up", PERM_RULES_EDIT, level_up, &by_level_in, .audit = "rules.level", .title = N_("Put the level higher")},
    {HTTP_POST, LEVEL "{scheme}/{level}/down", PERM_RULES_EDIT, level_down, &by_level_in, .audit = "rules.level", .title = N_("Put the level lower")},
    {HTTP_POST, LEVEL "{scheme}/{level}/remove", PERM_RULES_EDIT, level_remove, &by_level_in, .audit = "rules.level", .title = N_("Take the level away")},
};
/* clang-format on */
const struct module levels_module = {.name = "rule_levels", MODULE(routes)};
