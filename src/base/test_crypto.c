#include "base/test.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crypto.h"

struct place {
    char base[64];
    char dir[96];
    char file[128];
};

static struct place make_place(void)
{
    struct place p = {.base = "/tmp/guanhu-keys-XXXXXX"};
    assert_non_null(mkdtemp(p.base));
    snprintf(p.dir, sizeof p.dir, "%s/keys", p.base);
    return p;
}

static const char *in(struct place *p, const char *name)
{
    snprintf(p->file, sizeof p->file, "%s/%s", p->dir, name);
    return p->file;
}

static void remove_place(struct place *p)
{
    static const char *const names[] = {"hash.key", "seal-001.key", "seal-002.key", "seal-003.key"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        unlink(in(p, names[i]));
    rmdir(p->dir);
    assert_int_equal(rmdir(p->base), 0); /* nothing half-made was left beside the keys */
}

static struct keys *open_keys(const char *dir)
{
    struct why why = {""};
    struct keys *keys = NULL;
    rc r = keys_open(dir, &keys, &why);
    if (r != OK)
        fail_msg("%s", why.text);
    return keys;
}

static void write_bytes(const char *path, const char *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
    close(fd);
}

static void expect_failure(struct place *p, rc wanted, const char *text)
{
    struct why why = {""};
    struct keys *keys = NULL;
    CHECK_RC(keys_open(p->dir, &keys, &why), wanted);
    assert_null(keys);
    if (!strstr(why.text, text))
        fail_msg("\"%s\" is not in: %s", text, why.text);
}

TEST(keys_are_made_once_and_found_again)
{
    struct place p = make_place();
    struct keys *first = NULL, *second;
    struct stat st;

    CHECK_RC(keys_load(p.dir, &first, NULL), E_NOT_FOUND);
    first = open_keys(p.dir);
    second = open_keys(p.dir);
    CHECK(hash128_equal(keys_hash(first, TEXT("x")), keys_hash(second, TEXT("x"))));
    CHECK(!hash128_equal(keys_hash(first, TEXT("x")), keys_hash(first, TEXT("y"))));
    CHECK_TEXT(keys_fingerprint(first).text, keys_fingerprint(second).text);
    CHECK_INT(strlen(keys_fingerprint(first).text), 16);
    CHECK_INT(stat(in(&p, "hash.key"), &st), 0);
    CHECK_INT(st.st_mode & 07777, 0600);
    CHECK_INT(st.st_size, 16);
    CHECK_INT(stat(in(&p, "seal-001.key"), &st), 0);
    CHECK_INT(st.st_mode & 07777, 0600);
    CHECK_INT(st.st_size, 32);
    keys_close(first);
    keys_close(second);
    remove_place(&p);
}

TEST(an_empty_directory_gets_keys)
{
    struct place p = make_place();
    CHECK_INT(mkdir(p.dir, 0700), 0);
    keys_close(open_keys(p.dir));
    remove_place(&p);
}

/* Twice by one sealer; the second is kept. */
static void seal_once(const struct keys *keys, struct text plain, struct buf *out)
{
    struct buf first;
    buf_init(&first);
    struct sealer *sealer = sealer_open(keys);
    seal(sealer, plain, &first);
    seal(sealer, plain, out);
    CHECK(memcmp(first.bytes, out->bytes + out->len - first.len, first.len) != 0);
    sealer_close(sealer);
    buf_release(&first);
}

TEST(what_is_sealed_comes_out_again)
{
    struct place p = make_place();
    struct keys *keys = open_keys(p.dir);
    struct buf sealed, plain;
    char text[300];
    memset(text, 'q', sizeof text);
    buf_init(&sealed);
    buf_init(&plain);
    for (size_t len = 0; len <= sizeof text; len += 25) {
        buf_clear(&sealed);
        buf_clear(&plain);
        buf_add_text(&sealed, "before"); /* both append */
        buf_add_text(&plain, "before");
        seal_once(keys, (struct text){text, len}, &sealed);
        CHECK_INT(sealed.len, 6 + len + SEAL_OVERHEAD);
        struct text value = {sealed.bytes + 6, sealed.len - 6};
        CHECK_INT(sealed_number(value), 1);
        CHECK_OK(unseal(keys, value, &plain, NULL));
        CHECK_INT(plain.len, 6 + len);
        CHECK(memcmp(plain.bytes + 6, text, len) == 0);
    }
    buf_release(&sealed);
    buf_release(&plain);
    keys_close(keys);
    remove_place(&p);
}

TEST(the_same_value_is_sealed_differently_each_time)
{
    struct place p = make_place();
    struct keys *keys = open_keys(p.dir);
    struct buf a, b;
    buf_init(&a);
    buf_init(&b);
    seal_once(keys, TEXT("330106197001011234"), &a);
    seal_once(keys, TEXT("330106197001011234"), &b);
    CHECK(!text_equal(buf_text(&a), buf_text(&b)));
    buf_release(&a);
    buf_release(&b);
    keys_close(keys);
    remove_place(&p);
}

TEST(any_changed_bit_is_noticed)
{
    struct place p = make_place();
    struct keys *keys = open_keys(p.dir);
    struct buf sealed, plain;
    buf_init(&sealed);
    buf_init(&plain);
    seal_once(keys, TEXT("13800000001"), &sealed);
    for (size_t bit = 0; bit < sealed.len * 8; bit++) {
        sealed.bytes[bit / 8] = (char)(sealed.bytes[bit / 8] ^ (1 << bit % 8));
        CHECK(unseal(keys, buf_text(&sealed), &plain, NULL) != OK);
        sealed.bytes[bit / 8] = (char)(sealed.bytes[bit / 8] ^ (1 << bit % 8));
    }
    for (size_t len = 0; len < sealed.len; len++)
        CHECK_RC(unseal(keys, (struct text){sealed.bytes, len}, &plain, NULL), E_INVALID);
    CHECK_INT(plain.len, 0);
    CHECK_OK(unseal(keys, buf_text(&sealed), &plain, NULL));
    buf_release(&sealed);
    buf_release(&plain);
    keys_close(keys);
    remove_place(&p);
}

TEST(rotated_keys_read_what_the_old_ones_sealed)
{
    struct place p = make_place();
    struct keys *old = open_keys(p.dir), *new;
    struct buf before, after, plain;
    buf_init(&before);
    buf_init(&after);
    buf_init(&plain);
    seal_once(old, TEXT("one"), &before);
    CHECK_OK(keys_rotate(p.dir, NULL));
    new = open_keys(p.dir);
    CHECK_INT(keys_newest(new), 2);
    seal_once(new, TEXT("two"), &after);
    CHECK_INT(sealed_number(buf_text(&after)), 2);
    CHECK_OK(unseal(new, buf_text(&before), &plain, NULL));
    CHECK_OK(unseal(new, buf_text(&after), &plain, NULL));
    CHECK(text_is(buf_text(&plain), "onetwo"));
    CHECK_RC(unseal(old, buf_text(&after), &plain, NULL), E_UNAVAILABLE);
    CHECK_TEXT(keys_fingerprint(old).text, keys_fingerprint(new).text);
    CHECK(hash128_equal(keys_hash(old, TEXT("x")), keys_hash(new, TEXT("x"))));
    buf_release(&before);
    buf_release(&after);
    buf_release(&plain);
    keys_close(old);
    keys_close(new);
    remove_place(&p);
}

TEST(other_keys_are_refused)
{
    struct place p = make_place(), q = make_place();
    struct keys *mine = open_keys(p.dir), *others = open_keys(q.dir);
    struct keys_fingerprint stored = keys_fingerprint(mine);
    struct why why = {""};
    CHECK_OK(keys_check(mine, text_of(stored.text), &why));
    CHECK_RC(keys_check(others, text_of(stored.text), &why), E_REFUSED);
    CHECK(strstr(why.text, stored.text));
    keys_close(mine);
    keys_close(others);
    remove_place(&p);
    remove_place(&q);
}

TEST(bad_key_files_are_named)
{
    struct place p = make_place();
    keys_close(open_keys(p.dir));

    write_bytes(in(&p, "hash.key"), "short", 5);
    expect_failure(&p, E_UNAVAILABLE, "hash.key: is damaged");
    write_bytes(in(&p, "hash.key"), "seventeen bytes ..", 17);
    expect_failure(&p, E_UNAVAILABLE, "hash.key: is damaged");
    write_bytes(in(&p, "hash.key"), "sixteen bytes ..", 16);
    CHECK_INT(chmod(in(&p, "hash.key"), 0640), 0);
    expect_failure(&p, E_UNAVAILABLE, "other users may read or change it (mode 0640)");
    CHECK_INT(chmod(in(&p, "hash.key"), 0600), 0);
    CHECK_INT(chmod(p.dir, 0777), 0);
    expect_failure(&p, E_UNAVAILABLE, "/keys: other users may read or change it");
    CHECK_INT(chmod(p.dir, 0700), 0);
    CHECK_INT(unlink(in(&p, "seal-001.key")), 0);
    expect_failure(&p, E_UNAVAILABLE, "seal-001.key: is missing");
    CHECK_INT(symlink("hash.key", in(&p, "seal-001.key")), 0);
    expect_failure(&p, E_UNAVAILABLE, "seal-001.key: cannot be opened");
    CHECK_INT(unlink(in(&p, "hash.key")), 0);
    expect_failure(&p, E_UNAVAILABLE, "hash.key: is missing");
    remove_place(&p);
}

TEST(no_keys_are_made_among_other_files)
{
    struct place p = make_place();
    CHECK_INT(mkdir(p.dir, 0700), 0);
    write_bytes(in(&p, "seal-002.key"), "x", 1);
    expect_failure(&p, E_UNAVAILABLE, "holds other files but no keys");
    remove_place(&p);
}

TEST(no_keys_without_a_directory_for_them)
{
    struct place p = make_place();
    CHECK_INT(rmdir(p.base), 0);
    expect_failure(&p, E_UNAVAILABLE, p.base);
}

/* As another user, whom neither the keys nor their directory belong to. */
TEST(keys_of_another_user_are_refused)
{
    if (geteuid() != 0)
        skip();
    struct place p = make_place();
    keys_close(open_keys(p.dir));
    CHECK_INT(chmod(p.base, 0755), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct why why = {""};
        struct keys *keys;
        bool good = setuid(65534) == 0 && keys_open(p.dir, &keys, &why) == E_UNAVAILABLE &&
                    strstr(why.text, "belongs to another user");
        _exit(good ? 0 : 1);
    }
    int status = 0;
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK_INT(status, 0);
    remove_place(&p);
}

/* Many programs begin at once: they end up with the same keys. */
TEST(keys_are_made_by_one_of_many)
{
    enum { MANY = 8 };
    struct place p = make_place();
    struct keys_fingerprint prints[MANY];
    int pipes[2];
    CHECK_INT(pipe(pipes), 0);
    for (int i = 0; i < MANY; i++)
        if (fork() == 0) {
            struct keys *keys = NULL;
            struct keys_fingerprint print = {""};
            if (keys_open(p.dir, &keys, NULL) == OK)
                print = keys_fingerprint(keys);
            _exit(write(pipes[1], &print, sizeof print) != sizeof print);
        }
    for (int i = 0; i < MANY; i++) {
        CHECK_INT(read(pipes[0], &prints[i], sizeof prints[i]), sizeof prints[i]);
        CHECK_TEXT(prints[i].text, prints[0].text);
        CHECK_INT(strlen(prints[i].text), 16);
    }
    while (wait(NULL) > 0)
        continue;
    close(pipes[0]);
    close(pipes[1]);
    remove_place(&p);
}

TESTS(CASE(keys_are_made_once_and_found_again), CASE(an_empty_directory_gets_keys),
      CASE(what_is_sealed_comes_out_again), CASE(the_same_value_is_sealed_differently_each_time),
      CASE(any_changed_bit_is_noticed), CASE(rotated_keys_read_what_the_old_ones_sealed),
      CASE(other_keys_are_refused), CASE(bad_key_files_are_named),
      CASE(no_keys_are_made_among_other_files), CASE(no_keys_without_a_directory_for_them),
      CASE(keys_of_another_user_are_refused), CASE(keys_are_made_by_one_of_many))
