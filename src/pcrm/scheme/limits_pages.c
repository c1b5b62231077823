/* The numbers of a draft: every limit, weight and alert, with what it may be and what it was. */
#include "cond/words.h"
#include "pcrm/alert/alert_words.h"
#include "pcrm/day/rule_numbers.h"
#include "pcrm/scheme/draft.h"
#include "pcrm/scheme/limits.html.h"
#include "pcrm/scheme/paper.h"
#include "web/form.h"

struct limits_form {
    int64_t draft_id;
    int64_t potential_limit, target_limit, assets_moved_from, large_movement_from;
    int64_t holding_moved_bp, demand, time, mortgage, credit_loan, other_loan, fund, bond, wealth;
    int64_t insurance, securities, gold; /* basis points: percent with two decimals */
    int32_t target_keep_months, spend_days, assets_moved_share, card_expiring_days, birthday_days;
    struct text maturing_days;
    bool upgrade_daily;
    int16_t churning_from, home_by;
};

/* What each is called and may be stands in rule_numbers.c: labels and helps are put there. */
#define VALUE N_("Value"), .required = true
#define YUAN_IN(member) INPUT_FEN(struct limits_form, member, VALUE, .max = YUAN(1000000000000))
#define SHARE_IN(member, least)                                                                    \
    INPUT_FEN(struct limits_form, member, VALUE, .min = least, .max = 10 * BASIS_POINTS)
/* clang-format off */
static const struct input limits_inputs[] = {
    PATH_ID(struct limits_form, draft_id),
    YUAN_IN(potential_limit), YUAN_IN(target_limit),
    INPUT_NUMBER(struct limits_form, target_keep_months, VALUE, .max = 120),
    INPUT_NUMBER(struct limits_form, spend_days, VALUE, .min = 1, .max = 366),
    INPUT_BOOL(struct limits_form, upgrade_daily, N_("Value")),
    INPUT_CODE(struct limits_form, churning_from, tier_words, VALUE),
    YUAN_IN(assets_moved_from),
    INPUT_NUMBER(struct limits_form, assets_moved_share, VALUE, .min = 1, .max = 1000),
    YUAN_IN(large_movement_from),
    INPUT_TEXT(struct limits_form, maturing_days, N_("Value"), .max = 60),
    INPUT_NUMBER(struct limits_form, card_expiring_days, VALUE, .max = 3660),
    INPUT_NUMBER(struct limits_form, birthday_days, VALUE, .max = 366),
    SHARE_IN(holding_moved_bp, 1),
    INPUT_CODE(struct limits_form, home_by, home_by_words, VALUE),
    SHARE_IN(demand, 0), SHARE_IN(time, 0), SHARE_IN(mortgage, 0), SHARE_IN(credit_loan, 0),
    SHARE_IN(other_loan, 0), SHARE_IN(fund, 0), SHARE_IN(bond, 0), SHARE_IN(wealth, 0),
    SHARE_IN(insurance, 0), SHARE_IN(securities, 0), SHARE_IN(gold, 0),
};
/* clang-format on */
static const struct inputs limits_in = INPUTS(struct limits_form, limits_inputs);

/* ---- between the form and the rules ---- */

static const struct input *input_of(const struct rule_number *n)
{
    const struct input *i = limits_inputs;
    while (strcmp(i->name, n->name) != 0)
        i++;
    return i;
}

static int64_t number_in(const struct limits_form *f, const struct rule_number *n)
{
    const char *at = (const char *)f + input_of(n)->offset;
    switch (n->kind) {
    case RULE_YUAN:
    case RULE_SHARE:
        return *(const int64_t *)(const void *)at;
    case RULE_NUMBER:
    case RULE_PART:
        return *(const int32_t *)(const void *)at;
    case RULE_TIER:
    case RULE_HOME:
        return *(const int16_t *)(const void *)at;
    case RULE_FLAG:
        return *(const bool *)(const void *)at;
    case RULE_DAYS:
        break;
    }
    return 0;
}

static void put_number(struct limits_form *f, const struct rule_number *n, int64_t value)
{
    char *at = (char *)f + input_of(n)->offset;
    switch (n->kind) {
    case RULE_YUAN:
    case RULE_SHARE:
        *(int64_t *)(void *)at = value;
        return;
    case RULE_NUMBER:
    case RULE_PART:
        *(int32_t *)(void *)at = (int32_t)value;
        return;
    case RULE_TIER:
    case RULE_HOME:
        *(int16_t *)(void *)at = (int16_t)value;
        return;
    case RULE_FLAG:
        *(bool *)(void *)at = value != 0;
        return;
    case RULE_DAYS:
        return;
    }
}

/* "30, 7, 1, 0" of at most so many numbers; false: it is none. */
static bool days_in(struct text list, json_t *ret)
{
    const struct rule_number *n = &rule_numbers[RULE_MATURING_DAYS];
    size_t at = 0;
    while (at < list.len) {
        int64_t number = 0;
        size_t begin = at;
        for (; at < list.len && list.ptr[at] >= '0' && list.ptr[at] <= '9' && number <= n->most;
             at++)
            number = number * 10 + (list.ptr[at] - '0');
        if (at == begin || number > n->most || json_array_size(ret) == MATURING_DAYS_MAX)
            return false;
        json_array_append_new(ret, json_integer(number));
        while (at < list.len && (list.ptr[at] == ' ' || list.ptr[at] == ','))
            at++;
    }
    return true;
}

static json_t *json_of(struct req *r, const struct rule_number *n, int64_t value)
{
    static const char *const homes[] = {"delivered", "assets"};
    switch (n->kind) {
    case RULE_YUAN:
        return json_string(arena_printf(r->arena, "%s", fen_format(value).text));
    case RULE_FLAG:
        return json_boolean(value);
    case RULE_TIER:
        return json_string(tier_names[value]);
    case RULE_HOME:
        return json_string(homes[value]);
    case RULE_NUMBER:
    case RULE_SHARE:
    case RULE_PART:
    case RULE_DAYS:
        break;
    }
    return json_integer(value);
}

static struct limits_form present_of(struct req *r, int64_t draft_id, const struct rules *rules)
{
    struct limits_form f = {.draft_id = draft_id, .maturing_days = days_text(r, rules)};
    for (int n = 0; n < RULE_NUMBERS; n++)
        put_number(&f, &rule_numbers[n], rule_number_get(rules, (enum rule_name)n));
    return f;
}

/* ---- the page ---- */

struct limits_group {
    struct text title;
    struct form_field *fields;
    size_t fields_count;
};
struct limits_view {
    struct text title;
    struct form form;
    struct limits_group *groups;
    size_t groups_count;
};
static const struct field group_fields[] = {
    FIELD(struct limits_group, title),
    FIELD_ROWS(struct limits_group, fields, form_field_record),
};
static const struct record group_record = RECORD(struct limits_group, group_fields);
static const struct field limits_fields[] = {
    FIELD(struct limits_view, title),
    FIELD_RECORD(struct limits_view, form, form_record),
    FIELD_ROWS(struct limits_view, groups, group_record),
};
static const struct record limits_record = RECORD(struct limits_view, limits_fields);
static const struct page limits_page = {&tmpl_limits, &limits_record, N_("Limits")};

static struct text range_said(struct req *r, const struct rule_number *n)
{
    if (n->kind == RULE_FLAG || n->kind == RULE_TIER || n->kind == RULE_HOME)
        return TEXT("");
    const struct place places[] = {{"least", number_said(r, n, n->least, true)},
                                   {"most", number_said(r, n, n->most, true)}};
    return text_of(say(r->arena, r->tongue, N_("{least} to {most}"), 2, places));
}

/* "of a single transaction · 0.00 to ... yuan · before: 200,000.00" */
static struct text help_said(struct req *r, enum rule_name name, const struct rules *before)
{
    const struct rule_number *n = &rule_numbers[name];
    struct text range = range_said(r, n);
    const struct place was = {"value", rule_said(r, name, before)};
    const char *dot = range.len ? " · " : "";
    return text_of(arena_printf(r->arena, "%s%s%.*s · %s", word(r, n->meaning), dot, (int)range.len,
                                range.ptr,
                                say(r->arena, r->tongue, N_("before: {value}"), 1, &was)));
}

static struct form_field *field_of(struct form *form, const char *name)
{
    struct form_field *f = form->fields;
    while (!text_is(f->name, name))
        f++;
    return f;
}

static struct text label_said(struct req *r, const struct rule_number *n)
{
    if (!n->unit[0])
        return text_of(word(r, n->label));
    const struct place places[] = {{"label", text_of(word(r, n->label))},
                                   {"unit", text_of(word(r, n->unit))}};
    return text_of(say(r->arena, r->tongue, N_("{label} ({unit})"), 2, places));
}

static void group(struct req *r, struct limits_view *v, const struct rules *before)
{
    v->groups = arena_alloc(r->arena, RULE_GROUPS * sizeof *v->groups);
    v->groups_count = RULE_GROUPS;
    for (int g = 0; g < RULE_GROUPS; g++) {
        struct limits_group *group = &v->groups[g];
        *group =
            (struct limits_group){text_of(word(r, rule_group_labels[g])),
                                  arena_alloc(r->arena, RULE_NUMBERS * sizeof *group->fields), 0};
        for (int n = 0; n < RULE_NUMBERS; n++) {
            if (rule_numbers[n].group != (enum rule_group)g)
                continue;
            struct form_field *f = field_of(&v->form, rule_numbers[n].name);
            f->label = label_said(r, &rule_numbers[n]);
            f->help = help_said(r, (enum rule_name)n, before);
            group->fields[group->fields_count++] = *f;
        }
    }
}

static rc limits_show(struct req *r)
{
    struct limits_view *v = VIEW(r, struct limits_view);
    struct q_draft_find_row d;
    const struct rules *rules, *before;
    TRY(draft_find_own(r, draft_asked(r), DRAFT_WRITTEN, &d));
    TRY(draft_rules(r, d.rules, &rules));
    TRY(draft_rules(r, d.rules_before, &before));
    const struct limits_form present = present_of(r, d.draft_id, rules);
    const char *to = arena_printf(r->arena, "/rules/drafts/%d/limits", (int)d.draft_id);
    v->title = text_of(word(r, N_("Limits")));
    v->form = form_make(r, &limits_in, to, &present);
    group(r, v, before);
    return show(r, &limits_page, v);
}

static rc limits_change(struct req *r)
{
    const struct limits_form *f = r->in;
    struct q_draft_find_row d;
    json_t *rules, *days = json_array();
    bool good = days_in(text_or_empty(f->maturing_days), days);
    rc found = draft_find_own(r, f->draft_id, DRAFT_WRITTEN, &d);
    if (found == OK && good)
        found = draft_open(r, &d, &rules);
    if (found != OK || !good) {
        json_decref(days);
        TRY(found);
        return fault(r, "maturing_days",
                     N_("at most eight whole numbers from 0 to 3660 with commas, as 30, 7, 1, 0"));
    }
    for (int n = 0; n < RULE_NUMBERS; n++) {
        const struct rule_number *number = &rule_numbers[n];
        json_t *at = number->is_weight ? json_object_get(rules, "weights_bp") : rules;
        if (number->kind != RULE_DAYS)
            json_object_set_new(at, number->name, json_of(r, number, number_in(f, number)));
    }
    json_object_set_new(rules, rule_numbers[RULE_MATURING_DAYS].name, days);
    TRY(draft_keep(r, &d, rules, "target_limit"));
    return draft_back(r, &d);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/rules/drafts/{draft_id}/limits", PERM_RULES_EDIT, limits_show, &by_draft_in, .gives = &limits_page, .title = N_("Limits")},
    {HTTP_POST, "/rules/drafts/{draft_id}/limits", PERM_RULES_EDIT, limits_change, &limits_in, .audit = "rules.limits", .again = limits_show, .gives = &limits_page, .title = N_("Limits")},
};
/* clang-format on */
const struct module limits_module = {.name = "rule_limits", MODULE(routes)};
