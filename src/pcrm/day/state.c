#include "pcrm/day/state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "engine/image.h"
#include "engine/run.h"
#include "pcrm/day/batch.sql.h"
#include "pcrm/day/books.h"
#include "pcrm/day/rules.h"
#include "pcrm/day/state.sql.h"
#include "pcrm/day/state_file.h"

/* A new base is due when the journals are a tenth of it, or as many as cost more to tell again. */
enum { JOURNAL_SHARE = 10, JOURNALS_MOST = 8, JOURNAL_LEAST = 1 << 20 };

static const char base_word[] = "base-", journal_word[] = "journal-";

struct file_name {
    char text[32];
};

static struct file_name name_of(const char *word, day d)
{
    struct file_name n;
    struct ymd y = day_ymd(d);
    snprintf(n.text, sizeof n.text, "%s%04d%02d%02d", word, y.year, y.month, y.day);
    return n;
}

/* The day of a file's name; NO_DAY for any other file. */
static day day_of_name(const char *name, const char *word)
{
    day d;
    size_t len = strlen(word);
    if (strncmp(name, word, len) != 0 || !day_parse_compact(name + len, strlen(name + len), &d))
        return NO_DAY;
    return d;
}

static unsigned threads_of(const struct state *s)
{
    return (unsigned)s->bank->config->threads;
}

static void note(const struct state *s, const char *what, const struct why *why)
{
    char line[sizeof why->text + 128];
    snprintf(line, sizeof line, "%s: HOME/engine/%s", what, why->text);
    if (s->job)
        job_note(s->job, line);
}

void state_open(struct state *s, struct bank *bank, struct job *job)
{
    char path[4096];
    *s = (struct state){.bank = bank, .job = job, .dir = -1, .last = NO_DAY};
    journal_init(&s->journal, 0);
    int len = snprintf(path, sizeof path, "%s/engine", bank->config->home);
    if (len < 0 || (size_t)len >= sizeof path)
        return;
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return;
    s->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void state_close(struct state *s)
{
    journal_release(&s->journal);
    if (s->dir >= 0)
        close(s->dir);
}

/* ---- which files there are ---- */

static int newest_first(const void *a, const void *b)
{
    const day *x = a, *y = b;
    return (*x < *y) - (*x > *y);
}

/* The days of all files of the kind, the newest first. */
static void list_days(const struct state *s, const char *word, struct vec *ret_days)
{
    vec_init(ret_days, sizeof(day));
    int fd = s->dir < 0 ? -1 : openat(s->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        day d = day_of_name(e->d_name, word);
        if (d != NO_DAY)
            *(day *)vec_add(ret_days) = d;
    }
    closedir(dir);
    if (ret_days->len)
        qsort(ret_days->items, ret_days->len, ret_days->size, newest_first);
}

/* ---- loading ---- */

/* The published days from a base on, with their marks. */
struct marked_days {
    struct q_state_days_row *rows;
    size_t len;
};

static rc find_marks(struct state *s, struct arena *a, day from, day until, struct marked_days *ret,
                     struct why *why)
{
    rc r = q_state_days(s->bank->db, a, from, until, &ret->rows, &ret->len);
    TRY(db_tell(s->bank->db, r, why));
    if (ret->len != (size_t)(until - from) + 1)
        return why_say(why, E_INVALID, "%s is of a day that was not run",
                       name_of(base_word, from).text);
    for (size_t i = 0; i < ret->len; i++)
        if (!ret->rows[i].mark.known)
            return why_say(why, E_INVALID, "%s: the day has no mark",
                           name_of(i ? journal_word : base_word, ret->rows[i].day_).text);
    return OK;
}

static struct state_stamp stamp_of(const struct marked_days *days, size_t i)
{
    return (struct state_stamp){.day = days->rows[i].day_,
                                .mark = days->rows[i].mark.value,
                                .mark_before = i ? days->rows[i - 1].mark.value : 0};
}

/* Tells the book one more day. */
static rc replay_day(struct state *s, const struct state_stamp *stamp, struct book *book,
                     struct run *run, struct why *why)
{
    struct file_name name = name_of(journal_word, stamp->day);
    struct rules rules, before;
    struct buf bytes;
    TRY(rules_load(s->bank, stamp->day, &rules, why));
    buf_init(&bytes);
    rc r = journal_read(s->dir, name.text, stamp, &bytes, why);
    if (r == OK && (!journal_replay(buf_text(&bytes), book) || book->today != stamp->day))
        r = why_say(why, E_INVALID, "%s is damaged", name.text);
    if (r == OK)
        r = rules_carry(s->bank, book, &rules, stamp->day, &before, why);
    if (r == OK)
        run_day(run, book, &rules, threads_of(s));
    s->journals_size += bytes.len;
    s->journals++;
    buf_release(&bytes);
    return r;
}

static rc load_from_base(struct state *s, const struct marked_days *days, struct book *book,
                         struct why *why)
{
    struct state_stamp stamp = stamp_of(days, 0);
    struct run run;
    run_init(&run);
    s->base = stamp.day;
    s->journals_size = 0;
    s->journals = 0;
    rc r = base_read(s->dir, name_of(base_word, stamp.day).text, &stamp, book, threads_of(s),
                     &s->base_size, why);
    for (size_t i = 1; r == OK && i < days->len; i++) {
        stamp = stamp_of(days, i);
        r = replay_day(s, &stamp, book, &run, why);
    }
    run_release(&run);
    return r;
}

static void empty_book(const struct state *s, struct book *book)
{
    book_release(book);
    book_init(book, bank_hash(s->bank, text_of(s->bank->config->base_currency)));
}

rc state_load_files(struct state *s, day d, struct book *book, struct why *why)
{
    struct vec bases;
    struct arena a;
    struct why first = {""}; /* what was wrong with the newest one */
    rc r = E_NOT_FOUND;
    arena_init(&a);
    list_days(s, base_word, &bases);
    for (size_t i = 0; r != OK && i < bases.len; i++) {
        struct marked_days days = {.len = 0};
        day from = *(day *)vec_at(&bases, i);
        if (from > d)
            continue;
        r = find_marks(s, &a, from, d, &days, why);
        if (r == OK)
            r = load_from_base(s, &days, book, why);
        if (r != OK && !first.text[0])
            first = *why;
        if (r != OK)
            empty_book(s, book);
        else
            s->mark = days.rows[days.len - 1].mark.value;
    }
    arena_release(&a);
    vec_release(&bases);
    s->chained = r == OK;
    s->last = d;
    if (r == OK)
        return OK;
    if (!first.text[0])
        return why_say(why, E_NOT_FOUND, "base-* up to %s is not there", day_format(d).text);
    *why = first;
    return E_NOT_FOUND;
}

static bool have_files(const struct state *s)
{
    struct vec bases;
    list_days(s, base_word, &bases);
    bool have = bases.len > 0;
    vec_release(&bases);
    return have;
}

rc state_load(struct state *s, day d, const struct rules *rules, struct book *book, struct why *why)
{
    struct db *db = s->bank->db;
    if (have_files(s)) {
        if (state_load_files(s, d, book, why) == OK)
            return OK;
        note(s, "the books are read from the database", why);
    }
    why->text[0] = '\0';
    s->last = d;
    rc r = db_tell(db, db_begin_read(db), why);
    if (r == OK)
        r = books_load(s->bank, d, rules, book, s->job, why);
    db_rollback(db);
    return r;
}

/* ---- a day ---- */

/* What the journals may still grow before a new base is cheaper. */
static size_t allowance(const struct state *s)
{
    uint64_t most = s->base_size / JOURNAL_SHARE;
    if (most < JOURNAL_LEAST)
        most = JOURNAL_LEAST;
    return most > s->journals_size && s->journals < JOURNALS_MOST ? most - s->journals_size : 0;
}

static int64_t new_mark(void)
{
    return (int64_t)random_number();
}

int64_t state_day_begin(struct state *s, struct book *book)
{
    int64_t mark = new_mark();
    journal_begin(&s->journal);
    s->journal.most = allowance(s);
    s->journal.mark = mark;
    s->chained = s->chained && s->dir >= 0 && book->today == s->last;
    book->journal = s->chained ? &s->journal : NULL;
    return mark;
}

void state_day_keep(struct state *s, struct book *book)
{
    struct state_stamp stamp = {
        .day = book->today, .mark = s->journal.mark, .mark_before = s->mark};
    struct why why = {""};
    book->journal = NULL;
    if (s->chained && s->journal.over)
        s->chained = false;
    if (s->chained) {
        struct file_name name = name_of(journal_word, stamp.day);
        rc r = journal_write(s->dir, name.text, &stamp, buf_text(&s->journal.bytes), &why);
        if (r != OK)
            note(s, "the engine's file was not written", &why);
        s->chained = r == OK;
        s->journals_size += s->journal.bytes.len;
        s->journals++;
    }
    s->last = stamp.day;
    s->mark = stamp.mark;
}

/* ---- a new base ---- */

/* Keeps the new base and the one before it, and the journals of both. */
static void remove_old(const struct state *s, day base)
{
    struct vec bases, journals;
    day former = NO_DAY;
    list_days(s, base_word, &bases);
    list_days(s, journal_word, &journals);
    for (size_t i = 0; i < bases.len; i++) {
        day d = *(day *)vec_at(&bases, i);
        if (d < base && former == NO_DAY)
            former = d;
        else if (d != base)
            unlinkat(s->dir, name_of(base_word, d).text, 0);
    }
    for (size_t i = 0; i < journals.len; i++) {
        day d = *(day *)vec_at(&journals, i);
        if (d > base || former == NO_DAY || d <= former)
            unlinkat(s->dir, name_of(journal_word, d).text, 0);
    }
    vec_release(&bases);
    vec_release(&journals);
}

static rc write_new_base(struct state *s, const struct book *book, struct why *why)
{
    struct state_stamp stamp = {.day = s->last, .mark = s->mark};
    TRY(base_write(s->dir, name_of(base_word, s->last).text, &stamp, book, threads_of(s), why));
    remove_old(s, s->last);
    return OK;
}

/* Bases of a day that was run again, and so fit no more. */
static void remove_outrun(const struct state *s)
{
    struct vec bases;
    list_days(s, base_word, &bases);
    for (size_t i = 0; i < bases.len; i++)
        if (*(day *)vec_at(&bases, i) > s->base)
            unlinkat(s->dir, name_of(base_word, *(day *)vec_at(&bases, i)).text, 0);
    vec_release(&bases);
}

void state_end(struct state *s, const struct book *book)
{
    struct why why = {""};
    if (s->dir < 0)
        return;
    if (s->chained && allowance(s) > 0) {
        remove_outrun(s);
        return;
    }
    if (write_new_base(s, book, &why) != OK)
        note(s, "the engine's file was not written", &why);
}

/* ---- the commands ---- */

/* The last published day, its mark, and a job that keeps batches away. */
struct command {
    struct state state;
    struct job *job;
    day last;
    struct rules rules;
    struct book book;
};

static rc find_last(struct command *c, struct bank *bank, struct why *why)
{
    struct q_day_last_row row;
    struct marked_days days = {.len = 0};
    struct arena a;
    TRY(db_tell(bank->db, q_day_last(bank->db, &row), why));
    if (row.day_ == NO_DAY)
        return why_say(why, E_NOT_FOUND, "no day was run yet: call guanhu batch DIR first");
    c->last = row.day_;
    rc r = q_state_mark_set(bank->db, c->last, new_mark(), NULL);
    TRY(db_tell(bank->db, r, why));
    arena_init(&a);
    r = find_marks(&c->state, &a, c->last, c->last, &days, why);
    if (r == OK)
        c->state.mark = days.rows[0].mark.value;
    c->state.last = c->last;
    arena_release(&a);
    TRY(r);
    return rules_load(bank, c->last, &c->rules, why);
}

static rc command_begin(struct command *c, struct bank *bank, bool quiet, const char *title,
                        struct why *why)
{
    const struct job_order order = {.kind = "batch", .title = title};
    TRY(job_begin(bank, &order, quiet, &c->job, why));
    state_open(&c->state, bank, c->job);
    book_init(&c->book, bank_hash(bank, text_of(bank->config->base_currency)));
    return OK;
}

static rc command_end(struct command *c, rc r, struct why *why)
{
    job_end(c->job, r, r == OK ? "" : why->text, TEXT(""));
    state_close(&c->state);
    book_release(&c->book);
    return r;
}

static rc load_database(struct command *c, struct book *book, struct why *why)
{
    struct db *db = c->state.bank->db;
    job_stage(c->job, N_("reading the database"), N_("records"), 0);
    rc r = db_tell(db, db_begin_read(db), why);
    if (r == OK)
        r = books_load(c->state.bank, c->last, &c->rules, book, c->job, why);
    db_rollback(db);
    if (r == OK)
        job_finish_stage(c->job, "");
    return r;
}

rc state_rebuild(struct bank *bank, bool quiet, day *ret_day, struct why *why)
{
    struct command *c = mem_alloc(sizeof *c);
    rc r = command_begin(c, bank, quiet, "state rebuild", why);
    if (r != OK) {
        free(c);
        return r;
    }
    r = find_last(c, bank, why);
    if (r == OK && c->state.dir < 0)
        r = why_say(why, E_UNAVAILABLE, "%s/engine: cannot be made or opened", bank->config->home);
    if (r == OK)
        r = load_database(c, &c->book, why);
    if (r == OK && write_new_base(&c->state, &c->book, why) != OK)
        r = why_in(why, E_UNAVAILABLE, "%s/engine", bank->config->home);
    if (r == OK)
        *ret_day = c->last;
    r = command_end(c, r, why);
    free(c);
    return r;
}

static void print_difference(void *ctx, const char *line)
{
    FILE *out = ctx;
    fprintf(out, "%s\n", line);
}

/* The database is not asked for activity older than any rules look back. */
static void forget_old_activity(struct book *b)
{
    for (uint32_t i = 0; i < b->customers.keys.count; i++)
        if (b->customers.active_on[i] < b->today - SPEND_DAYS_MOST)
            b->customers.active_on[i] = NO_DAY;
}

static rc compare(struct command *c, FILE *out, struct why *why)
{
    struct book other;
    rc r = state_load_files(&c->state, c->last, &c->book, why);
    if (r != OK)
        return why_in(why, r,
                      "the engine's file does not serve (guanhu state rebuild makes it anew)");
    book_init(&other, bank_hash(c->state.bank, text_of(c->state.bank->config->base_currency)));
    r = load_database(c, &other, why);
    if (r == OK) {
        forget_old_activity(&c->book);
        forget_old_activity(&other);
        if (image_compare(&c->book, &other, print_difference, out) > 0)
            r = why_say(why, E_CONFLICT,
                        "the engine's file and the database differ: guanhu state rebuild makes it "
                        "anew");
    }
    book_release(&other);
    return r;
}

rc state_verify(struct bank *bank, bool quiet, FILE *out, day *ret_day, struct why *why)
{
    struct command *c = mem_alloc(sizeof *c);
    rc r = command_begin(c, bank, quiet, "state verify", why);
    if (r != OK) {
        free(c);
        return r;
    }
    r = find_last(c, bank, why);
    if (r == OK)
        r = compare(c, out, why);
    if (r == OK)
        *ret_day = c->last;
    r = command_end(c, r, why);
    free(c);
    return r;
}
