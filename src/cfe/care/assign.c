#include "cfe/care/assign.h"

#include <errno.h>

#include "cfe/care/assign.sql.h"
#include "cif/intake/csv.h"
#include "platform/snapshots.h"

enum { FULL_SHARE = BASIS_POINTS, FIELDS = 5, TEXT_MOST = 64, BLOCK = 4096 };
enum relation_kind { RELATION_MANAGED, RELATION_SIGNED };

/* One row of the file as it was read. */
struct line {
    uint64_t number;
    const char *customer_no, *staff_no;
    int64_t share;
    int relation;
    day from;
    int32_t staff_id;
    const char *reason; /* NULL: nothing wrong so far */
};

/* One customer, relation and date: side by side among the sorted lines. */
struct group {
    struct line *lines;
    size_t count;
    int64_t customer_id; /* 0: not looked up, or not known */
    bool refused;
};

struct assigning {
    struct bank *bank;
    struct arena texts;
    struct vec lines;  /* struct line, in file order; then sorted into groups */
    struct vec groups; /* struct group */
    const struct q_assign_staff_row *staff; /* by number */
    size_t staff_len;
    const struct group *last; /* taken */
    struct assign_result result;
};

/* ---- reading ---- */

static bool share_parse(struct text t, int64_t *ret_share)
{
    int64_t share = 0;
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9' || i >= 5)
            return false;
        share = share * 10 + (t.ptr[i] - '0');
    }
    *ret_share = share;
    return t.len > 0 && share <= FULL_SHARE;
}

static const char *copy_text(struct assigning *a, struct text t)
{
    return arena_text(&a->texts, t.ptr, t.len < TEXT_MOST ? t.len : TEXT_MOST);
}

static const char *read_fields(struct assigning *a, const struct text *f, size_t count,
                               struct line *l)
{
    l->customer_no = count > 0 ? copy_text(a, f[0]) : "";
    l->staff_no = count > 1 ? copy_text(a, f[1]) : "";
    if (count != FIELDS)
        return "a row has five fields: customer_no,staff_no,share_bp,relation,from";
    for (size_t i = 0; i < count; i++)
        if (!text_is_utf8(f[i]))
            return "not valid UTF-8";
    if (!share_parse(f[2], &l->share))
        return "share_bp is not a whole number from 0 to 10000";
    if (text_is(f[3], "managed"))
        l->relation = RELATION_MANAGED;
    else if (text_is(f[3], "signed"))
        l->relation = RELATION_SIGNED;
    else
        return "relation is neither managed nor signed";
    if (!day_parse(f[4].ptr, f[4].len, &l->from))
        return "from is not a date, YYYY-MM-DD";
    return NULL;
}

static rc read_file(const char *path, struct buf *ret_bytes, struct why *why)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return why_say(why, E_USAGE, "%s: cannot be read: %s", path, strerror(errno));
    enum { STEP = 1 << 16 };
    size_t got;
    do {
        got = fread(buf_grow(ret_bytes, STEP), 1, STEP, file);
        ret_bytes->len += got;
    } while (got == STEP);
    bool failed = ferror(file);
    fclose(file);
    return failed ? why_say(why, E_USAGE, "%s: cannot be read: %s", path, strerror(EISDIR)) : OK;
}

static bool is_header(const struct text *f, size_t count)
{
    static const char *const names[FIELDS] = {"customer_no", "staff_no", "share_bp", "relation",
                                              "from"};
    if (count != FIELDS)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!text_is(f[i], names[i]))
            return false;
    return true;
}

static rc read_lines(struct assigning *a, const char *path, struct text bytes, struct why *why)
{
    struct csv csv;
    struct csv_record record;
    struct text fields[FIELDS];
    if (bytes.len >= 3 && memcmp(bytes.ptr, "\xEF\xBB\xBF", 3) == 0)
        bytes = (struct text){bytes.ptr + 3, bytes.len - 3};
    csv_init(&csv, bytes, 1, ',', true);
    if (!csv_next(&csv, fields, FIELDS, &a->texts, &record) || !is_header(fields, record.fields))
        return why_say(
            why, E_USAGE,
            "%s: line 1: expected the header customer_no,staff_no,share_bp,relation,from", path);
    while (csv_next(&csv, fields, FIELDS, &a->texts, &record)) {
        struct line *l = vec_add(&a->lines);
        l->number = record.line;
        size_t stored = record.fields < FIELDS ? record.fields : FIELDS;
        l->reason = read_fields(a, fields, stored, l);
        if (record.fields > FIELDS)
            l->reason = "a row has five fields: customer_no,staff_no,share_bp,relation,from";
    }
    return OK;
}

/* ---- groups: one customer, relation and date ---- */

static int by_group(const void *x, const void *y)
{
    const struct line *a = x, *b = y;
    int order = strcmp(a->customer_no, b->customer_no);
    if (order == 0)
        order = (a->relation > b->relation) - (a->relation < b->relation);
    if (order == 0)
        order = (a->from > b->from) - (a->from < b->from);
    return order ? order : (a->number > b->number) - (a->number < b->number);
}

static bool same_group(const struct line *a, const struct line *b)
{
    return a->relation == b->relation && a->from == b->from &&
           strcmp(a->customer_no, b->customer_no) == 0;
}

static int by_staff_no(const void *x, const void *y)
{
    const struct q_assign_staff_row *a = x, *b = y;
    return text_order(a->staff_no, b->staff_no);
}

static void find_staff(const struct assigning *a, struct line *l)
{
    const struct q_assign_staff_row wanted = {.staff_no = text_of(l->staff_no)};
    if (l->reason)
        return;
    const struct q_assign_staff_row *found =
        a->staff_len ? bsearch(&wanted, a->staff, a->staff_len, sizeof *a->staff, by_staff_no)
                     : NULL;
    if (!found)
        l->reason = "staff_no is not known";
    else if (found->has_left)
        l->reason = "this member of staff has left";
    else
        l->staff_id = found->staff_id;
}

/* What is wrong with the group as a whole, or NULL. */
static const char *group_fault(const struct line *lines, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].reason)
            return "another row of this customer, relation and date is wrong";
        sum += lines[i].share;
        for (size_t k = 0; k < i; k++)
            if (lines[k].staff_id == lines[i].staff_id)
                return "a member of staff stands twice for this customer, relation and date";
    }
    return sum == FULL_SHARE ? NULL : "the shares do not add up to 10000";
}

static void refuse(struct group *g, const char *reason)
{
    for (size_t i = 0; i < g->count; i++)
        if (!g->lines[i].reason)
            g->lines[i].reason = reason;
    g->refused = true;
}

/* The main manager first: the largest share, or the first of equal ones. */
static void main_first(struct group *g)
{
    size_t main = 0;
    for (size_t i = 1; i < g->count; i++)
        if (g->lines[i].share > g->lines[main].share)
            main = i;
    struct line first = g->lines[main];
    memmove(&g->lines[1], &g->lines[0], main * sizeof first);
    g->lines[0] = first;
}

static void find_groups(struct assigning *a)
{
    struct line *lines = a->lines.items;
    for (size_t i = 0; i < a->lines.len;) {
        struct group *g = vec_add(&a->groups);
        g->lines = &lines[i];
        while (i + g->count < a->lines.len && same_group(&lines[i], &lines[i + g->count]))
            find_staff(a, &g->lines[g->count++]);
        const char *fault = group_fault(g->lines, g->count);
        if (fault)
            refuse(g, fault);
        else
            main_first(g);
        i += g->count;
    }
}

/* ---- a block of groups ---- */

/* Of the block's groups those that are not refused, as the queries take them. */
struct asked {
    struct group **groups;
    struct text *customer_nos;
    int64_t *customer_ids;
    int32_t *relations;
    day *from_days;
    size_t len;
};

static struct asked ask_for(struct arena *arena, struct group *groups, size_t count)
{
    struct asked asked = {.groups = arena_alloc(arena, count * sizeof *asked.groups),
                          .customer_nos = arena_alloc(arena, count * sizeof *asked.customer_nos),
                          .customer_ids = arena_alloc(arena, count * sizeof *asked.customer_ids),
                          .relations = arena_alloc(arena, count * sizeof *asked.relations),
                          .from_days = arena_alloc(arena, count * sizeof *asked.from_days)};
    for (size_t i = 0; i < count; i++) {
        if (groups[i].refused)
            continue;
        asked.groups[asked.len] = &groups[i];
        asked.customer_nos[asked.len] = text_of(groups[i].lines->customer_no);
        asked.customer_ids[asked.len] = groups[i].customer_id;
        asked.relations[asked.len] = groups[i].lines->relation;
        asked.from_days[asked.len] = groups[i].lines->from;
        asked.len++;
    }
    return asked;
}

static rc find_customers(struct assigning *a, struct arena *arena, struct asked asked)
{
    struct q_assign_customers_row *rows;
    size_t len;
    TRY(q_assign_customers(a->bank->db, arena, (struct texts){asked.customer_nos, asked.len}, &rows,
                           &len));
    for (size_t i = 0; i < len; i++)
        asked.groups[rows[i].at - 1]->customer_id = rows[i].customer_id;
    for (size_t i = 0; i < asked.len; i++)
        if (asked.groups[i]->customer_id == 0)
            refuse(asked.groups[i], "customer_no is not known");
    return OK;
}

static const char *const overlaps = "the customer is in somebody's care at that date already";

static rc find_overlaps(struct assigning *a, struct arena *arena, struct asked asked)
{
    struct q_care_overlaps_row *rows;
    size_t len;
    TRY(q_care_overlaps(a->bank->db, arena, (struct int8s){asked.customer_ids, asked.len},
                        (struct int4s){asked.relations, asked.len},
                        (struct days){asked.from_days, asked.len}, &rows, &len));
    for (size_t i = 0; i < len; i++)
        refuse(asked.groups[rows[i].at - 1], overlaps);
    return OK;
}

/* Every period is open at its end: of two of this file the earlier one stands. */
static void refuse_later_ones(struct assigning *a, struct asked asked)
{
    for (size_t i = 0; i < asked.len; i++) {
        struct group *g = asked.groups[i];
        const struct group *last = a->last;
        if (g->refused)
            continue;
        if (last && last->customer_id == g->customer_id &&
            last->lines->relation == g->lines->relation)
            refuse(g, overlaps);
        else
            a->last = g;
    }
}

static rc add_care(struct assigning *a, struct arena *arena, struct asked asked)
{
    size_t rows = 0, at = 0;
    for (size_t i = 0; i < asked.len; i++)
        rows += asked.groups[i]->count;
    int64_t *numbers = arena_alloc(arena, rows * sizeof *numbers);
    int32_t *staff = arena_alloc(arena, rows * sizeof *staff);
    int32_t *shares = arena_alloc(arena, rows * sizeof *shares);
    for (size_t i = 0; i < asked.len; i++)
        for (size_t k = 0; k < asked.groups[i]->count; k++, at++) {
            numbers[at] = (int64_t)i + 1;
            staff[at] = asked.groups[i]->lines[k].staff_id;
            shares[at] = (int32_t)asked.groups[i]->lines[k].share;
        }
    a->result.taken += rows;
    return q_care_add(a->bank->db,
                      &(struct q_care_add_in){.customer_ids = {asked.customer_ids, asked.len},
                                              .relations = {asked.relations, asked.len},
                                              .from_days = {asked.from_days, asked.len},
                                              .groups = {numbers, rows},
                                              .staff_ids = {staff, rows},
                                              .shares = {shares, rows}},
                      NULL);
}

static rc take_block(struct assigning *a, struct arena *arena, struct group *groups, size_t count)
{
    TRY(find_customers(a, arena, ask_for(arena, groups, count)));
    TRY(find_overlaps(a, arena, ask_for(arena, groups, count)));
    refuse_later_ones(a, ask_for(arena, groups, count));
    return add_care(a, arena, ask_for(arena, groups, count));
}

static rc take_groups(struct assigning *a)
{
    struct group *groups = a->groups.items;
    for (size_t i = 0; i < a->groups.len; i += BLOCK) {
        size_t left = a->groups.len - i;
        struct arena_mark mark = arena_mark(&a->texts);
        rc r = take_block(a, &a->texts, &groups[i], left < BLOCK ? left : BLOCK);
        arena_rewind(&a->texts, mark);
        TRY(r);
    }
    return OK;
}

/* ---- the report ---- */

static int by_number(const void *x, const void *y)
{
    const struct line *a = x, *b = y;
    return (a->number > b->number) - (a->number < b->number);
}

static rc print_report(struct assigning *a, FILE *report, enum csv_form form, struct why *why)
{
    static const struct csv_column columns[] = {{"line", CSV_NUMBER},
                                                {"customer_no", CSV_TEXT},
                                                {"staff_no", CSV_TEXT},
                                                {"reason", CSV_TEXT}};
    struct csv_out out;
    csv_out_init(&out, report, form, columns, ARRAY_LEN(columns));
    for (size_t i = 0; i < a->lines.len; i++) {
        const struct line *l = vec_at(&a->lines, i);
        if (!l->reason)
            continue;
        a->result.refused++;
        csv_out_number(&out, (int64_t)l->number);
        csv_out_string(&out, l->customer_no);
        csv_out_string(&out, l->staff_no);
        csv_out_string(&out, l->reason);
        csv_out_row(&out);
    }
    return csv_out_end(&out, why);
}

static rc read_staff(struct assigning *a)
{
    struct q_assign_staff_row *rows;
    TRY(q_assign_staff(a->bank->db, &a->texts, &rows, &a->staff_len));
    a->staff = rows;
    return OK;
}

static rc take_lines(struct assigning *a, struct why *why)
{
    struct db *db = a->bank->db;
    if (a->lines.len)
        qsort(a->lines.items, a->lines.len, a->lines.size, by_group);
    rc r = db_begin(db);
    if (r == OK)
        r = read_staff(a);
    find_groups(a);
    if (r == OK)
        r = take_groups(a);
    if (r == OK)
        r = snapshots_changed_all(db, CHANGED_CARE);
    if (r == OK)
        r = db_commit(db);
    if (r != OK) {
        db_rollback(db);
        return db_tell(db, r, why);
    }
    if (a->lines.len)
        qsort(a->lines.items, a->lines.len, a->lines.size, by_number);
    return OK;
}

rc assign_file(struct bank *bank, const char *path, FILE *report, enum csv_form form,
               struct assign_result *ret_result, struct why *why)
{
    struct assigning a = {.bank = bank};
    struct buf bytes;
    buf_init(&bytes);
    arena_init(&a.texts);
    vec_init(&a.lines, sizeof(struct line));
    vec_init(&a.groups, sizeof(struct group));

    rc r = read_file(path, &bytes, why);
    if (r == OK)
        r = read_lines(&a, path, buf_text(&bytes), why);
    a.result.rows = a.lines.len;
    if (r == OK)
        r = take_lines(&a, why);
    if (r == OK)
        r = print_report(&a, report, form, why);
    if (r == OK)
        *ret_result = a.result;
    vec_release(&a.lines);
    vec_release(&a.groups);
    arena_release(&a.texts);
    buf_release(&bytes);
    return r;
}
