#pragma once
/* session -- a signed-in browser: found by its token, ended by time, by its owner or by a lock.
 * Who ends one says so on guanhu_live ("session 17"), so that what it still hears ends with it.
 *
 * The limits come from the configuration: idle for session_idle_minutes, or session_hours after
 * the sign-in, the session is over.  When it was last seen is written at most once a minute, so a
 * look costs one prepared query. */
#include "platform/people.h"

struct q_session_list_row; /* platform/people.sql.h: what session_list gives */

/* Whose session it is.  E_NOT_FOUND: there is none, or it is over; whether it ever was is not told.
 */
MUST_USE rc session_find(const struct people *p, struct db *db, struct text token, int64_t now,
                         struct arena *a, struct person *ret_person);

/* A transaction of somebody who was found before: under the person's scope, which takes hold only
 * if the session is good still and of the same version, so that everything about the person and the
 * newest day are as they were; else the transaction sees nobody.  It costs no message of its own:
 * it is sent with the first query, and 'ret_check' filled then, whose memory is the arena's.
 * 'read': one snapshot, read-only. */
struct session_check;
MUST_USE rc session_begin(const struct people *p, struct db *db, struct text token, int64_t now,
                          const struct person *person, bool read, struct arena *a,
                          struct session_check **ret_check);

/* Within it, before anything of it is shown or committed: did the scope take hold?  Sets
 * person->seen_at anew. */
MUST_USE rc session_still(struct db *db, const struct session_check *check, struct person *person,
                          bool *ret_still);

/* Another version, within the transaction that changes something of struct person: of one of the
 * staff, or of everybody, where a day is published. */
MUST_USE rc session_outdate(struct db *db, int32_t staff_id);
MUST_USE rc session_outdate_all(struct db *db);

/* The persons whom one thread has found lately, by the token.  What it remembers is only good for
 * session_begin, which proves it. */
struct session_memory;
struct session_memory *session_memory_make(void);
void session_memory_free(struct session_memory *m); /* NULL is fine */
bool session_recall(const struct session_memory *m, struct text token, struct arena *a,
                    struct person *ret_person);
void session_remember(struct session_memory *m, struct text token, const struct person *person);
void session_forget(struct session_memory *m, struct text token);
/* Somebody is there: from now on the session is idle.  Writes at most once a minute. */
MUST_USE rc session_seen(struct db *db, const struct person *person, int64_t now);

/* What forms of this session must bring along. */
struct token session_csrf(struct text token);
bool session_csrf_ok(struct text token, struct text given);

/* The sessions of one of the staff that are not over, the last seen first; 'agent' in words
 * (base/agent.h). */
MUST_USE rc session_list(const struct people *p, struct db *db, const struct person *who,
                         int64_t now, struct arena *a, struct q_session_list_row **ret_rows,
                         size_t *ret_count);

/* The last attempts to sign in as one of the staff, likewise. */
struct q_sign_in_list_row;
MUST_USE rc sign_in_list(struct db *db, int32_t staff_id, struct arena *a,
                         struct q_sign_in_list_row **ret_rows, size_t *ret_count);

/* From now on the session sees what that person sees, and changes nothing; 0: ends that. */
MUST_USE rc session_see(struct db *db, int64_t session_id, int32_t staff_id);

/* Ends one session of that person; it is fine when it is over.  session_end_all ends all of them
 * but 'but' (0: all). */
MUST_USE rc session_end(struct db *db, int32_t staff_id, int64_t session_id);
MUST_USE rc session_end_all(struct db *db, int32_t staff_id, int64_t but);

/* Sessions that were last seen, or begun, at or before these are over. */
struct session_since {
    int64_t idle;
    int64_t begun;
};
struct session_since session_since(const struct people *p, int64_t now);
