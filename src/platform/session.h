#pragma once
/* session -- a signed-in browser: found by its token, ended by time, by its owner or by a lock.
 *
 * The limits come from the configuration: idle for session_idle_minutes, or session_hours after
 * the sign-in, the session is over.  When it was last seen is written at most once a minute, so a
 * look costs one prepared query. */
#include "platform/people.h"

struct q_session_list_row; /* platform/people.sql.h: what session_list gives */

/* Whose session it is.  No transaction may be open (it may write).  E_NOT_FOUND: there is none, or
 * it is over; whether it ever was is not told. */
MUST_USE rc session_find(const struct people *p, struct db *db, struct text token, int64_t now,
                         struct arena *a, struct person *ret_person);

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
