#pragma once
/* named -- what sets of customers that people name (tags, lists, audiences) have in common: a name
 * that is theirs alone, an owner who alone changes them, who asks for them by that name, their
 * members, their end.
 *
 * A name is what conditions have of a set.  So a set that gets another name takes along whoever
 * asks for it: conditions of audiences and system tags, saved views; and one that is used is
 * deleted only by who says so after having seen by whom.  schema/0022_named_sets.sql is the same in
 * the database. */
#include "cond/condition.h"
#include "web/request.h"

struct named_set {
    struct text name;
    bool is_mine;
};
/* A sort of them. */
struct named_sort {
    enum name_kind kind; /* NAMED_TAG, NAMED_LIST, NAMED_AUDIENCE */
    enum audit_subject subject;
    const char *path;   /* "/tags" */
    const char *title;  /* of the page that deletes one; source texts */
    const char *taken;  /* its name is another's: said at the input "name" */
    const char *others; /* it is not the person's own */
    const char *gone;   /* what is lost with it */
    /* E_NOT_FOUND: there is none, or not for this person. */
    rc (*find)(struct req *r, int64_t id, struct named_set *ret);
};

/* Says what the page is about; E_FORBIDDEN: 'is_mine' is false. */
MUST_USE rc named_own(struct req *r, const struct named_sort *sort, int64_t id, bool is_mine);

/* E_INVALID at "name": another's name is another's, even of a set that this person may not use.
 * 'id': of one that keeps or changes its name; 0: not yet there. */
MUST_USE rc named_check(struct req *r, const struct named_sort *sort, int64_t id, struct text name);

/* Has any set of the sort that name? */
MUST_USE rc named_taken(struct req *r, const struct named_sort *sort, struct text name,
                        bool *ret_taken);

/* Before it is written under the new name: whoever asks for the person's own set asks for it by the
 * new one.  E_INVALID at "name": that would make a condition too long, or somebody asks for it in a
 * way that cannot be carried over. */
MUST_USE rc named_carry(struct req *r, const struct named_sort *sort, int64_t id, struct text was,
                        struct text becomes);

/* Whom the set holds by itself on that day, not opened; nobody, where the person may not use it or
 * it is asked by a condition. */
MUST_USE rc named_members(struct req *r, int64_t id, day on_day, struct int8s *ret_members);

/* GET and POST of PATH/{id}/delete, both with these inputs.  Where it is used, 'although' must be
 * said: else E_INVALID at that input, and the page names by whom. */
struct named_deleting {
    int64_t id;
    bool although;
};
/* clang-format off */
#define NAMED_DELETE_INPUTS(id_name)                                                               \
    {{.name = (id_name), .offset = offsetof(struct named_deleting, id), .kind = KIND_ID,           \
      .from_path = true, .required = true, .min = 1, .max = INT64_MAX},                            \
     INPUT_BOOL(struct named_deleting, although, N_("Delete it although it is used"))}
/* clang-format on */
extern const struct page named_delete_page;
MUST_USE rc named_delete_show(struct req *r, const struct named_sort *sort);
MUST_USE rc named_delete(struct req *r, const struct named_sort *sort);
