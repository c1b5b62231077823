#include "pcrm/day/check.h"

#include <limits.h>
#include <sys/stat.h>

#include "cif/intake/lists.h"
#include "pcrm/day/batch.sql.h"
#include "pcrm/day/rules.h"
#include "pcrm/day/state.h"
#include "pcrm/day/write.h"

struct checking {
    struct bank *bank;
    struct arena arena;
    const char *folder; /* without a slash at its end */
    struct profile profile;
    day day, last;
    struct rules rules;
    struct state state;
    struct book book;
    struct incoming incoming;
    struct take take;
};

static rc find_day(struct checking *c, const char *folder, struct why *why)
{
    size_t len = strlen(folder);
    while (len > 1 && folder[len - 1] == '/')
        len--;
    c->folder = arena_text(&c->arena, folder, len);
    const char *slash = strrchr(c->folder, '/');
    const char *name = slash ? slash + 1 : c->folder;
    struct stat s;
    if (!day_parse_compact(name, strlen(name), &c->day))
        return why_say(why, E_USAGE,
                       "%s: not the folder of a day: its name must be a date, YYYYMMDD", folder);
    if (stat(c->folder, &s) != 0 || !S_ISDIR(s.st_mode))
        return why_say(why, E_USAGE, "%s: there is no such folder", folder);
    if (stat(arena_printf(&c->arena, "%s/MANIFEST", c->folder), &s) != 0)
        return why_say(why, E_REFUSED, "%s: the folder has no MANIFEST, so it is not ready",
                       folder);
    return OK;
}

static rc find_profile(struct checking *c, const char *profile, struct why *why)
{
    const char *path = profile ? profile : arena_printf(&c->arena, "%s/../profile.json", c->folder);
    rc r = profile_read(&c->arena, path, &c->profile, why);
    if (r == E_NOT_FOUND && profile)
        return why_say(why, E_USAGE, "%s: there is no such profile", profile);
    if (r != E_NOT_FOUND)
        return r;
    profile_default(&c->profile);
    return OK;
}

static rc refuse_late(struct checking *c, struct why *why)
{
    struct q_day_last_row row;
    TRY(db_tell(c->bank->db, q_day_last(c->bank->db, &row), why));
    c->last = row.day_;
    if (c->last == NO_DAY || c->day > c->last)
        return OK;
    return why_say(why, E_REFUSED, "%s would not be taken: %s was run already, it is late",
                   c->folder, day_format(c->last).text);
}

/* In a transaction that is always rolled back. */
static rc take_and_forget(struct checking *c, struct why *why)
{
    struct db *db = c->bank->db;
    TRY(rules_load(c->bank, c->last == NO_DAY ? c->day : c->last, &c->rules, why));
    if (c->last != NO_DAY)
        TRY(state_load(&c->state, c->last, &c->rules, &c->book, why));
    rc r = db_tell(db, db_begin(db), why);
    if (r == OK) {
        book_day_begin(&c->book, c->day, c->rules.spend_days); /* what is spent is not asked */
        c->take.rules = &c->rules;
        c->take.profile = &c->profile;
        r = take_folder(&c->take, c->folder, why);
    }
    db_rollback(db);
    return r;
}

static rc check(struct checking *c, const char *folder, const char *profile, FILE *file,
                enum csv_form form, struct why *why)
{
    TRY(find_day(c, folder, why));
    TRY(find_profile(c, profile, why));
    TRY(refuse_late(c, why));
    TRY(take_and_forget(c, why));
    return loads_print_entries(c->day, &c->take.loads, file, form, why);
}

rc check_folder(struct bank *bank, const char *folder, const char *profile, FILE *file,
                enum csv_form form, struct why *why)
{
    struct checking *c = mem_alloc(sizeof *c);
    *c = (struct checking){.bank = bank, .last = NO_DAY};
    arena_init(&c->arena);
    book_init(&c->book, bank_hash(bank, text_of(bank->config->base_currency)));
    incoming_init(&c->incoming, bank);
    c->incoming.form = INCOMING_NOWHERE;
    state_open(&c->state, bank, NULL);
    take_init(&c->take, bank, &c->incoming, &c->book, NULL);
    rc r = check(c, folder, profile, file, form, why);
    take_release(&c->take);
    state_close(&c->state);
    book_release(&c->book);
    arena_release(&c->arena);
    free(c);
    return r;
}
