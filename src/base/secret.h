#pragma once
/* secret -- what people and browsers prove themselves with: passwords, one-time passwords, tokens.
 *
 * Of a password only its argon2id form is kept, of a token only its digest: neither can be turned
 * back.  Everything here may be called by any thread. */
#include "base/text.h"
#include "base/why.h"

/* How much a guess costs.  'passes' over 'memory' bytes; SECRET_COST_NORMAL takes 64 MiB and about
 * 60 ms of a core. */
struct secret_cost {
    uint64_t passes;
    size_t memory;
};
extern const struct secret_cost SECRET_COST_NORMAL;
extern const struct secret_cost SECRET_COST_LEAST; /* for tests only */

enum {
    PASSWORD_HASH_SIZE = 128, /* with its salt, its cost and the final NUL */
    PASSWORD_BYTES_MOST = 256,
    TOKEN_LEN = 43, /* 32 random bytes as base64 for addresses */
    TOKEN_DIGEST_SIZE = 32,
    ONE_TIME_LEN = 14 /* "k7mq-x2ha-9dfw" */
};

struct password_hash {
    char text[PASSWORD_HASH_SIZE];
};
struct token {
    char text[TOKEN_LEN + 1];
};
struct token_digest {
    unsigned char bytes[TOKEN_DIGEST_SIZE];
};
struct one_time {
    char text[ONE_TIME_LEN + 1];
};

/* E_BUSY: the memory is not to be had just now. */
MUST_USE rc password_hash(struct text password, struct secret_cost cost,
                          struct password_hash *ret_hash, struct why *why);

/* Takes as long as password_hash with the cost that the hash was made with. */
bool password_matches(struct text hash, struct text password);

/* Twelve characters that nobody mixes up (no 0 o 1 i l), 59 bits. */
struct one_time one_time_new(void);

struct token token_new(void);

/* What is stored of a token and finds it.  false: the text cannot be a token. */
bool token_digest_of(struct text token, struct token_digest *ret_digest);
static inline struct text token_digest_bytes(const struct token_digest *d) /* in 'd' */
{
    return (struct text){(const char *)d->bytes, sizeof d->bytes};
}

/* Another token that only the holder of 'token' (or its digest's computer, us) can make: the same
 * for the same purpose, worthless for any other. */
struct token token_derive(struct text token, const char *purpose);

bool secret_equal(struct text a, struct text b); /* in a time that tells nothing of where */
void secret_wipe(void *bytes, size_t size);      /* overwrites for certain */
