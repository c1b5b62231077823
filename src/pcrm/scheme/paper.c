#include "pcrm/scheme/paper.h"

#include "cond/told.h"
#include "cond/words.h"
#include "pcrm/alert/alert_words.h"
#include "pcrm/day/rule_words.h"
#include "pcrm/scheme/draft.h"

/* ---- numbers ---- */

static const char *unit_said(struct req *r, const struct rule_number *n)
{
    return n->unit[0] && n->kind != RULE_SHARE ? arena_printf(r->arena, " %s", word(r, n->unit))
                                               : "";
}

struct text number_said(struct req *r, const struct rule_number *n, int64_t value, bool plain)
{
    switch (n->kind) {
    case RULE_YUAN:
        return say_fen(r->arena, r->tongue, value, plain);
    case RULE_SHARE:
        return text_of(arena_printf(r->arena, value % 100 ? "%" PRId64 ".%02d%%" : "%" PRId64 "%%",
                                    value / 100, (int)(value % 100)));
    case RULE_PART:
        return text_of(arena_printf(r->arena, plain ? "%" PRId64 : "1/%" PRId64, value));
    case RULE_FLAG:
        return text_of(word(r, value ? N_("yes") : N_("no")));
    case RULE_TIER:
        return text_of(word(r, word_of_code(&tier_words, (int16_t)value)->label));
    case RULE_HOME:
        return text_of(word(r, word_of_code(&home_by_words, (int16_t)value)->label));
    case RULE_NUMBER:
    case RULE_DAYS:
        break;
    }
    return text_of(arena_printf(r->arena, "%" PRId64 "%s", value, plain ? "" : unit_said(r, n)));
}

struct text days_text(struct req *r, const struct rules *rules)
{
    const char *list = "";
    for (size_t i = 0; i < rules->maturing_count; i++)
        list = arena_printf(r->arena, "%s%s%d", list, i > 0 ? ", " : "", rules->maturing_days[i]);
    return text_of(list);
}

struct text rule_said(struct req *r, enum rule_name n, const struct rules *rules)
{
    if (rule_numbers[n].kind != RULE_DAYS)
        return number_said(r, &rule_numbers[n], rule_number_get(rules, n), false);
    struct text list = days_text(r, rules);
    if (list.len == 0)
        return text_of(word(r, N_("none")));
    return text_of(arena_printf(r->arena, "%s%s", list.ptr, unit_said(r, &rule_numbers[n])));
}

static struct paper_number number_of(struct req *r, enum rule_name n, const struct rules *rules,
                                     const struct rules *before)
{
    struct paper_number p = {.label = text_of(word(r, rule_numbers[n].label)),
                             .is = rule_said(r, n, rules)};
    struct text was = before ? rule_said(r, n, before) : p.is;
    if (!text_equal(was, p.is))
        p.was = was;
    return p;
}

static void make_numbers(struct req *r, const struct rules *rules, const struct rules *before,
                         struct paper *ret)
{
    ret->groups = arena_alloc(r->arena, RULE_GROUPS * sizeof *ret->groups);
    ret->groups_count = RULE_GROUPS;
    for (int g = 0; g < RULE_GROUPS; g++) {
        struct paper_group *group = &ret->groups[g];
        group->title = text_of(word(r, rule_group_labels[g]));
        group->numbers = arena_alloc(r->arena, RULE_NUMBERS * sizeof *group->numbers);
        for (int n = 0; n < RULE_NUMBERS; n++)
            if (rule_numbers[n].group == (enum rule_group)g) {
                struct paper_number *p = &group->numbers[group->numbers_count++];
                *p = number_of(r, (enum rule_name)n, rules, before);
                ret->changes += p->was.ptr != NULL;
            }
    }
}

/* ---- levels ---- */

static struct text months_said(struct req *r, struct opt_int4 watch, struct opt_int4 attention,
                               struct opt_int4 give_up)
{
    if (!watch.known)
        return (struct text){0};
    return text_of(arena_printf(r->arena, "%d · %d · %d", (int)watch.value, (int)attention.value,
                                (int)give_up.value));
}

static struct text yuan_said(struct req *r, struct text amount)
{
    fen value;
    if (!amount.ptr || !fen_parse(amount.ptr, amount.len, true, &value))
        return amount;
    return say_fen(r->arena, r->tongue, value, false);
}

static struct text card_said(struct req *r, struct text grade)
{
    const struct word *w = grade.ptr ? word_of_name(&grade_words, grade) : NULL;
    return w && w->code > 0 ? text_of(word(r, w->label)) : (struct text){0};
}

static void compare_level(struct req *r, const struct q_rules_levels_row *row, struct paper *p,
                          struct paper_level *l)
{
    struct text months = text_or_empty(l->months);
    struct text before = text_or_empty(
        months_said(r, row->watch_before, row->attention_before, row->give_up_before));
    l->is_new = !row->asked.ptr;
    if (!l->is_new && !text_equal(row->asks, row->asked))
        l->asked = row->asked;
    if (!l->is_new && !text_equal(text_or_empty(row->line), text_or_empty(row->line_before)))
        l->line_before = row->line_before.ptr ? yuan_said(r, row->line_before) : TEXT("–");
    if (!l->is_new && before.len && !text_equal(months, before))
        l->months_before = before;
    p->changes += l->is_new + (l->asked.ptr != NULL) + (l->line_before.ptr != NULL) +
                  (l->months_before.ptr != NULL);
}

static struct text level_label(struct req *r, const struct rules *rules,
                               const struct q_rules_levels_row *row)
{
    size_t side = side_of_name(rules, row->scheme);
    const struct scheme *s = side < SIDES_MOST ? &rules->sides[side] : &rules->value;
    return scheme_level_title(s, (size_t)row->place + 1, r->tongue);
}

static struct paper_level level_said(struct req *r, const struct rules *rules,
                                     const struct q_rules_levels_row *row, bool compare,
                                     const char *edit, struct paper *p)
{
    bool fixed = text_is(row->scheme, "value") || text_is(row->scheme, "card");
    struct paper_level l = {
        .code = row->name,
        .label = level_label(r, rules, row),
        .told = cond_told_text(r->arena, r->tongue, row->asks),
        .asks = row->asks,
        .line = row->line.ptr ? yuan_said(r, row->line) : row->line,
        .months = months_said(r, row->watch_months, row->attention_months, row->give_up_months),
        .card = card_said(r, row->card),
        .gift = row->gift.ptr ? yuan_said(r, row->gift) : row->gift,
        .may_up = !fixed && row->place + 1 < row->levels,
        .may_down = !fixed && row->place > 0,
    };
    if (edit) {
        const char *url = arena_printf(r->arena, "%s/levels/%.*s/%.*s", edit, (int)row->scheme.len,
                                       row->scheme.ptr, (int)row->name.len, row->name.ptr);
        l.edit_url = text_of(url);
        if (!fixed)
            l.act_url = text_of(url);
    }
    if (compare)
        compare_level(r, row, p, &l);
    return l;
}

/* ---- schemes ---- */

static struct text scheme_url(struct req *r, const char *edit, struct text scheme, const char *act)
{
    return text_of(
        arena_printf(r->arena, "%s/schemes/%.*s%s", edit, (int)scheme.len, scheme.ptr, act));
}

static struct paper_scheme scheme_said(struct req *r, const struct rules *rules,
                                       const struct rules *before, struct text code,
                                       const char *edit)
{
    size_t side = side_of_name(rules, code);
    const struct scheme *scheme = side < SIDES_MOST ? &rules->sides[side] : &rules->value;
    bool is_value = side == SIDES_MOST;
    struct paper_scheme s = {.code = code, .label = scheme_title(scheme, r->tongue)};
    s.is_new = before && !is_value && side_of_name(before, code) == SIDES_MOST;
    s.has_lines = is_value;
    for (size_t i = 0; i < scheme->level_count; i++) {
        s.has_cards |= scheme->levels[i].card > GRADE_NONE;
        s.has_gifts |= scheme->levels[i].gift > 0;
    }
    if (!edit)
        return s;
    s.copy_url = scheme_url(r, edit, code, "/copy");
    if (!is_value)
        s.rename_url = scheme_url(r, edit, code, "");
    if (!is_value && side != SIDE_CARD) {
        s.add_url =
            text_of(arena_printf(r->arena, "%s/levels/%.*s/new", edit, (int)code.len, code.ptr));
        s.retire_url = scheme_url(r, edit, code, "/retire");
    }
    return s;
}

static void find_ended(struct req *r, const struct rules *rules, const struct rules *before,
                       struct paper *ret)
{
    for (size_t side = 0; before && side < SIDES_MOST; side++) {
        const struct scheme *s = &before->sides[side];
        if (s->level_count == 0 || side_of_name(rules, text_of(s->name)) < SIDES_MOST)
            continue;
        const char *all =
            ret->ended.ptr ? arena_printf(r->arena, "%s%s", ret->ended.ptr, word(r, N_(", "))) : "";
        ret->ended = text_of(arena_printf(r->arena, "%s%s", all, scheme_title(s, r->tongue).ptr));
        ret->changes++;
    }
}

static rc make_schemes(struct req *r, struct text json, struct text before_json,
                       const struct rules *rules, const struct rules *before, const char *edit,
                       struct paper *ret)
{
    struct q_rules_levels_row *rows = NULL;
    size_t len = 0;
    struct paper_scheme *s = NULL;
    TRY(q_rules_levels(r->db, r->arena, json, before_json, &rows, &len));
    struct paper_level *levels = arena_alloc(r->arena, (len + 1) * sizeof *levels);
    ret->schemes = arena_alloc(r->arena, (len + 1) * sizeof *ret->schemes);
    for (size_t i = 0; i < len; i++) {
        if (!s || !text_equal(s->code, rows[i].scheme)) {
            s = &ret->schemes[ret->schemes_count++];
            *s = scheme_said(r, rules, before, rows[i].scheme, edit);
            s->levels = &levels[i];
        }
        levels[i] = level_said(r, rules, &rows[i], before && !s->is_new, edit, ret);
        ret->changes += s->is_new && s->levels_count == 0;
        s->levels_count++;
    }
    find_ended(r, rules, before, ret);
    return OK;
}

rc paper_make(struct req *r, struct text rules, struct text before, const char *edit,
              struct paper *ret)
{
    const struct rules *now, *was = NULL;
    *ret = (struct paper){.changes = 0};
    TRY(draft_rules(r, rules, &now));
    if (before.ptr)
        TRY(draft_rules(r, before, &was));
    make_numbers(r, now, was, ret);
    return make_schemes(r, rules, before, now, was, edit, ret);
}

/* clang-format off */
static const struct field number_fields[] = {
    FIELD(struct paper_number, label),
    FIELD(struct paper_number, is),
    FIELD(struct paper_number, was),
};
static const struct record number_record = RECORD(struct paper_number, number_fields);
static const struct field group_fields[] = {
    FIELD(struct paper_group, title),
    FIELD_ROWS(struct paper_group, numbers, number_record),
};
static const struct record group_record = RECORD(struct paper_group, group_fields);
static const struct field level_fields[] = {
    FIELD(struct paper_level, code),
    FIELD(struct paper_level, label),
    FIELD(struct paper_level, told),
    FIELD(struct paper_level, asks),
    FIELD(struct paper_level, asked),
    FIELD(struct paper_level, line),
    FIELD(struct paper_level, line_before),
    FIELD(struct paper_level, months),
    FIELD(struct paper_level, months_before),
    FIELD(struct paper_level, card),
    FIELD(struct paper_level, gift),
    FIELD(struct paper_level, is_new),
    FIELD(struct paper_level, may_up),
    FIELD(struct paper_level, may_down),
    FIELD_AS(struct paper_level, edit_url, KIND_URL),
    FIELD_AS(struct paper_level, act_url, KIND_URL),
};
static const struct record level_record = RECORD(struct paper_level, level_fields);
static const struct field scheme_fields[] = {
    FIELD(struct paper_scheme, code),
    FIELD(struct paper_scheme, label),
    FIELD_ROWS(struct paper_scheme, levels, level_record),
    FIELD(struct paper_scheme, is_new),
    FIELD(struct paper_scheme, has_lines),
    FIELD(struct paper_scheme, has_cards),
    FIELD(struct paper_scheme, has_gifts),
    FIELD_AS(struct paper_scheme, add_url, KIND_URL),
    FIELD_AS(struct paper_scheme, rename_url, KIND_URL),
    FIELD_AS(struct paper_scheme, copy_url, KIND_URL),
    FIELD_AS(struct paper_scheme, retire_url, KIND_URL),
};
static const struct record scheme_record = RECORD(struct paper_scheme, scheme_fields);
static const struct field paper_fields[] = {
    FIELD_ROWS(struct paper, groups, group_record),
    FIELD_ROWS(struct paper, schemes, scheme_record),
    FIELD(struct paper, ended),
    FIELD(struct paper, changes),
};
/* clang-format on */
const struct record paper_record = RECORD(struct paper, paper_fields);
