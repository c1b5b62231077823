#include "platform/bank.h"

#include <errno.h>
#include <sys/stat.h>

#include "db/cluster.h"
#include "db/migrate.h"
#include "platform/bank.sql.h"

static rc make_directory(const char *path, struct why *why)
{
    if (mkdir(path, 0755) == 0 || errno == EEXIST)
        return OK;
    return why_say(why, E_UNAVAILABLE, "%s: cannot make the home directory: %s", path,
                   strerror(errno));
}

/* The home and the directories above it. */
static rc make_home(const char *home, struct why *why)
{
    struct arena a;
    arena_init(&a);
    char *path = arena_text(&a, home, strlen(home));
    rc r = OK;
    for (char *at = path + 1; r == OK && *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        r = make_directory(path, why);
        *at = '/';
    }
    if (r == OK)
        r = make_directory(path, why);
    arena_release(&a);
    return r;
}

static rc open_database(struct bank *b, struct why *why)
{
    if (*b->config->database_url == '\0')
        TRY(cluster_enter(b->config->home, &b->cluster, why));
    TRY(bank_connect(b, &b->db, why));
    return migrate_to_latest(b->db, NULL, NULL, why);
}

/* Reads a setting that is made with its first value and compared ever after. */
static rc fixed_setting(struct bank *b, const char *name, const char *value, struct arena *a,
                        struct text *ret_stored)
{
    bool found = false;
    struct q_setting_find_row row;
    TRY(q_setting_add(b->db, text_of(name), text_of(value), NULL));
    TRY(q_setting_find(b->db, a, text_of(name), &row, &found));
    *ret_stored = found ? row.value : (struct text){0};
    return OK;
}

static rc open_keys(struct bank *b, struct arena *a, struct why *why)
{
    const char *dir = arena_printf(a, "%s/keys", b->config->home);
    struct q_setting_find_row row;
    bool made = false;
    rc r = q_setting_find(b->db, a, TEXT("keys"), &row, &made);
    if (r != OK)
        return db_tell(b->db, r, why);

    /* Never new keys beside a database that was written with others. */
    r = made ? keys_load(dir, &b->keys, why) : keys_open(dir, &b->keys, why);
    if (r == E_NOT_FOUND)
        return why_say(why, E_UNAVAILABLE,
                       "%s: the keys of this database are missing: put them back from the backup",
                       dir);
    if (r != OK)
        return r;

    struct keys_fingerprint print = keys_fingerprint(b->keys);
    struct text stored;
    r = fixed_setting(b, "keys", print.text, a, &stored);
    if (r != OK)
        return db_tell(b->db, r, why);
    TRY(keys_check(b->keys, stored, why));
    b->sealer = sealer_open(b->keys);
    return OK;
}

static rc check_currency(struct bank *b, struct arena *a, struct why *why)
{
    struct text stored;
    rc r = fixed_setting(b, "base_currency", b->config->base_currency, a, &stored);
    if (r != OK)
        return db_tell(b->db, r, why);
    if (text_is(stored, b->config->base_currency))
        return OK;
    return why_say(why, E_USAGE,
                   "base_currency: this database counts in %.*s, not in %s: correct the "
                   "configuration",
                   (int)stored.len, stored.ptr, b->config->base_currency);
}

rc bank_open(const struct config *config, struct bank *ret_bank, struct why *why)
{
    struct bank b = {.config = config};
    struct arena a;
    arena_init(&a);

    rc r = make_home(config->home, why);
    if (r == OK)
        r = open_database(&b, why);
    if (r == OK)
        r = open_keys(&b, &a, why);
    if (r == OK)
        r = check_currency(&b, &a, why);
    arena_release(&a);
    if (r != OK) {
        bank_close(&b);
        return r;
    }
    *ret_bank = b;
    return OK;
}

void bank_close(struct bank *bank)
{
    bank->db = db_close(bank->db);
    bank->sealer = sealer_close(bank->sealer);
    bank->keys = keys_close(bank->keys);
    /* A server that will not stop is adopted by the next command; nothing is lost. */
    if (bank->cluster && cluster_leave(bank->cluster, NULL) != OK)
        fputs("guanhu: the private database could not be stopped; the next command adopts it\n",
              stderr);
    bank->cluster = NULL;
}

rc bank_connect(const struct bank *bank, struct db **ret_db, struct why *why)
{
    const char *conninfo =
        bank->cluster ? cluster_conninfo(bank->cluster) : bank->config->database_url;
    return db_open(conninfo, ret_db, why);
}

rc bank_revive(const struct bank *bank, struct why *why)
{
    return bank->cluster ? cluster_revive(bank->cluster, why) : OK;
}

rc bank_join(const struct bank *bank, struct bank *ret_bank, struct why *why)
{
    struct bank b = *bank;
    TRY(bank_connect(bank, &b.db, why));
    b.sealer = sealer_open(bank->keys);
    *ret_bank = b;
    return OK;
}

void bank_part(struct bank *bank)
{
    bank->db = db_close(bank->db);
    bank->sealer = sealer_close(bank->sealer);
}

struct hash128 bank_hash(const struct bank *bank, struct text value)
{
    return keys_hash(bank->keys, value);
}
