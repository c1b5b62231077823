#pragma once
/* migrate -- brings the schema of a database up to what this program knows.
 *
 * The numbered files schema/NNNN_name.sql are built into the program.  Each is applied once, in the
 * order of the numbers, in a transaction of its own together with its row in schema_migration; the
 * first one that fails ends the work, and what came before stays.  The numbers run from 0001
 * without gaps.  An advisory lock lets one program at a time do it; the others wait and then find
 * nothing left to do.  A file holds plain statements, no "begin" or "commit".  A file that was
 * applied is never edited again: its checksum is compared. */
#include "base/embedded.h"
#include "db/db.h"

struct migrate_state {
    int applied; /* number of the newest migration in the database; 0: none */
    int known;   /* number of the newest one in this program */
};

/* Applies what is missing.  *ret_from, *ret_to: the newest number before and after; NULL is fine.
 * E_REFUSED: a newer program migrated the database, or an applied file has another text now. */
MUST_USE rc migrate_to_latest(struct db *db, int *ret_from, int *ret_to, struct why *why);

/* The same, up to the migration 'number' (0 to known); E_REFUSED where the database is beyond it.
 */
MUST_USE rc migrate_to(struct db *db, int number, int *ret_from, int *ret_to, struct why *why);

/* Looks only; an empty database has applied = 0. */
MUST_USE rc migrate_state(struct db *db, struct migrate_state *ret_state, struct why *why);

/* What the functions above do, with other files than those of schema/, up to 'number' (below 0: the
 * latest): for tests. */
MUST_USE rc migrate_files(struct db *db, const struct embedded *files, int number, int *ret_from,
                          int *ret_to, struct why *why);
