#include "pcrm/day/rules.h"

#include <jansson.h>

#include "base/say.h"
#include "engine/book.h"
#include "engine/level_rule.h"
#include "pcrm/day/rule_words.h"
#include "pcrm/day/rules.sql.h"

/* A place in the document while it is read: what fails first is kept. */
struct reader {
    int version;
    enum tongue tongue;
    struct arena *arena;
    struct why *why;
    rc outcome;
};

static void fail(struct reader *r, const char *name, const char *expected)
{
    if (r->outcome == OK)
        r->outcome = why_say(r->why, E_INVALID, "rule set %d: \"%s\" must be %s", r->version, name,
                             expected);
}

static int64_t read_int(struct reader *r, const json_t *object, const char *name, int64_t most)
{
    const json_t *value = json_object_get(object, name);
    int64_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || number > most) {
        fail(r, name, "a whole number that is not negative");
        return 0;
    }
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

static void read_weights(struct reader *r, const json_t *root, struct rules *rules)
{
    const json_t *weights = json_object_get(root, "weights_bp");
    for (int class = 0; class < CLASS_SUMS; class ++)
        rules->weights[class] =
            (int32_t)read_int(r, weights, class_names[class], 10 * BASIS_POINTS);
}

static void read_maturing(struct reader *r, const json_t *root, struct rules *rules)
{
    const json_t *list = json_object_get(root, "maturing_days");
    size_t count = json_array_size(list);
    if (!json_is_array(list) || count > MATURING_DAYS_MAX) {
        fail(r, "maturing_days", "a short list of numbers of days");
        return;
    }
    for (size_t i = 0; i < count; i++)
        rules->maturing_days[i] = (int)json_integer_value(json_array_get(list, i));
    rules->maturing_count = count;
}

/* ---- names ---- */

static const char *const number_names[] = {
    "weights_bp",          "potential_limit", "target_limit",      "target_keep_months",
    "spend_days",          "upgrade_daily",   "assets_moved_from", "assets_moved_share",
    "large_movement_from", "maturing_days",   "birthday_days",     "card_expiring_days",
    "holding_moved_bp",    "churning_from",   "home_by",           "schemes",
};
static const char *const scheme_names[] = {"value", "card", "mass"};
static const char *const level_names[] = {
    "name", "when", "line", "watch_months", "attention_months", "give_up_months"};

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
static struct text scheme_called(const struct reader *r, const char *scheme)
{
    return text_of(r->tongue == CHINESE ? in_tongue(CHINESE, scheme_label(text_of(scheme)))
                                        : scheme);
}

static struct text level_called(const struct reader *r, const char *scheme, const char *level)
{
    if (r->tongue != CHINESE)
        return text_of(level);
    return text_of(in_tongue(CHINESE, scheme_level_label(text_of(scheme), text_of(level))));
}

/* What a level asks, in the condition language; what is wrong with it is said at its place. */
static void read_when(struct reader *r, const json_t *from, const char *scheme, struct level *level)
{
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
        level_fault_say(&refused, text_of(when), r->tongue, &said);
    if (said.text[0] && r->outcome == OK)
        r->outcome = why_say(r->why, E_INVALID, "%s, %s: %s", scheme_called(r, scheme).ptr,
                             level_called(r, scheme, level->name).ptr, said.text);
}

static void read_level(struct reader *r, json_t *from, const char *scheme, struct level *level)
{
    check_known(r, from, level_names, ARRAY_LEN(level_names));
    const char *name = json_string_value(json_object_get(from, "name"));
    if (!name || strlen(name) >= LEVEL_NAME) {
        fail(r, "name", "the name of a level");
        return;
    }
    snprintf(level->name, sizeof level->name, "%s", name);
    read_when(r, from, scheme, level);
    if (!json_object_get(from, "line"))
        return;
    level->line = read_yuan(r, from, "line");
    level->watch_months = (int)read_int(r, from, "watch_months", 200);
    level->attention_months = (int)read_int(r, from, "attention_months", 200);
    level->give_up_months = (int)read_int(r, from, "give_up_months", 200);
}

static void read_scheme(struct reader *r, const json_t *root, const char *name,
                        struct scheme *scheme)
{
    const json_t *levels = json_object_get(json_object_get(root, "schemes"), name);
    snprintf(scheme->name, sizeof scheme->name, "%s", name);
    scheme->level_count = json_array_size(levels);
    if (scheme->level_count < 1 || scheme->level_count > SCHEME_LEVELS) {
        fail(r, name, "a list of 1 to 8 levels");
        scheme->level_count = 0;
    }
    for (size_t i = 0; i < scheme->level_count; i++)
        read_level(r, json_array_get(levels, i), name, &scheme->levels[i]);
}

static const char *level_at(const struct scheme *s, size_t level)
{
    return s->levels[level - 1].name;
}

/* A level that is always given together with a higher one is nobody's. */
static void check_reachable(struct reader *r, const struct scheme *s)
{
    for (size_t level = 1; level <= s->level_count && r->outcome == OK; level++) {
        size_t by = 0;
        if (level_reachable(s, level, &by))
            continue;
        const struct place places[] = {{"scheme", scheme_called(r, s->name)},
                                       {"level", level_called(r, s->name, level_at(s, level))},
                                       {"higher", level_called(r, s->name, level_at(s, by))}};
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

/* Not there: the outlet that is delivered. */
static bool read_home_by_assets(struct reader *r, const json_t *root)
{
    static const char *const names[] = {"delivered", "assets"};
    const json_t *by = json_object_get(root, "home_by");
    int i = by ? find_name(json_string_value(by), names, ARRAY_LEN(names)) : 0;
    if (i < 0)
        fail(r, "home_by", "delivered or assets");
    return i == 1;
}

static void read_rules(struct reader *r, json_t *root, struct rules *rules)
{
    const json_t *upgrade = json_object_get(root, "upgrade_daily");
    const char *churning = json_string_value(json_object_get(root, "churning_from"));
    int tier = find_name(churning, tier_names, TIER_COUNT);

    check_known(r, root, number_names, ARRAY_LEN(number_names));
    check_known(r, json_object_get(root, "schemes"), scheme_names, ARRAY_LEN(scheme_names));
    read_weights(r, root, rules);
    rules->potential_limit = read_yuan(r, root, "potential_limit");
    rules->target_limit = read_yuan(r, root, "target_limit");
    rules->target_keep_months = (int)read_int(r, root, "target_keep_months", 120);
    rules->spend_days = (int)read_int(r, root, "spend_days", SPEND_DAYS_MOST);
    rules->upgrade_daily = json_is_true(upgrade);
    rules->assets_moved_from = read_yuan(r, root, "assets_moved_from");
    rules->assets_moved_share = (int)read_int(r, root, "assets_moved_share", 1000);
    rules->large_movement_from = read_yuan(r, root, "large_movement_from");
    read_maturing(r, root, rules);
    rules->card_expiring_days = (int)read_int(r, root, "card_expiring_days", 3660);
    rules->birthday_days = (int)read_int(r, root, "birthday_days", 366);
    rules->holding_moved_bp = (int32_t)read_int(r, root, "holding_moved_bp", 10 * BASIS_POINTS);
    if (tier < 0)
        fail(r, "churning_from", "a tier");
    rules->churning_from = (enum tier)(tier < 0 ? 0 : tier);
    rules->home_by_assets = read_home_by_assets(r, root);
    read_scheme(r, root, "value", &rules->value);
    read_scheme(r, root, "card", &rules->card);
    read_scheme(r, root, "mass", &rules->mass);
    check_value_scheme(r, &rules->value);
    check_reachable(r, &rules->value);
    check_reachable(r, &rules->card);
    check_reachable(r, &rules->mass);
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
    struct rules rules = {.version = version};
    read_rules(&r, root, &rules);
    json_decref(root);
    arena_release(&a);
    if (r.outcome == OK)
        *ret_rules = rules;
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
