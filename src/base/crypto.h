#pragma once
/* crypto -- the bank's keys, and what is done with them: the only place that knows a cipher.
 *
 * A sensitive value (certificate, phone, address, account or card number) is stored twice: sealed,
 * so that it can be read again, and hashed with a secret key, so that it can be found.  The keys
 * lie in files outside the database, in a directory of their own:
 *
 *     hash.key                   16 bytes, made once, never changed: all hashes depend on it
 *     seal-001.key, seal-002.key 32 bytes each; the newest seals, every one of them unseals
 *
 * Old sealing keys are never deleted (the audit chain keeps what they sealed for ever), so the
 * numbers run from 1 without a gap.  The directory is made as a whole by one rename: a file that is
 * missing was lost, and no new key is made in its place.
 *
 * A struct keys never changes after it was opened; any number of threads may use it. */
#include "base/hash.h"
#include "base/text.h"
#include "base/why.h"

struct keys;

/* What a sealed value is longer than its plain one: number of the key, nonce, tag. */
enum { SEAL_OVERHEAD = 1 + 24 + 16, KEYS_FINGERPRINT_LEN = 16 };

struct keys_fingerprint {
    char text[KEYS_FINGERPRINT_LEN + 1]; /* 16 hexadecimal digits */
};

/* Loads the keys of 'dir'; where there is no such directory, or an empty one, makes new ones (the
 * directory above must exist).  E_UNAVAILABLE: a key is missing, short, not readable or could be
 * read or changed by others.  The caller owns *ret_keys (keys_close). */
MUST_USE rc keys_open(const char *dir, struct keys **ret_keys, struct why *why);

/* The same, but never makes keys: E_NOT_FOUND where there are none. */
MUST_USE rc keys_load(const char *dir, struct keys **ret_keys, struct why *why);

struct keys *keys_close(struct keys *keys); /* wipes them; NULL is fine; returns NULL */

/* Adds a new sealing key to 'dir'.  Programs that have the keys open go on with the old one. */
MUST_USE rc keys_rotate(const char *dir, struct why *why);

/* Names the keys without giving them away; rotating does not change it.  The database stores it,
 * and keys_check compares: E_REFUSED where the database was written with other keys. */
struct keys_fingerprint keys_fingerprint(const struct keys *keys);
MUST_USE rc keys_check(const struct keys *keys, struct text stored, struct why *why);

uint64_t random_number(void); /* that nobody can guess */

int keys_newest(const struct keys *keys); /* number of the key that seals */

/* For rooms that make many hashes (the intake's threads); owned by 'keys'. */
const struct hash_key *keys_hash_key(const struct keys *keys);
struct hash128 keys_hash(const struct keys *keys, struct text value);

/* Seals with the newest key; belongs to one thread.  Each sealer draws its own 16 random bytes,
 * from which the key of its values follows; the other eight bytes of the nonce count them. */
struct sealer;
struct sealer *sealer_open(const struct keys *keys); /* 'keys' must outlive it */
struct sealer *sealer_close(struct sealer *sealer);  /* NULL is fine; returns NULL */

/* Appends the sealed form of 'plain' (len + SEAL_OVERHEAD bytes, different each time). */
void seal(struct sealer *sealer, struct text plain, struct buf *out);

/* Appends what was sealed.  E_INVALID: it is not a sealed value, or was changed; E_UNAVAILABLE: it
 * was sealed with a key that is not there.  'out' is untouched on failure. */
MUST_USE rc unseal(const struct keys *keys, struct text sealed, struct buf *out, struct why *why);

int sealed_number(struct text sealed); /* number of the key that sealed it; 0 where it is none */
