#pragma once
/* bank -- this installation's database and keys, opened together: what every command stands on.
 *
 * Opening makes and starts the private cluster where no database is configured, brings the schema
 * up to date and makes sure that database and keys belong together.  One struct bank is one
 * connection; it belongs to one thread. */
#include "base/config.h"
#include "base/crypto.h"
#include "db/db.h"

struct bank {
    const struct config *config;
    struct db *db;
    struct keys *keys;
    struct sealer *sealer;
    struct cluster *cluster; /* NULL with a configured database */
};

/* E_UNAVAILABLE: home, database or keys cannot be used; E_REFUSED: the database is newer than this
 * program, or belongs to other keys.  'config' must outlive the bank; the caller owns *ret_bank. */
MUST_USE rc bank_open(const struct config *config, struct bank *ret_bank, struct why *why);
void bank_close(struct bank *bank);

/* The same bank for another thread: connection and sealer are its own.  'bank' must outlive it; the
 * caller owns *ret_bank (bank_part). */
MUST_USE rc bank_join(const struct bank *bank, struct bank *ret_bank, struct why *why);
void bank_part(struct bank *bank);

/* Another connection to the same database (db_close). */
MUST_USE rc bank_connect(const struct bank *bank, struct db **ret_db, struct why *why);

/* Starts the private cluster again where it died; nothing to do with a configured database.  Then
 * lost connections can be opened again.  From any thread, and as slow as a recovery. */
MUST_USE rc bank_revive(const struct bank *bank, struct why *why);

struct hash128 bank_hash(const struct bank *bank, struct text value);
