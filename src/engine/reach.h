#pragma once
/* reach -- whom a page is about: everybody, those at home in an organisation or below it, those
 * whom somebody manages, or a list.  What may be seen of it is the database's to say
 * (platform/scope.h). */
#include "base/arena.h"
#include "base/value.h"
#include "engine/snapshot.h"

enum reach_kind {
    REACH_ALL,    /* everybody */
    REACH_PLACES, /* at home in places first .. last */
    REACH_ROWS    /* these rows, ascending, none twice */
};

/* Good as long as the snapshot, and the arena that it was made with, are there. */
struct reach {
    enum reach_kind kind;
    uint32_t first, last;
    const uint32_t *rows;
    size_t len;
};

struct reach reach_all(void);
struct reach reach_nobody(void);
/* At home in the organisation or below; nobody where it is not known. */
struct reach reach_org(const struct snapshot *s, int32_t org_id);
struct reach reach_managed(const struct snapshot *s, int32_t staff_id);    /* as main manager */
struct reach reach_co_managed(const struct snapshot *s, int32_t staff_id); /* beside the main one */
/* Both. */
struct reach reach_own(const struct snapshot *s, int32_t staff_id, struct arena *a);
/* Targets without a manager at home there, not gone. */
struct reach reach_unassigned(const struct snapshot *s, int32_t org_id, struct arena *a);
/* Those of these customers that there are. */
struct reach reach_ids(const struct snapshot *s, struct int8s customer_ids, struct arena *a);
/* The customers in these rows, in their order. */
struct int8s rows_ids(const uint32_t *rows, size_t len, struct arena *a);
/* Those of 'rows' (REACH_ROWS) who are in 'within' too. */
struct reach reach_both(const struct snapshot *s, const struct reach *rows,
                        const struct reach *within, struct arena *a);

bool reach_has(const struct snapshot *s, const struct reach *reach, uint32_t row);
/* How many rows at most, the gone ones too. */
size_t reach_size(const struct snapshot *s, const struct reach *reach);
