#include "pcrm/day/rules.h"

#include <jansson.h>

#include "base/say.h"
#include "cond/words.h"
#include "engine/book.h"
#include "engine/carry.h"
#include "engine/level_rule.h"
#include "pcrm/day/rule_numbers.h"
#include "pcrm/day/rule_words.h"
#include "pcrm/day/rules.sql.h"
#include "tmpl/show.h"

/* A place in the document while it is read: what fails first is kept. */
struct reader {
    int version;
    enum tongue tongue;
    struct arena *arena;
    struct why *why;
    rc outcome;
};

enum { GRACE_MOST = 200 }; /* months */

static void fail(struct reader *r, const char *name, const char *expected)
{
    if (r->outcome == OK)
        r->outcome = why_say(r->why, E_INVALID, "rule set %d: \"%s\" must be %s", r->version, name,
                             expected);
}

static int64_t read_int(struct reader *r, const json_t *object, const char *name, int64_t least,
                        int64_t most)
{
    const json_t *value = json_object_get(object, name);
    int64_t number = json_integer_value(value);
    if (!json_is_integer(value)) {
        fail(r, name, "a whole number that is not negative");
        return 0;
    }
    if ((number < least || number > most) && r->outcome == OK)
        r->outcome = why_say(r->why, E_INVALID,
                             "rule set %d: \"%s\" must be a whole number from %" PRId64 " to %" PRId64,
                             r->version, name, least, most);
    return number;
}

static fen read_yuan(struct reader *r, const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    fen amount = 0;
    if (!text || !fen_parse(text, strlen(text), false, &amount))
        fail(r, name, "an amount in yuan as text, such as \"10000.00\"");
    return amount;
}

/* The place of a text in a list of names. */
static int find_name(const char *text, const char *const *names, int count)
{
    for (int i = 0; text && i < count; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    return -1;
}

/* ---- numbers ---- */

static void read_maturing(struct reader *r, const json_t *root, struct rules *rules)
{
    const struct rule_number *n = &rule_numbers[RULE_MATURING_DAYS];
    const json_t *list = json_object_get(root, n->name);
    size_t count = json_array_size(list);
    bool good = json_is_array(list) && count <= MATURING_DAYS_MAX;
    for (size_t i = 0; good && i < count; i++) {
        int64_t days = json_integer_value(json_array_get(list, i));
        good = json_is_integer(json_array_get(list, i)) && days >= n->least && days <= n->most;
        rules->maturing_days[i] = (int)days;
    }
    if (!good)
        fail(r, n->name, "a list of at most 8 numbers of days, from 0 to 3660");
    rules->maturing_count = good ? count : 0;
}

/* Not there: the outlet that is delivered. */
static int64_t read_home(struct reader *r, const json_t *root)
{
    static const char *const names[] = {"delivered", "assets"};
    const json_t *by = json_object_get(root, "home_by");
    int i = by ? find_name(json_string_value(by), names, ARRAY_LEN(names)) : 0;
    if (i < 0)
        fail(r, "home_by", "delivered or assets");
    return i == 1;
}

static int64_t read_tier(struct reader *r, const json_t *root, const char *name)
{
    int tier =
        find_name(json_string_value(json_object_get(root, name)), tier_names, TIER_COUNT);
    if (tier < 0)
        fail(r, name, "a tier");
    return tier < 0 ? 0 : tier;
}

static int64_t read_number(struct reader *r, const json_t *root, const struct rule_number *n)
{
    switch (n->kind) {
    case RULE_YUAN:
        return read_yuan(r, root, n->name);
    case RULE_FLAG:
        return json_is_true(json_object_get(root, n->name));
    case RULE_TIER:
        return read_tier(r, root, n->name);
    case RULE_HOME:
        return read_home(r, root);
    case RULE_NUMBER:
    case RULE_SHARE:
    case RULE_PART:
    case RULE_DAYS:
        break;
    }
    const json_t *object = n->is_weight ? json_object_get(root, "weights_bp") : root;
    return read_int(r, object, n->name, n->least, n->most);
}

static void read_numbers(struct reader *r, const json_t *root, struct rules *rules)
{
    for (int n = 0; n < RULE_NUMBERS; n++)
        if (rule_numbers[n].kind != RULE_DAYS)
            rule_number_set(rules, (enum rule_name)n, read_number(r, root, &rule_numbers[n]));
    read_maturing(r, root, rules);
}

/* ---- names ---- */

static const char *const level_names[] = {
    "name", "when",         "line",             "watch_months", "attention_months",
    "en",   "zh",           "give_up_months",   "card",         "gift"};
static const char *const title_names[] = {"en", "zh", "side"};

/* What is misspelt is not silently as it was before. */
static void check_known(struct reader *r, json_t *object, const char *const *names, int count)
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        if (find_name(name, names, count) < 0 && r->outcome == OK)
            r->outcome =
                why_say(r->why, E_INVALID, "rule set %d: there is no \"%s\"", r->version, name);
    }
}

/* ---- levels ---- */

/* In Chinese as people call them, in English by their names. */
static struct text scheme_called(const struct reader *r, const struct scheme *s)
{
    return r->tongue == CHINESE ? scheme_title(s, CHINESE) : text_of(s->name);
}

static struct text level_called(const struct reader *r, const struct scheme *s, size_t level)
{
    return r->tongue == CHINESE ? scheme_level_title(s, level, CHINESE)
                                : text_of(s->levels[level - 1].name);
}

/* Codes are words of the condition language. */
static bool is_code(const char *name)
{
    size_t len = name ? strlen(name) : 0;
    for (size_t i = 0; i < len; i++) {
        bool inner = name[i] == '_' || (name[i] >= '0' && name[i] <= '9');
        if ((name[i] < 'a' || name[i] > 'z') && (i == 0 || !inner))
            return false;
    }
    return len > 0 && len < LEVEL_NAME && strcmp(name, "none") != 0;
}

static void read_code(struct reader *r, const char *from, char *ret_name)
{
    if (is_code(from))
        snprintf(ret_name, LEVEL_NAME, "%s", from);
    else
        fail(r, from ? from : "name", "a code of small letters, digits and _, at most 31");
}

static void read_titles(struct reader *r, const json_t *from, char (*ret)[LEVEL_TITLE])
{
    static const char *const names[TONGUE_COUNT] = {[CHINESE] = "zh", [ENGLISH] = "en"};
    for (int t = 0; t < TONGUE_COUNT; t++) {
        const char *title = json_string_value(json_object_get(from, names[t]));
        if (!title)
            continue;
        if (strlen(title) >= LEVEL_TITLE)
            fail(r, names[t], "a name of at most 63 bytes");
        snprintf(ret[t], LEVEL_TITLE, "%.*s", LEVEL_TITLE - 1, title);
    }
}

/* ---- an upper limit: what it would leave or cover twice ---- */

static bool is_aum(enum customer_field f)
{
    return f == FIELD_AUM || f == FIELD_AUM_MAX6 || f == FIELD_AUM_MAX12;
}

/* The same, or AUM seen over different windows. */
static bool same_figure(enum customer_field a, enum customer_field b)
{
    return a == b || (is_aum(a) && is_aum(b));
}

/* The least of a figure that a part of a condition asks for: INT64_MIN where it asks nothing. */
static int64_t asked_from(const struct cond *c, enum customer_field field)
{
    int64_t least = INT64_MIN;
    for (size_t i = 0; i < c->len; i++) {
        int64_t part = asked_from(c->parts[i], field);
        least = part > least ? part : least;
    }
    if (c->kind != COND_TEST || !same_figure(c->test.left.field, field) || c->test.than)
        return least;
    const struct cond_test *t = &c->test;
    if (t->op == OP_GE || t->op == OP_BETWEEN || t->op == OP_EQ)
        return t->values[0].number;
    return t->op == OP_GT ? t->values[0].number + 1 : least;
}

/* The first value above an upper limit; false: the test is none. */
static bool limit_above(const struct cond_test *t, int64_t *ret_above)
{
    bool whole = t->op == OP_LE || t->op == OP_BETWEEN || t->op == OP_EQ;
    enum catalogue_type type = customer_fields[t->left.field].type;
    if (t->than || t->len == 0 || (!whole && t->op != OP_LT) ||
        (type != OF_MONEY && type != OF_COUNT))
        return false;
    *ret_above = t->values[t->len - 1].number + whole;
    return true;
}

/* Where another level of the scheme begins, above 'from': the nearest; INT64_MAX: none does. */
static int64_t next_level_from(struct reader *r, const json_t *levels, size_t but,
                               enum customer_field field, int64_t from)
{
    int64_t nearest = INT64_MAX;
    for (size_t i = 0; i < json_array_size(levels); i++) {
        const char *when = json_string_value(json_object_get(json_array_get(levels, i), "when"));
        const struct cond *c;
        struct cond_fault fault;
        if (i == but || !when || cond_parse(r->arena, text_of(when), &c, &fault) != OK)
            continue;
        int64_t begins = asked_from(c, field);
        if (begins > from && begins < nearest)
            nearest = begins;
    }
    return nearest;
}

static struct text figure_said(struct reader *r, enum customer_field field, int64_t value)
{
    static const struct field as_fen = {.name = "amount", .kind = KIND_FEN};
    struct buf b;
    buf_init(&b);
    if (customer_fields[field].type == OF_COUNT)
        show_number(&b, value);
    else
        show_value(&b, &as_fen, &value, SHOW_AS_IS, r->tongue, PLACE_TEXT);
    struct text said = {arena_text(r->arena, b.bytes, b.len), b.len};
    buf_release(&b);
    return said;
}

/* "from 500,000.00 to 599,999.99 nobody would have a level" */
static const char *limit_said(struct reader *r, const json_t *levels, size_t at,
                              const struct cond *whole, const struct cond_test *t)
{
    enum customer_field field = t->left.field;
    int64_t above;
    if (!limit_above(t, &above))
        return NULL;
    int64_t next = next_level_from(r, levels, at, field, asked_from(whole, field));
    bool gap = next > above;
    struct place places[] = {
        {"from", figure_said(r, field, gap ? above : next)},
        {"to", next == INT64_MAX ? text_of("") : figure_said(r, field, (gap ? next : above) - 1)},
    };
    const char *what = next == INT64_MAX ? N_("from {from} up nobody would have a level")
                       : gap            ? N_("from {from} to {to} nobody would have a level")
                       : next < above   ? N_("from {from} to {to} two levels would hold")
                                        : NULL;
    return what ? say(r->arena, r->tongue, what, ARRAY_LEN(places), places) : NULL;
}

static const struct cond *test_at(const struct cond *c, struct cond_place place)
{
    const struct cond *found = c->kind == COND_TEST && c->place.at == place.at ? c : NULL;
    for (size_t i = 0; !found && i < c->len; i++)
        found = test_at(c->parts[i], place);
    return found;
}

static void say_refused(struct reader *r, const json_t *levels, size_t at,
                        const struct level_fault *fault, struct why *said)
{
    const char *when = json_string_value(json_object_get(json_array_get(levels, at), "when"));
    const struct cond *c, *test = NULL;
    struct cond_fault none;
    if (fault->kind == LEVEL_NOT_AT_LEAST && cond_parse(r->arena, text_of(when), &c, &none) == OK)
        test = test_at(c, fault->place);
    const char *limit = test ? limit_said(r, levels, at, c, &test->test) : NULL;
    level_fault_say(fault, text_of(when), limit, r->tongue, said);
}

/* What a level asks, in the condition language; what is wrong with it is said at its place. */
static void read_when(struct reader *r, const json_t *levels, size_t at, struct scheme *scheme)
{
    const json_t *from = json_array_get(levels, at);
    struct level *level = &scheme->levels[at];
    const char *when = json_string_value(json_object_get(from, "when"));
    const struct cond *c;
    struct cond_fault fault;
    struct level_fault refused;
    struct why said = {""};
    if (!when) {
        fail(r, "when", "the condition of a level");
        return;
    }
    if (cond_parse(r->arena, text_of(when), &c, &fault) != OK)
        cond_fault_say(&fault, r->tongue, &said);
    else if (level_rule_make(c, level, &refused) != OK)
        say_refused(r, levels, at, &refused, &said);
    if (said.text[0] && r->outcome == OK)
        r->outcome = why_say(r->why, E_INVALID, "%s, %s: %s", scheme_called(r, scheme).ptr,
                             level_called(r, scheme, at + 1).ptr, said.text);
}

/* Tiers from gold up, and they alone, are held against a line. */
static void read_line(struct reader *r, const json_t *from, struct level *level)
{
    if (!json_object_get(from, "line"))
        return;
    level->line = read_yuan(r, from, "line");
    level->watch_months = (int)read_int(r, from, "watch_months", 0, GRACE_MOST);
    level->attention_months = (int)read_int(r, from, "attention_months", 0, GRACE_MOST);
    level->give_up_months = (int)read_int(r, from, "give_up_months", 0, GRACE_MOST);
}

static void read_extras(struct reader *r, const json_t *from, struct level *level)
{
    static const char *const grades[] = {"none", "ordinary", "gold", "platinum", "diamond"};
    const json_t *card = json_object_get(from, "card");
    int grade = card ? find_name(json_string_value(card), grades, ARRAY_LEN(grades)) : 0;
    if (grade < 0)
        fail(r, "card", "none, ordinary, gold, platinum or diamond");
    level->card = (uint8_t)(grade < 0 ? 0 : grade);
    if (json_object_get(from, "gift"))
        level->gift = read_yuan(r, from, "gift");
}

/* Its condition comes later: what is wrong with it is told by the names of all levels. */
static void read_level(struct reader *r, json_t *from, struct scheme *scheme)
{
    struct level *level = &scheme->levels[scheme->level_count++];
    check_known(r, from, level_names, ARRAY_LEN(level_names));
    read_code(r, json_string_value(json_object_get(from, "name")), level->name);
    read_titles(r, from, level->title);
    read_line(r, from, level);
    read_extras(r, from, level);
    for (size_t i = 0; i + 1 < scheme->level_count; i++)
        if (strcmp(scheme->levels[i].name, level->name) == 0)
            fail(r, level->name, "the code of one level only");
}

static void read_scheme(struct reader *r, const json_t *root, const char *name,
                        struct scheme *scheme)
{
    const json_t *levels = json_object_get(json_object_get(root, "schemes"), name);
    const json_t *names = json_object_get(json_object_get(root, "scheme_names"), name);
    size_t count = json_array_size(levels);
    snprintf(scheme->name, sizeof scheme->name, "%.*s", LEVEL_NAME - 1, name);
    read_titles(r, names, scheme->title);
    if (count < 1 || count > SCHEME_LEVELS) {
        fail(r, name, "a list of 1 to 8 levels");
        return;
    }
    for (size_t i = 0; i < count; i++)
        read_level(r, json_array_get(levels, i), scheme);
    for (size_t i = 0; i < count; i++)
        read_when(r, levels, i, scheme);
}

/* The shipped ones have their sides; others say theirs. */
static size_t read_side(struct reader *r, json_t *root, const char *name)
{
    json_t *names = json_object_get(json_object_get(root, "scheme_names"), name);
    if (strcmp(name, "card") == 0)
        return SIDE_CARD;
    if (strcmp(name, "mass") == 0)
        return SIDE_MASS;
    check_known(r, names, title_names, ARRAY_LEN(title_names));
    const json_t *side = json_object_get(names, "side");
    int64_t number = json_integer_value(side);
    if (r->outcome == OK && (!names || !json_is_integer(side)))
        r->outcome = why_say(r->why, E_INVALID,
                             "rule set %d: there is no \"%s\" with its side among \"scheme_names\"",
                             r->version, name);
    if (number >= SIDES_SHIPPED && number < SIDES_MOST)
        return (size_t)number;
    fail(r, name, "a scheme whose side is 2 to 15");
    return SIDES_MOST;
}

static void read_schemes(struct reader *r, json_t *root, struct rules *rules)
{
    const char *name;
    json_t *levels, *schemes = json_object_get(root, "schemes");
    read_scheme(r, root, "value", &rules->value);
    json_object_foreach(schemes, name, levels)
    {
        char code[LEVEL_NAME] = "";
        size_t side = strcmp(name, "value") == 0 ? SIDES_MOST : read_side(r, root, name);
        if (side == SIDES_MOST || r->outcome != OK)
            continue;
        read_code(r, name, code);
        if (rules->sides[side].level_count > 0)
            fail(r, name, "a scheme of a side of its own");
        else
            read_scheme(r, root, name, &rules->sides[side]);
    }
}

/* A level that is always given together with a higher one is nobody's. */
static void check_reachable(struct reader *r, const struct scheme *s)
{
    for (size_t level = 1; level <= s->level_count && r->outcome == OK; level++) {
        size_t by = 0;
        if (level_reachable(s, level, &by))
            continue;
        const struct place places[] = {{"scheme", scheme_called(r, s)},
                                       {"level", level_called(r, s, level)},
                                       {"higher", level_called(r, s, by)}};
        r->outcome = why_say(r->why, E_INVALID, "%s",
                             say(r->arena, r->tongue,
                                 N_("{scheme}, {level}: nobody can be given this level: whoever "
                                    "meets it is given {higher}"),
                                 ARRAY_LEN(places), places));
    }
}

/* The five levels of the primary scheme are the tiers, in their order. */
static void check_value_scheme(struct reader *r, const struct scheme *scheme)
{
    bool same = scheme->level_count == TIER_COUNT - 1;
    for (size_t i = 0; same && i < scheme->level_count; i++)
        same = strcmp(scheme->levels[i].name, tier_names[i + 1]) == 0;
    if (!same)
        fail(r, "value", "the levels potential, gold, platinum, growth, core");
}

/* Level n of scheme card is grade n + 1. */
static void check_card_scheme(struct reader *r, const struct scheme *s)
{
    static const char *const grades[] = {"gold", "platinum", "diamond"};
    bool same = s->level_count == ARRAY_LEN(grades);
    for (size_t i = 0; same && i < s->level_count; i++)
        same = strcmp(s->levels[i].name, grades[i]) == 0;
    if (!same)
        fail(r, "card", "the levels gold, platinum, diamond");
}

static void check_numbers_known(struct reader *r, json_t *root)
{
    const char *names[RULE_NUMBERS + 3] = {"weights_bp", "schemes", "scheme_names"};
    int count = 3;
    for (int n = 0; n < RULE_WEIGHTS; n++)
        names[count++] = rule_numbers[n].name;
    check_known(r, root, names, count);
}

static void read_rules(struct reader *r, json_t *root, struct rules *rules)
{
    check_numbers_known(r, root);
    read_numbers(r, root, rules);
    read_schemes(r, root, rules);
    check_value_scheme(r, &rules->value);
    check_card_scheme(r, &rules->sides[SIDE_CARD]);
    check_reachable(r, &rules->value);
    for (size_t side = 0; side < SIDES_MOST; side++)
        check_reachable(r, &rules->sides[side]);
}

rc rules_parse(struct text json, int version, enum tongue tongue, struct rules *ret_rules,
               struct why *why)
{
    json_error_t error;
    json_t *root = json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return why_say(why, E_INVALID, "rule set %d is not JSON: line %d: %s", version, error.line,
                       error.text);
    struct arena a;
    arena_init(&a);
    struct reader r = {
        .version = version, .tongue = tongue, .arena = &a, .why = why, .outcome = OK};
    struct rules *rules = mem_alloc(sizeof *rules);
    rules->version = version;
    read_rules(&r, root, rules);
    json_decref(root);
    arena_release(&a);
    if (r.outcome == OK)
        *ret_rules = *rules;
    free(rules);
    return r.outcome;
}

rc rules_load(struct bank *bank, day d, struct rules *ret_rules, struct why *why)
{
    struct arena a;
    struct q_rule_set_on_row row;
    arena_init(&a);
    rc r = q_rule_set_on(bank->db, &a, d, &row);
    if (r != OK)
        r = db_tell(bank->db, r, why);
    else
        r = rules_parse(row.rules, row.version, ENGLISH, ret_rules, why);
    arena_release(&a);
    return r;
}

rc rules_carry(struct bank *bank, struct book *book, const struct rules *rules, day d,
               struct rules *ret_before, struct why *why)
{
    struct carry carry;
    TRY(rules_load(bank, d - 1, ret_before, why));
    if (ret_before->version != rules->version && carry_make(ret_before, rules, &carry))
        carry_all(&carry, &book->customers);
    return OK;
}
