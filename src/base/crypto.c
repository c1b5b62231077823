#include "base/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

enum {
    HASH_KEY_SIZE = 16,
    SEAL_KEY_SIZE = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_SIZE = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    MOST_KEYS = 255, /* the number is one byte, and 0 is none */
    PATH_SIZE = 4096
};
static_assert(SEAL_OVERHEAD == 1 + NONCE_SIZE + TAG_SIZE, "the length of a sealed value");

struct keys {
    struct hash_key hash;
    int newest;
    unsigned char seal[MOST_KEYS + 1][SEAL_KEY_SIZE]; /* by number */
};

/* ---- files ---- */

struct path {
    char text[PATH_SIZE];
};

static struct path path_of(const char *dir, const char *name)
{
    struct path path;
    int len = snprintf(path.text, sizeof path.text, "%s/%s", dir, name);
    assert(len >= 0 && (size_t)len < sizeof path.text); /* 'dir' leaves room for the name */
    return path;
}

static struct path seal_path(const char *dir, int number)
{
    char name[32];
    snprintf(name, sizeof name, "seal-%03d.key", number);
    return path_of(dir, name);
}

static bool exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 || errno != ENOENT;
}

/* Only its owner may read a key, and the owner must be us; root may use anybody's. */
static rc check_owner(const char *path, const struct stat *st, mode_t forbidden, struct why *why)
{
    uid_t me = geteuid();
    if (st->st_uid != me && me != 0)
        return why_say(why, E_UNAVAILABLE,
                       "%s: belongs to another user (number %u): run guanhu as "
                       "that user, or give the file to yours",
                       path, (unsigned)st->st_uid);
    if (st->st_mode & forbidden)
        return why_say(why, E_UNAVAILABLE,
                       "%s: other users may read or change it (mode %04o): "
                       "take that away (chmod go= %s)",
                       path, (unsigned)st->st_mode & 07777, path);
    return OK;
}

static rc read_exactly(int fd, const char *path, unsigned char *bytes, size_t size, struct why *why)
{
    unsigned char more;
    size_t len = 0;
    while (len < size) {
        ssize_t got = read(fd, bytes + len, size - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return why_say(why, E_UNAVAILABLE, "%s: cannot be read: %s", path, strerror(errno));
        if (got == 0)
            break;
        len += (size_t)got;
    }
    if (len < size || read(fd, &more, 1) != 0)
        return why_say(why, E_UNAVAILABLE,
                       "%s: is damaged, a key of %zu bytes is expected: restore "
                       "it from its backup",
                       path, size);
    return OK;
}

static rc read_key(const char *path, unsigned char *bytes, size_t size, struct why *why)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT)
        return why_say(why, E_UNAVAILABLE, "%s: is missing: restore it from its backup", path);
    if (fd < 0)
        return why_say(why, E_UNAVAILABLE, "%s: cannot be opened: %s", path, strerror(errno));
    rc r = OK;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        r = why_say(why, E_UNAVAILABLE, "%s: is not a plain file", path);
    if (r == OK)
        r = check_owner(path, &st, 077, why);
    if (r == OK)
        r = read_exactly(fd, path, bytes, size, why);
    close(fd);
    return r;
}

static rc sync_dir(const char *path, struct why *why)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    int error = errno;
    if (fd >= 0)
        close(fd);
    return good ? OK
                : why_say(why, E_UNAVAILABLE, "%s: cannot be written: %s", path, strerror(error));
}

static bool write_all(int fd, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t put = write(fd, bytes, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes += put;
        size -= (size_t)put;
    }
    return true;
}

/* Writes a new random key to a new file, and to the disk. */
static rc make_key(const char *path, size_t size, struct why *why)
{
    unsigned char bytes[SEAL_KEY_SIZE];
    assert(size <= sizeof bytes);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return why_say(why, E_UNAVAILABLE, "%s: cannot be made: %s", path, strerror(errno));
    randombytes_buf(bytes, size);
    bool good = write_all(fd, bytes, size) && fsync(fd) == 0;
    int error = errno;
    sodium_memzero(bytes, sizeof bytes);
    close(fd);
    return good ? OK
                : why_say(why, E_UNAVAILABLE, "%s: cannot be written: %s", path, strerror(error));
}

/* ---- making keys ---- */

static struct path parent_of(const char *dir)
{
    struct path parent;
    snprintf(parent.text, sizeof parent.text, "%s", dir);
    size_t len = strlen(parent.text);
    while (len > 1 && parent.text[len - 1] == '/')
        parent.text[--len] = '\0';
    char *slash = strrchr(parent.text, '/');
    if (!slash)
        return (struct path){"."};
    slash[slash == parent.text] = '\0';
    return parent;
}

static void drop_half_made(const char *dir)
{
    unlink(path_of(dir, "hash.key").text);
    unlink(seal_path(dir, 1).text);
    rmdir(dir);
}

static rc fill_dir(const char *dir, struct why *why)
{
    TRY(make_key(path_of(dir, "hash.key").text, HASH_KEY_SIZE, why));
    TRY(make_key(seal_path(dir, 1).text, SEAL_KEY_SIZE, why));
    return sync_dir(dir, why);
}

/* Makes the directory under another name and renames it: it is there as a whole or not at all.
 * Where somebody else was faster, renaming fails and his keys are the ones. */
static rc make_dir(const char *dir, struct why *why)
{
    struct path parent = parent_of(dir);
    struct path made = path_of(parent.text, ".keys-XXXXXX");
    if (!mkdtemp(made.text))
        return why_say(why, E_UNAVAILABLE, "%s: no keys can be made in it: %s", parent.text,
                       strerror(errno));
    rc r = fill_dir(made.text, why);
    if (r == OK && rename(made.text, dir) != 0 && errno != EEXIST && errno != ENOTEMPTY)
        r = why_say(why, E_UNAVAILABLE, "%s: cannot be made: %s", dir, strerror(errno));
    drop_half_made(made.text);
    return r == OK ? sync_dir(parent.text, why) : r;
}

/* ---- loading ---- */

static rc check_dir(const char *dir, struct why *why)
{
    struct stat st;
    if (stat(dir, &st) != 0 && errno == ENOENT)
        return why_say(why, E_NOT_FOUND, "%s: there are no keys", dir);
    if (stat(dir, &st) != 0)
        return why_say(why, E_UNAVAILABLE, "%s: cannot be opened: %s", dir, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return why_say(why, E_UNAVAILABLE, "%s: is not a directory", dir);
    TRY(check_owner(dir, &st, 022, why));
    if (access(dir, R_OK | X_OK) != 0)
        return why_say(why, E_UNAVAILABLE, "%s: cannot be opened: %s", dir, strerror(errno));
    if (!exists(path_of(dir, "hash.key").text) && !exists(seal_path(dir, 1).text))
        return why_say(why, E_NOT_FOUND, "%s: there are no keys", dir);
    return OK;
}

/* Little-endian, so that the files mean the same on every machine. */
static uint64_t read_word(const unsigned char *bytes)
{
    uint64_t word = 0;
    for (int i = 7; i >= 0; i--)
        word = word << 8 | bytes[i];
    return word;
}

static rc load_files(const char *dir, struct keys *keys, struct why *why)
{
    unsigned char hash[HASH_KEY_SIZE] = {0};
    TRY(read_key(path_of(dir, "hash.key").text, hash, sizeof hash, why));
    keys->hash = (struct hash_key){.k0 = read_word(hash), .k1 = read_word(hash + 8)};
    sodium_memzero(hash, sizeof hash);
    int number = 1;
    do
        TRY(read_key(seal_path(dir, number).text, keys->seal[number], SEAL_KEY_SIZE, why));
    while (number++ < MOST_KEYS && exists(seal_path(dir, number).text));
    keys->newest = number - 1;
    return OK;
}

rc keys_load(const char *dir, struct keys **ret_keys, struct why *why)
{
    if (sodium_init() < 0)
        return why_say(why, E_INTERNAL, "the cipher library cannot be started");
    if (strlen(dir) > PATH_SIZE - 64)
        return why_say(why, E_USAGE, "the name of the directory of the keys is too long");
    TRY(check_dir(dir, why));
    struct keys *keys = sodium_malloc(sizeof *keys); /* apart from other memory, not swapped out */
    if (!keys)
        return why_say(why, E_UNAVAILABLE, "there is no protected memory for the keys");
    memset(keys, 0, sizeof *keys);
    rc r = load_files(dir, keys, why);
    if (r != OK) {
        keys_close(keys);
        return r;
    }
    sodium_mprotect_readonly(keys);
    *ret_keys = keys;
    return OK;
}

rc keys_open(const char *dir, struct keys **ret_keys, struct why *why)
{
    rc r = keys_load(dir, ret_keys, why);
    if (r != E_NOT_FOUND)
        return r;
    TRY(make_dir(dir, why));
    r = keys_load(dir, ret_keys, why);
    return r == E_NOT_FOUND ? why_say(why, E_UNAVAILABLE,
                                      "%s: holds other files but no keys: "
                                      "restore them from their backup, or empty it",
                                      dir)
                            : r;
}

struct keys *keys_close(struct keys *keys)
{
    if (keys)
        sodium_free(keys); /* wipes */
    return NULL;
}

rc keys_rotate(const char *dir, struct why *why)
{
    struct keys *keys = NULL;
    TRY(keys_load(dir, &keys, why));
    assert(keys);
    int number = keys_newest(keys) + 1;
    keys_close(keys);
    if (number > MOST_KEYS)
        return why_say(why, E_REFUSED, "%s: there are %d sealing keys, and no more are possible",
                       dir, MOST_KEYS);
    struct path made = path_of(dir, ".seal-XXXXXX");
    int fd = mkstemp(made.text);
    if (fd < 0)
        return why_say(why, E_UNAVAILABLE, "%s: no key can be made in it: %s", dir,
                       strerror(errno));
    close(fd);
    unlink(made.text); /* only the name was wanted */
    rc r = make_key(made.text, SEAL_KEY_SIZE, why);
    if (r == OK && link(made.text, seal_path(dir, number).text) != 0)
        r = errno == EEXIST
                ? why_say(why, E_CONFLICT, "%s: somebody else added a key meanwhile", dir)
                : why_say(why, E_UNAVAILABLE, "%s: cannot be written: %s", dir, strerror(errno));
    unlink(made.text);
    return r == OK ? sync_dir(dir, why) : r;
}

/* ---- using them ---- */

struct keys_fingerprint keys_fingerprint(const struct keys *keys)
{
    static const char purpose[] = "guanhu keys fingerprint";
    unsigned char digest[crypto_generichash_BYTES_MIN], hash[HASH_KEY_SIZE];
    struct keys_fingerprint print;
    crypto_generichash_state state;
    memset(&state, 0, sizeof state);
    crypto_generichash_init(&state, keys->seal[1], SEAL_KEY_SIZE, sizeof digest);
    crypto_generichash_update(&state, (const unsigned char *)purpose, sizeof purpose);
    for (int i = 0; i < HASH_KEY_SIZE; i++)
        hash[i] = (unsigned char)((i < 8 ? keys->hash.k0 : keys->hash.k1) >> i % 8 * 8);
    crypto_generichash_update(&state, hash, sizeof hash);
    crypto_generichash_final(&state, digest, sizeof digest);
    sodium_bin2hex(print.text, sizeof print.text, digest, KEYS_FINGERPRINT_LEN / 2);
    sodium_memzero(&state, sizeof state);
    sodium_memzero(hash, sizeof hash);
    return print;
}

rc keys_check(const struct keys *keys, struct text stored, struct why *why)
{
    struct keys_fingerprint mine = keys_fingerprint(keys);
    if (text_is(stored, mine.text))
        return OK;
    return why_say(why, E_REFUSED,
                   "the database was written with the keys %.*s, these are %s: restore the "
                   "directory of the keys from its backup",
                   (int)stored.len, stored.ptr, mine.text);
}

int keys_newest(const struct keys *keys)
{
    return keys->newest;
}

const struct hash_key *keys_hash_key(const struct keys *keys)
{
    return &keys->hash;
}

struct hash128 keys_hash(const struct keys *keys, struct text value)
{
    return hash128_of(&keys->hash, value.ptr, value.len);
}

/* XChaCha20-Poly1305 with the first step done once: the key that follows from the first 16 bytes of
 * the nonce stays the same, the last eight count. */
enum { PREFIX_SIZE = crypto_core_hchacha20_INPUTBYTES, COUNT_SIZE = NONCE_SIZE - PREFIX_SIZE };

struct sealer {
    unsigned char number; /* of the key */
    unsigned char prefix[PREFIX_SIZE];
    unsigned char key[crypto_aead_chacha20poly1305_ietf_KEYBYTES];
    uint64_t count;
};
static_assert(sizeof(uint64_t) == COUNT_SIZE, "the count fills the nonce");

struct sealer *sealer_open(const struct keys *keys)
{
    struct sealer *s = sodium_malloc(sizeof *s);
    if (!s) {
        fputs("guanhu: out of memory\n", stderr);
        abort();
    }
    s->number = (unsigned char)keys->newest;
    s->count = 0;
    randombytes_buf(s->prefix, sizeof s->prefix);
    crypto_core_hchacha20(s->key, s->prefix, keys->seal[keys->newest], NULL);
    return s;
}

struct sealer *sealer_close(struct sealer *sealer)
{
    if (sealer)
        sodium_free(sealer); /* wipes */
    return NULL;
}

void seal(struct sealer *sealer, struct text plain, struct buf *out)
{
    unsigned char nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES] = {0};
    unsigned char *to = (unsigned char *)buf_grow(out, plain.len + SEAL_OVERHEAD);
    unsigned char *sealed = to + 1 + NONCE_SIZE;
    to[0] = sealer->number;
    sealer->count++;
    memcpy(to + 1, sealer->prefix, PREFIX_SIZE);
    memcpy(to + 1 + PREFIX_SIZE, &sealer->count, COUNT_SIZE);
    memcpy(nonce + sizeof nonce - COUNT_SIZE, &sealer->count, COUNT_SIZE);
    crypto_aead_chacha20poly1305_ietf_encrypt(sealed, NULL, (const unsigned char *)plain.ptr,
                                              plain.len, to, 1, NULL, nonce, sealer->key);
    out->len += plain.len + SEAL_OVERHEAD;
}

int sealed_number(struct text sealed)
{
    return sealed.len < SEAL_OVERHEAD ? 0 : (unsigned char)sealed.ptr[0];
}

rc unseal(const struct keys *keys, struct text sealed, struct buf *out, struct why *why)
{
    int number = sealed_number(sealed);
    if (number == 0)
        return why_say(why, E_INVALID, "a sealed value is damaged: it is no sealed value");
    if (number > keys->newest)
        return why_say(why, E_UNAVAILABLE,
                       "a value was sealed with the key seal-%03d.key, which is "
                       "missing: restore it from its backup",
                       number);
    const unsigned char *from = (const unsigned char *)sealed.ptr, *nonce = from + 1;
    size_t len = sealed.len - SEAL_OVERHEAD;
    unsigned char *to = (unsigned char *)buf_grow(out, len + 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(to, NULL, NULL, nonce + NONCE_SIZE,
                                                   len + TAG_SIZE, from, 1, nonce,
                                                   keys->seal[number]) != 0)
        return why_say(why, E_INVALID,
                       "a sealed value is damaged: it was changed, or sealed with "
                       "another key");
    out->len += len;
    return OK;
}

uint64_t random_number(void)
{
    uint64_t number;
    randombytes_buf(&number, sizeof number);
    return number;
}
