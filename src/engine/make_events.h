#pragma once
/* Private to the making of snapshots: how their events come into being (make_events.c).  A maker
 * belongs to one thread, which may be another one than that of the rest of the snapshot. */
#include "engine/snapshot_make.h"

struct event_part *event_part_unref(struct event_part *e); /* NULL is fine; returns NULL */
const struct events *event_part_view(const struct event_part *e);
const struct terms *event_part_objects(const struct event_part *e);
size_t event_part_bytes(const struct event_part *e);

struct events_maker *events_maker_new(day d, uint32_t count, const struct event_part *before);
void events_maker_free(struct events_maker *m); /* NULL is fine */
bool events_maker_act(struct events_maker *m, const struct act_fact *f);
bool events_maker_txn(struct events_maker *m, const struct txn_fact *f);
struct event_part *events_made(struct events_maker *m); /* frees the maker */

/* Brings the column on from that of the events before; NULL: from one of NO_DAY. */
void event_part_last_logins(const struct event_part *e, const struct event_part *before, day *last);
