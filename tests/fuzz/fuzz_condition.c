/* Conditions.  The first byte says whether the rest is text or JSON; what is taken comes back from
 * its text and from its JSON, and what is refused has a place and a sentence. */
#include "fuzz.h"

#include "cond/contradictions.h"

static size_t characters(struct text t)
{
    size_t count = 0;
    for (size_t i = 0; i < t.len; i++)
        count += ((unsigned char)t.ptr[i] & 0xC0) != 0x80;
    return count;
}

static void check_refused(const struct cond_fault *fault, struct text t, bool json)
{
    struct why why;
    MUST(fault->kind != COND_FAULTLESS);
    MUST(json || (size_t)fault->place.at + fault->place.len <= characters(t));
    MUST(!json == (fault->path[0] == 0));
    for (enum tongue tongue = 0; tongue < TONGUE_COUNT; tongue++) {
        cond_fault_say(fault, tongue, &why);
        MUST(why.text[0]);
    }
}

static void check_taken(struct arena *a, const struct cond *c)
{
    struct cond_fault fault;
    const struct cond *again;
    MUST(cond_check(c, &fault) == OK);
    struct text text = cond_text(a, c), json = cond_to_json(a, c);
    MUST(cond_parse(a, text, &again, &fault) == OK && cond_equal(c, again));
    MUST(text_equal(text, cond_text(a, again)));
    MUST(cond_from_json(a, json, &again, &fault) == OK && cond_equal(c, again));
    const struct cond_finding *findings;
    size_t len = cond_contradictions(a, c, NULL, &findings);
    for (size_t i = 0; i < len; i++) {
        struct why why;
        cond_finding_say(&findings[i], ENGLISH, &why);
        MUST(why.text[0]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct arena a;
    struct cond_fault fault;
    const struct cond *c;
    bool json = data[0] & 1;
    struct text t = fuzz_text(data + 1, size - 1);
    arena_init(&a);
    rc r = json ? cond_from_json(&a, t, &c, &fault) : cond_parse(&a, t, &c, &fault);
    if (r == OK)
        check_taken(&a, c);
    else
        check_refused(&fault, t, json);
    arena_release(&a);
    return 0;
}
