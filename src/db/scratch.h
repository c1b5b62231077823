#pragma once
/* scratch -- a database for the tests of any room: fresh, small, and gone with the test program.
 *
 *     struct scratch *s = scratch_start();
 *     struct db *db = scratch_db(s);
 *     ...
 *     db_close(db);
 *     scratch_stop(s);
 *
 * The server lies in a temporary directory of its own and is interrupted by the kernel when the
 * thread that started it ends, however the program dies. */
#include "db/db.h"

struct scratch;

/* Starts the server; on failure prints why and ends the program with 1. */
struct scratch *scratch_start(void);
struct scratch *scratch_stop(struct scratch *s); /* NULL is fine; returns NULL */

const char *scratch_conninfo(const struct scratch *s);
const char *scratch_conninfo_super(const struct scratch *s);

struct db *scratch_db(const struct scratch *s);       /* another connection, as the owner */
struct db *scratch_db_super(const struct scratch *s); /* as the superuser */
