#include "base/secret.h"

#include <sodium.h>

/* Latin letters and digits without those that look alike. */
static const char letters[] = "23456789abcdefghjkmnpqrstuvwxyz";
enum { GROUP = 4, ENCODING = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "room for a hash");
static_assert(sodium_base64_ENCODED_LEN(TOKEN_DIGEST_SIZE, ENCODING) == TOKEN_LEN + 1,
              "32 bytes are 43 characters");

const struct secret_cost SECRET_COST_NORMAL = {crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                               crypto_pwhash_MEMLIMIT_INTERACTIVE};
const struct secret_cost SECRET_COST_LEAST = {crypto_pwhash_OPSLIMIT_MIN,
                                              crypto_pwhash_MEMLIMIT_MIN};

rc password_hash(struct text password, struct secret_cost cost, struct password_hash *ret_hash,
                 struct why *why)
{
    struct password_hash hash = {{0}};
    if (sodium_init() < 0)
        return why_say(why, E_INTERNAL, "the cipher library cannot be started");
    if (crypto_pwhash_str_alg(hash.text, password.ptr, password.len, cost.passes, cost.memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return why_say(why, E_BUSY,
                       "there is not enough memory to check a password just now: "
                       "try again in a moment");
    *ret_hash = hash;
    return OK;
}

bool password_matches(struct text hash, struct text password)
{
    char ended[PASSWORD_HASH_SIZE];
    if (hash.len >= sizeof ended || sodium_init() < 0)
        return false;
    memcpy(ended, hash.ptr, hash.len);
    ended[hash.len] = '\0';
    return crypto_pwhash_str_verify(ended, password.ptr, password.len) == 0;
}

struct one_time one_time_new(void)
{
    struct one_time one;
    if (sodium_init() < 0)
        abort();
    for (uint32_t i = 0; i < ONE_TIME_LEN; i++)
        one.text[i] = (i + 1) % (GROUP + 1) == 0
                          ? '-'
                          : letters[randombytes_uniform((uint32_t)sizeof letters - 1)];
    one.text[ONE_TIME_LEN] = '\0';
    return one;
}

static struct token encode(const unsigned char *bytes)
{
    struct token t;
    sodium_bin2base64(t.text, sizeof t.text, bytes, TOKEN_DIGEST_SIZE, ENCODING);
    return t;
}

struct token token_new(void)
{
    unsigned char bytes[TOKEN_DIGEST_SIZE];
    if (sodium_init() < 0)
        abort();
    randombytes_buf(bytes, sizeof bytes);
    struct token t = encode(bytes);
    sodium_memzero(bytes, sizeof bytes);
    return t;
}

bool token_digest_of(struct text token, struct token_digest *ret_digest)
{
    unsigned char bytes[TOKEN_DIGEST_SIZE];
    size_t len = 0;
    if (token.len != TOKEN_LEN ||
        sodium_base642bin(bytes, sizeof bytes, token.ptr, token.len, NULL, &len, NULL, ENCODING) ||
        len != sizeof bytes)
        return false;
    crypto_generichash(ret_digest->bytes, sizeof ret_digest->bytes, bytes, sizeof bytes, NULL, 0);
    sodium_memzero(bytes, sizeof bytes);
    return true;
}

struct token token_derive(struct text token, const char *purpose)
{
    unsigned char digest[TOKEN_DIGEST_SIZE];
    assert(token.len >= crypto_generichash_KEYBYTES_MIN &&
           token.len <= crypto_generichash_KEYBYTES_MAX);
    crypto_generichash(digest, sizeof digest, (const unsigned char *)purpose, strlen(purpose),
                       (const unsigned char *)token.ptr, token.len);
    return encode(digest);
}

bool secret_equal(struct text a, struct text b)
{
    return a.len == b.len && (a.len == 0 || sodium_memcmp(a.ptr, b.ptr, a.len) == 0);
}

void secret_wipe(void *bytes, size_t size)
{
    sodium_memzero(bytes, size);
}
