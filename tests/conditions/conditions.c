/* conditions -- the property that engine and SQL mean the same by every condition: random ones over
 * the bank that it finds, as of random days of it (tests/program/test_conditions.py makes banks).
 *
 *   GUANHU_HOME=... conditions SEED COUNT
 *
 * Says "differs ..." with the seed, the condition (the smallest that was found to differ), the
 * customers and what each opinion says of them; and at the end
 *
 *   unknown to the engine: FIELD ...
 *   CONDITIONS asked, DIFFER differ, MEMBERS members, OPINION knew CONDITIONS ... */
#include "base/nfc.h"
#include "base/options.h"
#include "opinion.h"
#include "platform/snapshots.h"
#include "random_condition.h"
#include "shrink.h"
#include "tests/conditions/bank_words.sql.h"

enum { CONDITIONS_A_DAY = 40, CUSTOMERS_SHOWN = 5, TEXTS_MOST = 200, AUDIENCE_OF_CONDITION = 9999 };

struct outcome {
    uint64_t asked, differ, members, knew[OPINIONS];
};

struct run {
    struct bank bank;
    struct arena arena;  /* of one condition */
    struct arena topics; /* of one day */
    struct snapshot *snapshot;
    struct topics of;
    const struct cond *audience; /* what AUDIENCE_OF_CONDITION stands for */
    struct outcome outcome;
    uint64_t seed;
};

/* ---- what conditions are about ---- */

#define WORDS_OF(ret, rows, len)                                                                   \
    do {                                                                                           \
        struct bank_word *words = arena_alloc(&x->topics, (len) * sizeof *words);                  \
        for (size_t i = 0; i < (len); i++)                                                         \
            words[i] = (struct bank_word){(rows)[i].id, (rows)[i].name};                           \
        *(ret) = (struct bank_words){words, len};                                                  \
    } while (0)

/* One more, which has no members but stands for a condition. */
static void add_audience(struct run *x, struct bank_words *audiences)
{
    size_t len = audiences->len;
    struct bank_word *items = arena_alloc(&x->topics, (len + 1) * sizeof *items);
    if (len)
        memcpy(items, audiences->items, len * sizeof *items);
    items[len] = (struct bank_word){AUDIENCE_OF_CONDITION, TEXT("by a condition")};
    *audiences = (struct bank_words){items, len + 1};
}

static rc read_words(struct run *x, struct topics *ret)
{
    struct q_words_orgs_row *orgs;
    struct q_words_staff_row *staff;
    struct q_words_products_row *products;
    size_t len;
    TRY(q_words_orgs(x->bank.db, &x->topics, &orgs, &len));
    WORDS_OF(&ret->orgs, orgs, len);
    TRY(q_words_staff(x->bank.db, &x->topics, &staff, &len));
    WORDS_OF(&ret->staff, staff, len);
    TRY(q_words_products(x->bank.db, &x->topics, &products, &len));
    WORDS_OF(&ret->products, products, len);
    for (int kind = 0; kind < (int)ARRAY_LEN(ret->sets); kind++) {
        struct q_words_sets_row *sets;
        TRY(q_words_sets(x->bank.db, &x->topics, kind, &sets, &len));
        WORDS_OF(&ret->sets[kind], sets, len);
    }
    add_audience(x, &ret->sets[ARG_AUDIENCE - ARG_TAG]);
    ret->schemes = x->snapshot->schemes;
    return OK;
}

/* A condition has no other texts. */
static bool is_one_line(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if ((unsigned char)t.ptr[i] < ' ' || t.ptr[i] == 0x7F)
            return false;
    return t.len > 0 && t.len < 200;
}

static rc read_texts(struct run *x, struct topics *ret)
{
    struct q_words_texts_row *rows;
    TRY(q_words_texts(x->bank.db, &x->topics, TEXTS_MOST, &rows, &ret->texts_len));
    struct text *texts = arena_alloc(&x->topics, ret->texts_len * sizeof *texts);
    size_t len = 0;
    for (size_t i = 0; i < ret->texts_len; i++)
        if (is_one_line(rows[i].text))
            texts[len++] = text_nfc(&x->topics, rows[i].text);
    ret->texts = texts;
    ret->texts_len = len;
    return OK;
}

static void take_amounts(struct run *x, struct topics *ret)
{
    const struct snapshot *s = x->snapshot;
    fen *amounts = arena_alloc(&x->topics, AMOUNT_COUNT * (size_t)s->count * sizeof *amounts);
    for (uint32_t row = 0; row < s->count; row++)
        for (int a = 0; a < AMOUNT_COUNT; a++) {
            fen amount = snapshot_amount(s, row, (enum amount)a, AT_DAY);
            if (amount)
                amounts[ret->amounts_len++] = amount;
        }
    ret->amounts = amounts;
}

static rc read_topics(struct run *x, struct topics *ret)
{
    *ret = (struct topics){.day = x->snapshot->day};
    TRY(read_words(x, ret));
    TRY(read_texts(x, ret));
    take_amounts(x, ret);
    return OK;
}

/* ---- one condition ---- */

struct answers {
    bool *is_in[OPINIONS];
    bool knows[OPINIONS];
};

/* By the numbers that q_words_products gives. */
static rc products_of_family(void *with, int64_t family, struct arena *a, struct int4s *ret)
{
    struct run *x = with;
    struct q_words_family_row *rows;
    size_t len;
    TRY(q_words_family(x->bank.db, a, (int32_t)family, x->snapshot->day, &rows, &len));
    int32_t *ids = arena_alloc(a, len * sizeof *ids);
    for (size_t i = 0; i < len; i++)
        ids[i] = rows[i].id;
    *ret = (struct int4s){ids, len};
    return OK;
}

static rc audience_stands_for(void *with, enum name_kind kind, int64_t id, UNUSED struct arena *a,
                              const struct cond **ret)
{
    struct run *x = with;
    if (kind != NAMED_AUDIENCE || id != AUDIENCE_OF_CONDITION)
        return E_NOT_FOUND;
    *ret = x->audience;
    return OK;
}

/* As the readers' store of a server asks for what no snapshot has. */
static rc found_by_sql(void *with, const struct cond *test, struct arena *a, struct int8s *ret)
{
    struct run *x = with;
    const struct condition_of of = {.day = x->snapshot->day, .first_day = x->snapshot->first_day};
    return condition_customers(x->bank.db, test, &of, a, ret);
}

static struct asking asking_of(struct run *x)
{
    return (struct asking){x->bank.db,
                           x->snapshot,
                           &x->arena,
                           {.with = x,
                            .stands_for = audience_stands_for,
                            .found = found_by_sql,
                            .products = products_of_family}};
}

static rc ask(struct run *x, const struct cond *c, struct answers *ret, struct why *why)
{
    const struct asking asking = asking_of(x);
    for (size_t i = 0; i < OPINIONS; i++) {
        ret->is_in[i] = arena_alloc(&x->arena, x->snapshot->count);
        TRY(opinions[i].ask(&asking, c, ret->is_in[i], &ret->knows[i], why));
    }
    return OK;
}

static bool differ_about(const struct answers *all, uint32_t row)
{
    for (size_t i = 1; i < OPINIONS; i++)
        if (all->knows[i] && all->is_in[i][row] != all->is_in[0][row])
            return true;
    return false;
}

static bool differ(const struct run *x, const struct answers *all)
{
    for (uint32_t row = 0; row < x->snapshot->count; row++)
        if (differ_about(all, row))
            return true;
    return false;
}

static bool still_differs(void *with, const struct cond *c)
{
    struct run *x = with;
    struct answers all;
    struct why why = {""};
    return ask(x, c, &all, &why) == OK && differ(x, &all);
}

static void show_found(const struct explained *e)
{
    const struct cond_test *t = &e->cond->test;
    if (e->cond->kind == COND_TEST && !e->known)
        printf("        %s is not known\n", customer_fields[t->left.field].name);
    else if (e->cond->kind == COND_TEST)
        printf("        %s is %" PRId64 " %.*s\n", customer_fields[t->left.field].name, e->value,
               (int)e->text.len, e->text.ptr ? e->text.ptr : "");
    for (size_t i = 0; i < e->len; i++)
        show_found(&e->parts[i]);
}

/* As the engine has them. */
static void show_values(const struct asking *x, const struct cond *c, uint32_t row)
{
    const struct evaluation *e;
    struct why why = {""};
    if (evaluation_new(x->arena, x->snapshot, c, &x->bank, &e, &why) == OK)
        show_found(evaluate_explain(e, row, x->arena));
}

static void show(struct run *x, const struct cond *c)
{
    const struct asking asking = asking_of(x);
    const struct condition_of of = condition_of(&asking);
    struct answers all;
    struct why why = {""};
    struct text sql;
    int shown = 0;
    if (ask(x, c, &all, &why) != OK || condition_sql(c, &of, &x->arena, &sql) != OK)
        return;
    printf("differs: seed %" PRIu64 ", day %s: %s\n%s\n", x->seed, day_format(of.day).text,
           cond_text(&x->arena, c).ptr, sql.ptr);
    for (uint32_t row = 0; row < x->snapshot->count && shown < CUSTOMERS_SHOWN; row++) {
        if (!differ_about(&all, row))
            continue;
        printf("    customer_id %" PRId64 ":", snapshot_customer_id(row));
        for (size_t i = 0; i < OPINIONS; i++)
            printf(" %s %s;", opinions[i].name,
                   !all.knows[i]       ? "does not know"
                   : all.is_in[i][row] ? "yes"
                                       : "no");
        printf("\n");
        show_values(&asking, c, row);
        shown++;
    }
}

static void count(struct run *x, const struct answers *all)
{
    x->outcome.asked++;
    for (uint32_t row = 0; row < x->snapshot->count; row++)
        x->outcome.members += all->is_in[0][row];
    for (size_t i = 0; i < OPINIONS; i++)
        x->outcome.knew[i] += all->knows[i];
}

/* ---- the text ---- */

/* A condition that the language allows, and that is the same when it was written down and read. */
static const struct cond *throw_allowed(struct run *x, struct die *die)
{
    struct cond_fault fault;
    for (;;) {
        const struct cond *c = throw_condition(&x->arena, die, &x->of), *read;
        if (cond_check(c, &fault) != OK)
            continue;
        struct text text = cond_text(&x->arena, c);
        if (cond_parse(&x->arena, text, &read, &fault) == OK && cond_equal(c, read))
            return c;
        x->outcome.differ++;
        printf("differs: seed %" PRIu64 ": read again it is another: %s\n", x->seed, text.ptr);
    }
}

static rc try_one(struct run *x, struct die *die, struct why *why)
{
    struct answers all;
    const struct cond *c = throw_allowed(x, die);
    rc r = ask(x, c, &all, why);
    if (r != OK) {
        printf("failed: seed %" PRIu64 ": %s\n", x->seed, cond_text(&x->arena, c).ptr);
        return r;
    }
    count(x, &all);
    if (!differ(x, &all))
        return OK;
    x->outcome.differ++;
    show(x, shrink(&x->arena, c, &(struct goes_wrong){still_differs, x}));
    return OK;
}

/* ---- days ---- */

/* Half of the time the newest one. */
static rc take_day(struct run *x, struct die *die, struct why *why)
{
    struct q_words_days_row *days;
    size_t len = 0;
    TRY(db_tell(x->bank.db, q_words_days(x->bank.db, &x->topics, &days, &len), why));
    if (len == 0)
        return why_say(why, E_NOT_FOUND, "the bank has no day");
    size_t which = throw_below(die, 2) ? len - 1 : (size_t)throw_below(die, len);
    x->snapshot = snapshot_unref(x->snapshot);
    return snapshots_read_until(&x->bank, days[which].day_, &x->snapshot, why);
}

/* About no tag and no audience, so that none leads to itself. */
static const struct cond *throw_audience(struct run *x, struct die *die)
{
    struct topics simple = x->of;
    memset(simple.sets, 0, sizeof simple.sets);
    return throw_condition(&x->topics, die, &simple);
}

/* One seed: a day, and conditions about it. */
static rc try_a_day(struct run *x, uint64_t conditions, struct why *why)
{
    struct die die = die_of(1, x->seed);
    TRY(take_day(x, &die, why));
    TRY(db_tell(x->bank.db, read_topics(x, &x->of), why));
    x->audience = throw_audience(x, &die);
    for (uint64_t i = 0; i < conditions; i++) {
        struct arena_mark mark = arena_mark(&x->arena);
        TRY(try_one(x, &die, why));
        arena_rewind(&x->arena, mark);
    }
    arena_release(&x->topics);
    return OK;
}

static rc try_all(struct run *x, uint64_t conditions, struct why *why)
{
    rc r = OK;
    for (uint64_t done = 0; done < conditions && r == OK; done += CONDITIONS_A_DAY, x->seed++) {
        uint64_t left = conditions - done;
        r = try_a_day(x, left < CONDITIONS_A_DAY ? left : CONDITIONS_A_DAY, why);
    }
    return r;
}

/* Which fields can the engine not be asked about? */
static void list_unknown(struct run *x)
{
    const struct asking asking = asking_of(x);
    const struct opinion *sets = &opinions[BY_SETS];
    struct die die = die_of(2, x->seed);
    struct why why = {""};
    bool knows = true;
    if (read_topics(x, &x->of) != OK)
        return;
    x->audience = throw_audience(x, &die);
    printf("unknown to the engine:");
    for (int f = 0; f < CUSTOMER_FIELDS; f++) {
        const struct cond *c = throw_about(&x->arena, &die, &x->of, (enum customer_field)f);
        bool *is_in = arena_alloc(&x->arena, x->snapshot->count);
        if (c && (sets->ask(&asking, c, is_in, &knows, &why) != OK || !knows))
            printf(" %s", customer_fields[f].name);
    }
    printf("\n");
}

static void report(const struct outcome *t)
{
    printf("%" PRIu64 " asked, %" PRIu64 " differ, %" PRIu64 " members", t->asked, t->differ,
           t->members);
    for (size_t i = 0; i < OPINIONS; i++)
        printf(", %s knew %" PRIu64, opinions[i].name, t->knew[i]);
    printf("\n");
}

static rc run(const struct config *config, uint64_t seed, uint64_t conditions, struct why *why)
{
    struct run x = {.seed = seed};
    TRY(bank_open(config, &x.bank, why));
    arena_init(&x.arena);
    arena_init(&x.topics);
    arena_alloc(&x.arena, 1); /* so that rewinding keeps its first block */
    rc r = try_all(&x, conditions, why);
    if (r == OK)
        list_unknown(&x);
    report(&x.outcome);
    snapshot_unref(x.snapshot);
    arena_release(&x.topics);
    arena_release(&x.arena);
    bank_close(&x.bank);
    return r;
}

int main(int argc, char **argv)
{
    struct why why = {""};
    struct config config;
    if (argc != 3) {
        fprintf(stderr, "usage: conditions SEED COUNT\n");
        return rc_exit(E_USAGE);
    }
    rc r = config_load(&(struct config_flags){0}, &config, &why);
    if (r == OK) {
        r = run(&config, strtoull(argv[1], NULL, 10), strtoull(argv[2], NULL, 10), &why);
        config_release(&config);
    }
    if (r != OK)
        fprintf(stderr, "%s\n", why.text[0] ? why.text : rc_text(r));
    return rc_exit(r);
}
