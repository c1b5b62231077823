/* Contradictions and dead parts.
 *
 * What is asked for at once is collected: the tests of an "and", of the "and"s within it and around
 * it, and the opposites of what a "not (... or ...)" refuses.  Each new test is compared with those
 * that ask about the same.  The parts of an "or" are looked at one by one under what is asked for
 * around it, and compared with each other. */
#include "base/say.h"
#include "cond/contradictions.h"
#include "cond/domain.h"
#include "cond/told.h"

/* A test that must hold, or must not. */
struct literal {
    struct cond_side side;
    struct domain domain;
};

struct survey {
    struct arena *arena;
    struct literal asked[COND_NODES_MOST]; /* at once, from the outermost group inwards */
    size_t len;
    struct cond_finding findings[FINDINGS_MOST];
    size_t found;
    const struct cond_facts *facts;
};

static void find(struct survey *s, enum finding_kind kind, struct cond_side part,
                 struct cond_side other)
{
    if (s->found < FINDINGS_MOST)
        s->findings[s->found++] = (struct cond_finding){kind, part, other};
}

static const struct cond_side nothing = {NULL, false};

/* Without the "not"s around it. */
static struct cond_side stripped(struct cond_side side)
{
    while (side.cond->kind == COND_NOT)
        side = (struct cond_side){side.cond->parts[0], !side.opposite};
    return side;
}

static struct cond_side part_of(struct cond_side group, size_t i)
{
    return stripped((struct cond_side){group.cond->parts[i], group.opposite});
}

static bool is_test(struct cond_side side)
{
    return side.cond->kind == COND_TEST;
}

/* "not (a or b)" asks for both opposites at once. */
static bool is_both(struct cond_side group)
{
    return group.cond->kind == (group.opposite ? COND_OR : COND_AND);
}

static struct literal literal_of(struct survey *s, struct cond_side side)
{
    struct domain d = domain_of(s->arena, &side.cond->test);
    return (struct literal){side, side.opposite ? domain_opposite(s->arena, &d) : d};
}

/* ---- one test under those asked for ---------------------------------------------------------- */

/* Returns whether nobody can meet it: together with one asked before, or at all. */
static bool is_impossible(struct survey *s, const struct literal *l)
{
    if (domain_never(&l->domain)) {
        find(s, FINDING_NEVER, l->side, nothing);
        return true;
    }
    for (size_t i = 0; i < s->len; i++) {
        const struct literal *other = &s->asked[i];
        if (domain_same_subject(&l->domain, &other->domain) &&
            domain_disjoint(&l->domain, &other->domain)) {
            find(s, FINDING_CLASH, other->side, l->side);
            return true;
        }
    }
    return false;
}

/* The one asked for already that asks for as much or more; NULL: there is none. */
static const struct literal *implying(const struct survey *s, const struct literal *l)
{
    for (size_t i = 0; i < s->len; i++) {
        const struct literal *other = &s->asked[i];
        if (domain_same_subject(&l->domain, &other->domain) &&
            domain_within(s->arena, &other->domain, &l->domain))
            return other;
    }
    return NULL;
}

/* Those from 'from' on that the new one makes needless. */
static void find_implied(struct survey *s, size_t from, const struct literal *l)
{
    for (size_t i = from; i < s->len; i++)
        if (domain_same_subject(&l->domain, &s->asked[i].domain) &&
            domain_within(s->arena, &l->domain, &s->asked[i].domain))
            find(s, FINDING_IMPLIED, s->asked[i].side, l->side);
}

/* 'from': where what this "and" itself asks for begins. */
static bool ask_test(struct survey *s, struct cond_side side, size_t from)
{
    struct literal l = literal_of(s, side);
    if (is_impossible(s, &l))
        return true;
    const struct literal *by = implying(s, &l);
    if (domain_always(s->arena, &l.domain))
        find(s, FINDING_ALWAYS, side, nothing);
    else if (by)
        find(s, FINDING_IMPLIED, side, by->side);
    else
        find_implied(s, from, &l);
    s->asked[s->len++] = l;
    return false;
}

/* ---- and ------------------------------------------------------------------------------------- */

static bool look(struct survey *s, struct cond_side side);

/* All tests of an "and" and of those directly within it. */
static bool ask_tests(struct survey *s, struct cond_side group, size_t from)
{
    bool impossible = false;
    for (size_t i = 0; i < group.cond->len; i++) {
        struct cond_side part = part_of(group, i);
        if (is_test(part))
            impossible |= ask_test(s, part, from);
        else if (is_both(part))
            impossible |= ask_tests(s, part, from);
    }
    return impossible;
}

static bool look_at_choices(struct survey *s, struct cond_side group)
{
    bool impossible = false;
    for (size_t i = 0; i < group.cond->len; i++) {
        struct cond_side part = part_of(group, i);
        if (!is_test(part))
            impossible |= is_both(part) ? look_at_choices(s, part) : look(s, part);
    }
    return impossible;
}

/* No two clash, but does anything pass them all?  age >= 18 and age <= 18 and age != 18 */
static bool is_squeezed_out(struct survey *s, size_t from)
{
    for (size_t i = from; i < s->len; i++) {
        struct domain left = s->asked[i].domain;
        if (left.about == ABOUT_TEXT)
            continue;
        for (size_t j = 0; j < i; j++)
            if (domain_same_subject(&left, &s->asked[j].domain))
                left = domain_both(s->arena, &left, &s->asked[j].domain);
        if (domain_never(&left))
            return true;
    }
    return false;
}

/* What logic cannot know: first which part nobody meets, so that no pair is blamed for it. */
static void ask_facts(struct survey *s, struct cond_side group)
{
    const struct cond_facts *facts = s->facts;
    if (!facts || group.opposite)
        return;
    const struct cond **met = arena_alloc(s->arena, (group.cond->len + 1) * sizeof *met);
    size_t len = 0;
    for (size_t i = 0; i < group.cond->len; i++) {
        const struct cond *part = group.cond->parts[i];
        if (facts->none_has(facts->with, part))
            find(s, FINDING_EMPTY, (struct cond_side){part, false}, nothing);
        else
            met[len++] = part;
    }
    for (size_t i = 0; i < len; i++)
        for (size_t j = i + 1; j < len; j++)
            if (facts->none_has_both(facts->with, met[i], met[j]))
                find(s, FINDING_NOBODY, (struct cond_side){met[i], false},
                     (struct cond_side){met[j], false});
}

static bool look_at_both(struct survey *s, struct cond_side group)
{
    size_t from = s->len;
    bool impossible = ask_tests(s, group, from);
    if (!impossible && is_squeezed_out(s, from)) {
        find(s, FINDING_NEVER, group, nothing);
        impossible = true;
    }
    impossible |= look_at_choices(s, group);
    if (!impossible)
        ask_facts(s, group);
    s->len = from;
    return impossible;
}

/* ---- or -------------------------------------------------------------------------------------- */

/* Two parts of an "or": does one take in the other, or are they everybody? */
static bool compare_choices(struct survey *s, const struct literal *a, const struct literal *b)
{
    if (!domain_same_subject(&a->domain, &b->domain))
        return false;
    struct domain not_a = domain_opposite(s->arena, &a->domain);
    struct domain not_b = domain_opposite(s->arena, &b->domain);
    if (domain_disjoint(&b->domain, &not_a))
        find(s, FINDING_COVERED, b->side, a->side);
    else if (domain_disjoint(&a->domain, &not_b))
        find(s, FINDING_COVERED, a->side, b->side);
    else if (domain_disjoint(&not_a, &not_b))
        find(s, FINDING_ALWAYS, a->side, b->side);
    else
        return false;
    return true;
}

/* A test that is a part of an "or"; 'choices' are its tests so far. */
static bool look_at_choice(struct survey *s, struct cond_side group, struct cond_side part,
                           struct vec *choices)
{
    struct literal l = literal_of(s, part);
    if (is_impossible(s, &l))
        return true;
    const struct literal *by = implying(s, &l);
    if (domain_always(s->arena, &l.domain))
        find(s, FINDING_ALWAYS, part, nothing);
    else if (by)
        find(s, FINDING_IMPLIED, group, by->side);
    for (size_t i = 0; i < choices->len; i++)
        if (compare_choices(s, vec_at(choices, i), &l))
            break;
    *(struct literal *)vec_add(choices) = l;
    return false;
}

static bool look_at_either(struct survey *s, struct cond_side group)
{
    struct vec choices;
    bool impossible = true;
    vec_init(&choices, sizeof(struct literal));
    for (size_t i = 0; i < group.cond->len; i++) {
        struct cond_side part = part_of(group, i);
        impossible &= is_test(part) ? look_at_choice(s, group, part, &choices) : look(s, part);
    }
    vec_release(&choices);
    if (impossible)
        find(s, FINDING_NEVER, group, nothing);
    return impossible;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Returns whether nobody can meet it, under what is asked for around it. */
static bool look(struct survey *s, struct cond_side side)
{
    side = stripped(side);
    if (is_test(side))
        return ask_test(s, side, s->len);
    return is_both(side) ? look_at_both(s, side) : look_at_either(s, side);
}

size_t cond_contradictions(struct arena *a, const struct cond *c, const struct cond_facts *facts,
                           const struct cond_finding **ret_findings)
{
    struct arena scratch;
    arena_init(&scratch);
    struct survey *s = arena_alloc(&scratch, sizeof *s);
    s->arena = &scratch;
    s->facts = facts;
    look(s, (struct cond_side){c, false});
    size_t found = s->found;
    *ret_findings = arena_copy(a, s->findings, found * sizeof *s->findings);
    arena_release(&scratch);
    return found;
}

/* ---- as sentences ---------------------------------------------------------------------------- */

enum { SHOWN_BYTES = 150 }; /* of a part's text, about */

/* In words, not too many of them. */
static struct text short_text(struct arena *a, enum tongue tongue, struct cond_side side)
{
    struct text text = cond_told_side(a, tongue, side);
    size_t shown = text.len < SHOWN_BYTES ? text.len : SHOWN_BYTES;
    while (shown < text.len && ((unsigned char)text.ptr[shown] & 0xC0) == 0x80)
        shown++;
    return shown < text.len ? text_of(arena_printf(a, "%.*s…", (int)shown, text.ptr)) : text;
}

/* "“age is at least 18” (character 1)" */
static struct text said(struct arena *a, enum tongue tongue, struct cond_side side)
{
    if (!side.cond)
        return (struct text){0};
    char at[12];
    snprintf(at, sizeof at, "%d", side.cond->place.at + 1);
    const struct place places[] = {{"part", short_text(a, tongue, side)}, {"n", text_of(at)}};
    return text_of(say(a, tongue, N_("“{part}” (character {n})"), ARRAY_LEN(places), places));
}

void cond_finding_say(const struct cond_finding *finding, enum tongue tongue, struct why *why)
{
    static const char *const sentences[] = {
        [FINDING_NEVER] = N_("nobody can meet {part}"),
        [FINDING_CLASH] = N_("nobody can meet both {part} and {other}"),
        [FINDING_ALWAYS] = N_("everybody meets {part}"),
        [FINDING_IMPLIED] = N_("{part} adds nothing: {other} asks for as much or more"),
        [FINDING_COVERED] = N_("{part} adds nothing: {other} takes in as many or more"),
        [FINDING_NOBODY] = N_("no customer has both {part} and {other}"),
        [FINDING_EMPTY] = N_("no customer meets {part} today"),
    };
    const char *sentence = sentences[finding->kind];
    if (finding->kind == FINDING_NEVER && finding->part.cond->kind != COND_TEST)
        sentence = N_("nobody is left for {part}, with what is asked around it");
    if (finding->kind == FINDING_ALWAYS && finding->other.cond)
        sentence = N_("everybody meets {part} or {other}");
    struct arena a;
    arena_init(&a);
    const struct place places[] = {
        {"part", said(&a, tongue, finding->part)},
        {"other", said(&a, tongue, finding->other)},
    };
    why_say(why, E_INVALID, "%s", say(&a, tongue, sentence, ARRAY_LEN(places), places));
    arena_release(&a);
}
