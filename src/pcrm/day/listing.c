#include "pcrm/day/listing.h"

#include "cif/intake/manifest.h"
#include "pcrm/day/batch.sql.h"

static rc note_not_ready(struct bank *bank, const struct folders *folders)
{
    struct vec days;
    vec_init(&days, sizeof(day));
    for (size_t i = 0; i < folders->len; i++)
        if (!folders->items[i].ready)
            *(day *)vec_add(&days) = folders->items[i].day;
    rc r = q_loads_forget_not_ready(bank->db, NULL);
    if (r == OK && days.len)
        r = q_loads_not_ready(bank->db, (struct days){days.items, days.len}, NULL);
    vec_release(&days);
    return r;
}

static bool was_taken(const struct q_days_with_folder_row *taken, size_t count, day d)
{
    for (size_t i = 0; i < count; i++)
        if (taken[i].day_ == d)
            return true;
    return false;
}

/* A late folder whose MANIFEST cannot be read is left alone: nothing of it counts anyway. */
static rc note_late(struct bank *bank, struct arena *a, const struct folder *folder)
{
    struct manifest m;
    if (manifest_read(a, folder->path, &m, NULL) != OK)
        return OK;
    for (enum dayfile file = 0; file < FILE_COUNT; file++)
        if (m.named[file])
            TRY(q_load_late(bank->db, folder->day, (int16_t)file, m.lines[file].full,
                            (int64_t)m.lines[file].rows, NULL));
    return OK;
}

static rc note_folders(struct bank *bank, struct arena *a, const struct folders *folders, day last,
                       day again)
{
    struct q_days_with_folder_row *taken = NULL;
    size_t count = 0;
    TRY(note_not_ready(bank, folders));
    TRY(q_days_with_folder(bank->db, a, &taken, &count));
    for (size_t i = 0; i < folders->len; i++) {
        const struct folder *f = &folders->items[i];
        bool late = f->ready && last != NO_DAY && f->day <= last && f->day != again;
        if (late && !was_taken(taken, count, f->day))
            TRY(note_late(bank, a, f));
    }
    return OK;
}

rc listing_note(struct bank *bank, const struct folders *folders, day last, day again,
                struct why *why)
{
    struct arena a;
    arena_init(&a);
    rc r = db_begin(bank->db);
    if (r == OK)
        r = note_folders(bank, &a, folders, last, again);
    if (r == OK)
        r = db_commit(bank->db);
    if (r != OK)
        db_rollback(bank->db);
    arena_release(&a);
    return db_tell(bank->db, r, why);
}
