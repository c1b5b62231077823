#include "platform/job_file.h"

#include "platform/job_file.sql.h"

enum { PART_BYTES = 1 << 20 };
static const int64_t DAY_MICROS = INT64_C(86400) * 1000000;

/* ---- writing ---- */

rc job_file_begin(struct job_file_out *f, const struct job_file_kind *kind, int32_t staff_id,
                  int64_t now)
{
    buf_init(&f->waiting);
    return q_job_file_add(f->db,
                          &(struct q_job_file_add_in){.job_id = f->job_id,
                                                      .staff_id = staff_id,
                                                      .name = text_of(kind->name),
                                                      .type = text_of(kind->type),
                                                      .until = now + JOB_FILE_DAYS * DAY_MICROS},
                          NULL);
}

static rc write_part(struct job_file_out *f)
{
    struct buf sealed;
    buf_init(&sealed);
    seal(f->sealer, buf_text(&f->waiting), &sealed);
    rc r = q_job_file_part_add(f->db, f->job_id, ++f->parts, buf_text(&sealed), NULL);
    buf_release(&sealed);
    f->bytes += (int64_t)f->waiting.len;
    buf_clear(&f->waiting);
    return r;
}

rc job_file_more(struct job_file_out *f)
{
    return f->waiting.len < PART_BYTES ? OK : write_part(f);
}

rc job_file_end(struct job_file_out *f, int64_t rows)
{
    rc r = f->waiting.len ? write_part(f) : OK;
    if (r == OK)
        r = q_job_file_whole(f->db, f->job_id, rows, f->bytes, NULL);
    job_file_drop(f);
    return r;
}

void job_file_drop(struct job_file_out *f)
{
    buf_release(&f->waiting);
}

/* ---- reading ---- */

static rc copy_part(const struct keys *keys, struct text sealed, FILE *to, struct why *why)
{
    struct buf plain;
    buf_init(&plain);
    rc r = unseal(keys, sealed, &plain, why);
    if (r == OK && fwrite(plain.bytes, 1, plain.len, to) != plain.len)
        r = why_say(why, E_UNAVAILABLE, "the file could not be put together: is the disk full?");
    buf_release(&plain);
    return r;
}

rc job_file_read(struct db *db, const struct keys *keys, int64_t job_id, int64_t now,
                 struct arena *a, FILE *to, struct job_file_found *ret, struct why *why)
{
    struct q_job_file_find_row file;
    bool found = true;
    TRY(q_job_file_find(db, a, job_id, now, &file));
    for (int32_t part = 1; found; part++) {
        struct arena_mark mark = arena_mark(a);
        struct q_job_file_part_read_row row;
        TRY(q_job_file_part_read(db, a, job_id, part, &row, &found));
        if (found)
            TRY(copy_part(keys, row.content, to, why));
        arena_rewind(a, mark);
    }
    *ret = (struct job_file_found){file.name, file.type, file.bytes};
    return OK;
}

rc job_files_thin(struct db *db, int64_t now)
{
    return q_job_files_thin(db, now, NULL);
}
