#include "cond/fault.h"

#include "base/say.h"

/* As much of it as fits, cut at a character. */
static void keep_short(char *room, size_t size, struct text t)
{
    size_t len = 0;
    for (struct text rest = t; rest.len > 0;) {
        size_t next = character_size(rest);
        if (len + next >= size)
            break;
        len += next;
        rest = (struct text){t.ptr + len, t.len - len};
    }
    if (len > 0)
        memcpy(room, t.ptr, len);
    room[len] = 0;
}

rc fault_near(struct cond_fault *fault, enum fault_kind kind, struct cond_place place,
              struct text found, const char *nearest)
{
    *fault = (struct cond_fault){.kind = kind, .place = place};
    keep_short(fault->found, sizeof fault->found, found);
    keep_short(fault->nearest, sizeof fault->nearest, text_of(nearest));
    return E_INVALID;
}

rc fault_found(struct cond_fault *fault, enum fault_kind kind, const struct token *found)
{
    return fault_near(fault, kind, found->place, found->bytes, NULL);
}

rc fault_expected(struct cond_fault *fault, const char *expected, const struct token *found)
{
    fault_found(fault, COND_EXPECTED, found);
    fault->expected = expected;
    return E_INVALID;
}

rc fault_limit(struct cond_fault *fault, enum fault_kind kind, struct cond_place place,
               int64_t limit)
{
    *fault = (struct cond_fault){.kind = kind, .place = place, .limit = limit};
    return E_INVALID;
}

/* ---- as a sentence --------------------------------------------------------------------------- */

/* clang-format off */
static const char *const sentences[] = {
    [COND_FAULTLESS]       = N_("nothing is wrong"),
    [COND_NOT_UTF8]        = N_("the condition is not valid UTF-8"),
    [COND_TOO_LONG]        = N_("the condition is too long: at most {limit} bytes"),
    [COND_TOO_DEEP]        = N_("groups are nested too deeply: at most {limit} levels"),
    [COND_TOO_MANY_PARTS]  = N_("too many parts: at most {limit}; a list or a tag says more with less"),
    [COND_TOO_MANY_VALUES] = N_("too many values: at most {limit}; upload them as a list"),
    [COND_UNENDED_TEXT]    = N_("a quote begins here and does not end"),
    [COND_BAD_CHARACTER]   = N_("the character \"{found}\" cannot stand here"),
    [COND_EXPECTED]        = N_("expected {expected}, not \"{found}\""),
    [COND_UNKNOWN_FIELD]   = N_("there is no field \"{found}\""),
    [COND_UNKNOWN_WORD]    = N_("\"{found}\" is none of the words that may stand here"),
    [COND_UNKNOWN_NAME]    = N_("the bank has no \"{found}\""),
    [COND_WRONG_OPERATOR]  = N_("{found} cannot be asked so: expected {expected}"),
    [COND_NEVER_EMPTY]     = N_("{found} is always known, it is never empty"),
    [COND_WRONG_MOMENT]    = N_("{found} is not kept of that day"),
    [COND_INCOMPARABLE]    = N_("{found} cannot be compared with it: it is of another kind"),
    [COND_OUT_OF_RANGE]    = N_("\"{found}\" is out of range: expected {expected}"),
    [COND_WRONG_ORDER]     = N_("the second value is below the first"),
    [COND_NOT_JSON]        = N_("not JSON: {found}"),
};
/* clang-format on */

static struct text what_is_wrong(struct arena *a, const struct cond_fault *f, enum tongue tongue)
{
    const char *sentence = sentences[f->kind];
    if (f->kind == COND_EXPECTED && f->found[0] == 0)
        sentence = N_("expected {expected}");
    char limit[24];
    int len = snprintf(limit, sizeof limit, "%" PRId64, f->limit);
    const struct place places[] = {
        {"found", text_of(f->found)},
        {"expected", text_of(f->expected ? in_tongue(tongue, f->expected) : "")},
        {"limit", {limit, (size_t)len}},
    };
    return text_of(say(a, tongue, sentence, ARRAY_LEN(places), places));
}

static struct text where_it_is(struct arena *a, const struct cond_fault *f, enum tongue tongue)
{
    if (f->path[0])
        return text_of(f->path);
    return text_of(say_number(a, tongue, N_("character {n}"), f->place.at + 1));
}

void cond_fault_say(const struct cond_fault *fault, enum tongue tongue, struct why *why)
{
    struct arena a;
    arena_init(&a);
    const struct place places[] = {
        {"where", where_it_is(&a, fault, tongue)},
        {"what", what_is_wrong(&a, fault, tongue)},
        {"nearest", text_of(fault->nearest)},
    };
    const char *form =
        fault->nearest[0] ? N_("{where}: {what}; is {nearest} meant?") : N_("{where}: {what}");
    why_say(why, E_INVALID, "%s", say(&a, tongue, form, ARRAY_LEN(places), places));
    arena_release(&a);
}
