#pragma once
/* Private to snapshots: the sets of members that they share (live_sets.c). */
#include "engine/snapshot_make.h"

struct live_sets *live_sets_none(void);
void live_sets_cut(struct snapshot *s); /* sets s->sets from its parts */
size_t live_sets_bytes(const struct live_sets *l);
