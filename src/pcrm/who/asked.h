#pragma once
/* asked -- private to src/pcrm/who: from what was typed to what can be evaluated. */
#include "pcrm/who/who.h"

struct asked_who {
    struct who who; /* cond NULL: nothing was asked, or it is faulty */
    struct cond_fault fault;
    const char *said; /* the fault in words; NULL: none */
    const struct evaluate_bank *bank;
};

/* From text or, where there is some, from JSON.  OK with 'said' where it is faulty. */
MUST_USE rc asked_read(struct req *r, struct text typed, struct text tree, struct asked_who *ret);

/* A condition of the same request; E_INVALID: '*ret' says why. */
MUST_USE rc asked_ready(struct req *r, const struct cond *c, struct asked_who *ret);

extern const struct inputs names_in;
MUST_USE rc names_show(struct req *r);
MUST_USE rc fields_show(struct req *r);
