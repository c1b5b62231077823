/* Definitions of reports: what is taken comes back from its address and means the same, and can be
 * told; what is refused has an input and a sentence, in every tongue. */
#include "fuzz.h"

#include "analysis/report/report.h"

static void check_refused(struct arena *a, struct text t)
{
    for (enum tongue tongue = 0; tongue < TONGUE_COUNT; tongue++) {
        struct report_fault fault = {NULL, NULL};
        const struct report *r;
        MUST(report_from_address(a, tongue, t, &r, &fault) == E_INVALID);
        MUST(fault.input && fault.input[0] && fault.said && fault.said[0]);
        MUST(text_is_utf8(text_of(fault.said)));
    }
}

static void check_taken(struct arena *a, const struct report *r)
{
    struct report_fault fault;
    const struct report *again;
    struct text address = report_address(a, r);
    MUST(report_from_address(a, ENGLISH, address, &again, &fault) == OK);
    MUST(report_equal(r, again));
    MUST(text_equal(address, report_address(a, again)));
    for (enum tongue tongue = 0; tongue < TONGUE_COUNT; tongue++)
        MUST(report_told(a, tongue, r).len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct report_fault fault;
    const struct report *r;
    struct text t = fuzz_text(data, size);
    arena_init(&a);
    if (report_from_address(&a, ENGLISH, t, &r, &fault) == OK)
        check_taken(&a, r);
    else
        check_refused(&a, t);
    arena_release(&a);
    return 0;
}
