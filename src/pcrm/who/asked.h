#pragma once
/* asked -- private to src/pcrm/who: from what was typed to what can be evaluated. */
#include "pcrm/who/who.h"

struct asked_who {
    struct who who; /* cond NULL: nothing was asked, or it is faulty */
    struct cond_fault fault;
    const char *said; /* the fault in words; NULL: none */
    const struct evaluate_bank *bank;
    enum name_kind kind; /* what it is the condition of, as in struct stander */
    int64_t id;
};

/* From text or, where there is some, from JSON.  OK with 'said' where it is faulty. */
MUST_USE rc asked_read(const struct asker *asker, struct text typed, struct text tree,
                       struct asked_who *ret);

/* Of which bank: who stands for the system tags and daily audiences that a condition names. */
struct stander {
    struct names names;  /* first: names_products is given the whole */
    enum name_kind kind; /* of 'id' */
    int64_t id;          /* itself: it must not lead here; 0: any may */
    bool leads_back;
    unsigned asked;
};
rc stands_for(void *with, enum name_kind kind, int64_t id, struct arena *a,
              const struct cond **ret);

extern const struct inputs names_in, fields_in;
extern const char names_answer[], fields_answer[]; /* JSON Schema */
MUST_USE rc names_show(struct req *r);
MUST_USE rc fields_show(struct req *r);
