/* tasks -- what was raised since the last working day: whom to contact now, and why.
 *
 * A customer stands once, with all reasons.  By urgency: who has the most urgent alert first, among
 * the equally urgent the one that most money is about (engine/worth.h); by customer: the one with
 * the largest assets; by kind: the first ones of each. */
#include "cfe/today/parts.h"
#include "cif/customer/codes.h"

enum { TASKS_SHOWN = 20, TASKS_SHOWN_WIDE = 10, TASKS_OF_KIND = 3, RAISED_MOST = 2000 };

/* clang-format off */
static const struct word view_items[] = {
    {BY_URGENCY, "urgency", N_("By urgency")},
    {BY_KIND, "kind", N_("By kind")},
    {BY_CUSTOMER, "customer", N_("By assets")},
};
const struct words today_view_words = {"today_views", view_items, ARRAY_LEN(view_items)};

static const struct word group_items[] = {
    {ALERT_RISK, "risk", N_("Risks")},
    {ALERT_OPPORTUNITY, "opportunity", N_("Opportunities")},
    {ALERT_INFORMATION, "information", N_("Information")},
    {GROUP_MOVEMENT, "movement", N_("Large movements")},
};
const struct words today_group_words = {"today_groups", group_items, ARRAY_LEN(group_items)};

static const struct word days_items[] = {
    {DAYS_NEW, "new", N_("Since the last working day")},
    {DAYS_WEEK, "week", N_("7 days")},
};
const struct words today_days_words = {"today_days", days_items, ARRAY_LEN(days_items)};
static_assert(RAISED_DAYS == 7, "as the words say");
static_assert(ARRAY_LEN(group_items) == GROUPS, "each group has its words");
/* clang-format on */

/* ---- records ---- */

static const struct field task_fields[] = {
    FIELD_AS(struct task, customer_id, KIND_ID),
    FIELD(struct task, name),
    FIELD(struct task, manager),
    FIELD_CODE(struct task, tier, tier_words),
    FIELD_CODE(struct task, standing, standing_words),
    FIELD_AS(struct task, aum, KIND_FEN),
    FIELD(struct task, icon),
    FIELD(struct task, tone),
    FIELD_ROWS(struct task, lines, alert_line_record),
};
static const struct record task_record = RECORD(struct task, task_fields);

static const struct field kind_fields[] = {
    FIELD_CODE(struct kind_line, kind, alert_kind_words),
    FIELD(struct kind_line, count),
    FIELD_AS(struct kind_line, url, KIND_URL),
    FIELD(struct kind_line, current),
    FIELD_ROWS(struct kind_line, tasks, task_record),
    FIELD(struct kind_line, has_more),
};
static const struct record kind_record = RECORD(struct kind_line, kind_fields);

static const struct field tab_fields[] = {
    FIELD_AS(struct tab, url, KIND_URL),
    FIELD(struct tab, label),
    FIELD(struct tab, count),
    FIELD(struct tab, current),
};
const struct record tab_record = RECORD(struct tab, tab_fields);

static const struct field tasks_fields[] = {
    FIELD_ROWS(struct tasks, views, tab_record),
    FIELD_ROWS(struct tasks, groups, tab_record),
    FIELD_ROWS(struct tasks, chips, kind_record),
    FIELD_ROWS(struct tasks, kinds, kind_record),
    FIELD_ROWS(struct tasks, items, task_record),
    FIELD_ROWS(struct tasks, spans, tab_record),
    FIELD_AS(struct tasks, since, KIND_DAY),
    FIELD_AS(struct tasks, until, KIND_DAY),
    FIELD(struct tasks, alerts),
    FIELD(struct tasks, customers),
    FIELD(struct tasks, chosen),
    FIELD(struct tasks, listed),
    FIELD(struct tasks, page),
    FIELD(struct tasks, pages),
    FIELD_AS(struct tasks, previous_url, KIND_URL),
    FIELD_AS(struct tasks, next_url, KIND_URL),
    FIELD_AS(struct tasks, all_url, KIND_URL),
    FIELD(struct tasks, is_first_day),
    FIELD(struct tasks, is_narrowed),
    FIELD(struct tasks, is_by_kind),
    FIELD(struct tasks, is_by_urgency),
    FIELD(struct tasks, is_dated),
};
const struct record tasks_record = RECORD(struct tasks, tasks_fields);

/* ---- what is chosen ---- */

static int group_of(enum alert_kind kind)
{
    return kind == ALERT_LARGE_MOVEMENT ? GROUP_MOVEMENT : (int)alert_group_of(kind);
}

static uint32_t kinds_of_group(int group)
{
    uint32_t kinds = 0;
    for (enum alert_kind kind = 0; kind < ALERT_COUNT; kind++)
        kinds |= group_of(kind) == group ? 1U << kind : 0;
    return kinds;
}

static uint32_t kinds_asked(const struct today_in *in)
{
    if (in->kind.known)
        return 1U << in->kind.value;
    return in->group.known ? kinds_of_group(in->group.value) : 0;
}

static int view_asked(const struct today_in *in)
{
    return in->view.known ? in->view.value : BY_URGENCY;
}

static int days_asked(const struct today_in *in)
{
    return in->days.known ? in->days.value : DAYS_NEW;
}

day tasks_since(const struct morning *m)
{
    return days_asked(m->in) == DAYS_WEEK ? m->s->day - RAISED_DAYS + 1
                                          : raised_since(m->s, m->today);
}

static struct raised_asked alerts_asked(const struct morning *m, uint32_t kinds)
{
    return (struct raised_asked){tasks_since(m), m->today, kinds};
}

/* ---- tabs and chips ---- */

static void add_views(const struct morning *m, struct tasks *t)
{
    t->views = arena_alloc(m->r->arena, ARRAY_LEN(view_items) * sizeof *t->views);
    for (size_t i = 0; i < ARRAY_LEN(view_items); i++) {
        struct today_in in = *m->in;
        in.view = (struct opt_int2){i > 0, view_items[i].code};
        in.page = 1;
        t->views[t->views_count++] =
            (struct tab){.url = today_url(m, in),
                         .label = text_of(word(m->r, view_items[i].label)),
                         .current = view_asked(m->in) == view_items[i].code};
    }
}

static void add_spans(const struct morning *m, struct tasks *t)
{
    t->spans = arena_alloc(m->r->arena, ARRAY_LEN(days_items) * sizeof *t->spans);
    for (size_t i = 0; i < ARRAY_LEN(days_items); i++) {
        struct today_in in = *m->in;
        struct raised_counts counts;
        in.days = (struct opt_int2){i > 0, days_items[i].code};
        in.page = 1;
        struct morning there = *m;
        there.in = &in;
        raised_count(m->s, &m->reach, tasks_since(&there), &counts);
        t->spans[t->spans_count++] =
            (struct tab){.url = today_url(m, in),
                         .label = text_of(word(m->r, days_items[i].label)),
                         .count = (int32_t)counts.all,
                         .current = days_asked(m->in) == days_items[i].code};
    }
}

static uint32_t count_of(const struct raised_counts *counts, uint32_t kinds)
{
    uint32_t sum = 0;
    for (enum alert_kind kind = 0; kind < ALERT_COUNT; kind++)
        sum += kinds >> kind & 1 ? counts->kinds[kind] : 0;
    return sum;
}

static struct tab group_tab(const struct morning *m, const char *label, struct opt_int2 group,
                            uint32_t count)
{
    struct today_in in = *m->in;
    in.group = group;
    in.kind = (struct opt_int2){0};
    in.page = 1;
    int chosen = m->in->kind.known    ? group_of((enum alert_kind)m->in->kind.value)
                 : m->in->group.known ? m->in->group.value
                                      : GROUPS;
    return (struct tab){.url = today_url(m, in),
                        .label = text_of(word(m->r, label)),
                        .count = (int32_t)count,
                        .current = chosen == (group.known ? group.value : GROUPS)};
}

static void add_groups(const struct morning *m, const struct raised_counts *counts, struct tasks *t)
{
    t->groups = arena_alloc(m->r->arena, (GROUPS + 1) * sizeof *t->groups);
    t->groups[t->groups_count++] = group_tab(m, N_("All"), (struct opt_int2){0}, counts->all);
    for (int i = 0; i < GROUPS; i++) {
        uint32_t count = count_of(counts, kinds_of_group(group_items[i].code));
        struct opt_int2 group = {true, group_items[i].code};
        t->groups[t->groups_count++] = group_tab(m, group_items[i].label, group, count);
    }
}

static struct kind_line kind_line(const struct morning *m, enum alert_kind kind, uint32_t count)
{
    struct today_in in = *m->in;
    bool current = in.kind.known && in.kind.value == (int)kind;
    in.kind = (struct opt_int2){!current, (int16_t)kind}; /* once more: not chosen */
    in.view = (struct opt_int2){0};
    in.page = 1;
    return (struct kind_line){.kind = (int16_t)kind,
                              .count = (int32_t)count,
                              .url = today_url(m, in),
                              .current = current};
}

/* The kinds of the group that is chosen, of which there are some. */
static void add_chips(const struct morning *m, const struct raised_counts *counts, struct tasks *t)
{
    struct today_in in = *m->in;
    if (in.kind.known)
        in = (struct today_in){.group = {true, (int16_t)group_of((enum alert_kind)in.kind.value)}};
    uint32_t kinds = in.group.known ? kinds_asked(&in) : ~0U;
    t->chips = arena_alloc(m->r->arena, ALERT_COUNT * sizeof *t->chips);
    for (enum alert_kind kind = 0; kind < ALERT_COUNT; kind++)
        if (kinds >> kind & 1 && counts->kinds[kind] > 0)
            t->chips[t->chips_count++] = kind_line(m, kind, counts->kinds[kind]);
}

/* ---- customers ---- */

/* The customers of a list of alerts in its order, each once. */
struct rows {
    uint32_t *items;
    size_t len;
};

static bool add_once(uint32_t *set, size_t mask, uint32_t row)
{
    size_t at = (row * UINT64_C(0x9E3779B97F4A7C15) >> 32) & mask;
    for (; set[at]; at = (at + 1) & mask)
        if (set[at] == row + 1)
            return false;
    set[at] = row + 1;
    return true;
}

static struct rows rows_of(const struct morning *m, const struct raised_list *list)
{
    enum { ROOM = 4096 };
    static_assert(ROOM >= 2 * RAISED_MOST, "half of the set stays empty");
    uint32_t *set = arena_alloc(m->r->arena, ROOM * sizeof *set);
    struct rows rows = {.items = arena_alloc(m->r->arena, (list->len + 1) * sizeof *rows.items)};
    for (size_t i = 0; i < list->len; i++)
        if (add_once(set, ROOM - 1, list->items[i]->row))
            rows.items[rows.len++] = list->items[i]->row;
    return rows;
}

struct rich_row {
    uint32_t row;
    fen aum;
};

static int richest_first(const void *a, const void *b)
{
    const struct rich_row *x = a, *y = b;
    if (x->aum != y->aum)
        return x->aum > y->aum ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static void order_by_assets(const struct morning *m, struct rows *rows)
{
    struct rich_row *rich = arena_alloc(m->r->arena, (rows->len + 1) * sizeof *rich);
    for (size_t i = 0; i < rows->len; i++)
        rich[i] = (struct rich_row){rows->items[i],
                                    snapshot_amount(m->s, rows->items[i], AMOUNT_AUM, AT_DAY)};
    qsort(rich, rows->len, sizeof *rich, richest_first);
    for (size_t i = 0; i < rows->len; i++)
        rows->items[i] = rich[i].row;
}

/* What a task is told from: its lines have only the days and numbers of the alerts until
 * tasks_named.  A customer has few. */
static void add_line(const struct morning *m, const struct raised **chosen, size_t len,
                     const struct raised *alert)
{
    for (; len > 0 && raised_order(alert, chosen[len - 1], m->today) < 0; len--)
        chosen[len] = chosen[len - 1];
    chosen[len] = alert;
}

static void add_lines(const struct morning *m, uint32_t row, uint32_t kinds, struct task *task)
{
    const struct raised_asked asked = alerts_asked(m, kinds);
    const struct raised *raised;
    size_t len, count = 0;
    raised_of(m->s, row, &raised, &len);
    const struct raised **chosen = arena_alloc(m->r->arena, (len + 1) * sizeof(*chosen));
    for (size_t i = 0; i < len; i++)
        if (raised_is_asked(&asked, &raised[i]))
            add_line(m, chosen, count++, &raised[i]);
    task->lines = arena_alloc(m->r->arena, (count + 1) * sizeof *task->lines);
    for (size_t i = 0; i < count; i++)
        task->lines[task->lines_count++] = (struct alert_line){
            .customer_id = task->customer_id, .day = chosen[i]->day, .number = chosen[i]->number};
}

static struct task task_of(const struct morning *m, uint32_t row, uint32_t kinds)
{
    struct task task = {.customer_id = snapshot_customer_id(row),
                        .tier = m->s->tier[row],
                        .standing = m->s->standing[row],
                        .aum = snapshot_amount(m->s, row, AMOUNT_AUM, AT_DAY)};
    add_lines(m, row, kinds, &task);
    return task;
}

static struct task *tasks_of(const struct morning *m, const uint32_t *rows, size_t len,
                             uint32_t kinds)
{
    struct task *tasks = arena_alloc(m->r->arena, (len + 1) * sizeof *tasks);
    for (size_t i = 0; i < len; i++) {
        tasks[i] = task_of(m, rows[i], kinds);
        names_customer(m->names, tasks[i].customer_id, &tasks[i].name);
        if (!m->is_own && m->s->manager[rows[i]])
            names_staff(m->names, m->s->manager[rows[i]], &tasks[i].manager);
    }
    return tasks;
}

static struct text page_url(const struct morning *m, int32_t page, int32_t pages)
{
    struct today_in in = *m->in;
    if (page < 1 || page > pages)
        return (struct text){NULL, 0};
    in.page = page;
    return today_url(m, in);
}

static void add_items(const struct morning *m, uint32_t kinds, struct tasks *t)
{
    struct raised_list list;
    const struct raised_asked asked = alerts_asked(m, kinds);
    raised_pick(m->s, &m->reach, &asked, 0, RAISED_MOST, m->r->arena, &list);
    struct rows rows = rows_of(m, &list);
    if (view_asked(m->in) == BY_CUSTOMER)
        order_by_assets(m, &rows);
    t->customers = (int32_t)list.customers;
    t->chosen = (int32_t)list.total;
    t->listed = (struct opt_int4){list.len < list.total, (int32_t)list.len};
    int32_t most = m->is_wide ? TASKS_SHOWN_WIDE : TASKS_SHOWN;
    t->pages = ((int32_t)rows.len + most - 1) / most;
    t->page = m->in->page < t->pages ? m->in->page : t->pages;
    size_t from = t->page > 1 ? (size_t)(t->page - 1) * (size_t)most : 0;
    size_t len = rows.len - from < (size_t)most ? rows.len - from : (size_t)most;
    t->items = tasks_of(m, rows.items + from, len, kinds);
    t->items_count = len;
    t->previous_url = page_url(m, t->page - 1, t->pages);
    t->next_url = page_url(m, t->page + 1, t->pages);
}

static void add_kinds(const struct morning *m, const struct raised_counts *counts, uint32_t kinds,
                      struct tasks *t)
{
    t->kinds = arena_alloc(m->r->arena, ALERT_COUNT * sizeof *t->kinds);
    for (enum alert_kind kind = 0; kind < ALERT_COUNT; kind++) {
        struct raised_list list;
        if (counts->kinds[kind] == 0 || (kinds && !(kinds >> kind & 1)))
            continue;
        const struct raised_asked asked = alerts_asked(m, 1U << kind);
        raised_pick(m->s, &m->reach, &asked, 0, TASKS_OF_KIND, m->r->arena, &list);
        struct rows rows = rows_of(m, &list);
        struct kind_line line = kind_line(m, kind, counts->kinds[kind]);
        line.tasks = tasks_of(m, rows.items, rows.len, 1U << kind);
        line.tasks_count = rows.len;
        line.has_more = list.total > list.len;
        t->kinds[t->kinds_count++] = line;
    }
}

void tasks_fill(const struct morning *m, struct tasks *t)
{
    struct raised_counts counts;
    uint32_t kinds = kinds_asked(m->in);
    raised_count(m->s, &m->reach, tasks_since(m), &counts);
    *t = (struct tasks){.since = tasks_since(m),
                        .until = m->s->day,
                        .is_dated = tasks_since(m) < m->s->day,
                        .alerts = (int32_t)counts.all,
                        .is_first_day = snapshot_day_of(m->s, AT_DAY) == m->s->first_day,
                        .is_narrowed = kinds != 0,
                        .is_by_kind = view_asked(m->in) == BY_KIND,
                        .is_by_urgency = view_asked(m->in) == BY_URGENCY,
                        .all_url = group_tab(m, N_("All"), (struct opt_int2){0}, 0).url};
    add_views(m, t);
    add_spans(m, t);
    add_groups(m, &counts, t);
    add_chips(m, &counts, t);
    if (t->is_by_kind)
        add_kinds(m, &counts, kinds, t);
    else
        add_items(m, kinds, t);
}

/* ---- in words ---- */

struct pairs_asked {
    int64_t *customers;
    int32_t *numbers, *ages;
    size_t len;
};

static size_t count_lines(const struct task *tasks, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++)
        count += tasks[i].lines_count;
    return count;
}

static void ask_lines(day until, const struct task *tasks, size_t len, struct pairs_asked *p)
{
    for (size_t i = 0; i < len; i++)
        for (size_t k = 0; k < tasks[i].lines_count; k++) {
            p->customers[p->len] = tasks[i].customer_id;
            p->ages[p->len] = until - tasks[i].lines[k].day;
            p->numbers[p->len++] = tasks[i].lines[k].number;
        }
}

/* What gives a task its icon and colour: a smaller reason must not hide a loss. */
static const struct alert_line *most_serious(const struct task *task)
{
    const struct alert_line *found = &task->lines[0];
    for (size_t k = 1; k < task->lines_count; k++)
        if (task->lines[k].group < found->group)
            found = &task->lines[k];
    return found;
}

/* What was told comes in the order asked for, with gaps. */
static size_t take_lines(const struct alert_line *told, size_t len, struct task *task)
{
    size_t taken = 0, kept = 0;
    for (size_t k = 0; k < task->lines_count && taken < len; k++)
        if (told[taken].customer_id == task->customer_id && told[taken].day == task->lines[k].day &&
            told[taken].number == task->lines[k].number)
            task->lines[kept++] = told[taken++];
    task->lines_count = kept;
    if (kept == 0) {
        task->name = (struct text){NULL, 0};
        return taken;
    }
    task->icon = most_serious(task)->icon;
    task->tone = most_serious(task)->tone;
    return taken;
}

static size_t take_tasks(const struct alert_line *told, size_t len, struct task *tasks,
                         size_t *count)
{
    size_t taken = 0;
    for (size_t i = 0; i < *count; i++)
        taken += take_lines(told + taken, len - taken, &tasks[i]);
    *count = names_keep(tasks, *count, sizeof *tasks, offsetof(struct task, name));
    return taken;
}

rc tasks_tell(const struct morning *m, struct tasks *t)
{
    struct arena *a = m->r->arena;
    size_t most = count_lines(t->items, t->items_count);
    for (size_t i = 0; i < t->kinds_count; i++)
        most += count_lines(t->kinds[i].tasks, t->kinds[i].tasks_count);
    struct pairs_asked p = {.customers = arena_alloc(a, (most + 1) * sizeof *p.customers),
                            .numbers = arena_alloc(a, (most + 1) * sizeof *p.numbers),
                            .ages = arena_alloc(a, (most + 1) * sizeof *p.ages)};
    if (most == 0)
        return OK;
    ask_lines(t->until, t->items, t->items_count, &p);
    for (size_t i = 0; i < t->kinds_count; i++)
        ask_lines(t->until, t->kinds[i].tasks, t->kinds[i].tasks_count, &p);
    const struct alerts_asked asked = {.since = t->since,
                                       .until = t->until,
                                       .customers = {p.customers, p.len},
                                       .numbers = {p.numbers, p.len},
                                       .ages = {p.ages, p.len}};
    return alerts_tell(m->r, &asked, &t->told, &t->told_count);
}

void tasks_named(struct tasks *t)
{
    size_t taken = take_tasks(t->told, t->told_count, t->items, &t->items_count);
    for (size_t i = 0; i < t->kinds_count; i++)
        taken += take_tasks(t->told + taken, t->told_count - taken, t->kinds[i].tasks,
                            &t->kinds[i].tasks_count);
}
