/* scope_bench -- what the policies cost a page (schema/0007_scope.sql), and a session its finding.
 *
 *   GUANHU_HOME=... scope_bench [PAGES]
 *
 * On a bank that was made for measuring (one of its staff gets another password): a sign-in,
 * finding its session; the page of one customer and a list's page of fifty, asked by the owner,
 * whom no policy binds, and through the scopes of a manager of 500 and of a supervisor of the
 * whole bank, in turn.  Prints microseconds of the fastest tenth: of the queries with the beginning
 * of the transaction and the opening of the customers. */
#include "base/clock.h"
#include "platform/bank.h"
#include "platform/scope.h"
#include "platform/session.h"
#include "tests/bench/scope_bench.sql.h"

enum { PAGES_MOST = 5000, LIST = 50, MANAGED = 500, MANAGER = 2000000001 };

struct figures {
    double page[PAGES_MOST];
};

struct bench {
    struct bank bank;
    struct arena arena;
    struct q_bench_care_add_row *customers; /* the manager's */
    size_t customers_len;
    int pages;
};

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The slowest of the fastest tenth: other work on the machine hardly shows in it. */
static double fast(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_size);
    return values[count / 10];
}

/* The n-th of the manager's customers. */
static int64_t customer(const struct bench *b, int n)
{
    return b->customers[(size_t)n % b->customers_len].customer_id;
}

static rc ask_page(struct bench *b, int n)
{
    struct q_bench_customer_row *heads;
    struct q_bench_accounts_row *accounts;
    struct q_bench_transactions_row *transactions;
    size_t count;
    int64_t id = customer(b, n);
    TRY(q_bench_customer(b->bank.db, &b->arena, id, &heads, &count));
    assert(count == 1);
    TRY(q_bench_accounts(b->bank.db, &b->arena, id, &accounts, &count));
    return q_bench_transactions(b->bank.db, &b->arena, id, &transactions, &count);
}

static rc ask_list(struct bench *b, struct int8s ids)
{
    struct q_bench_list_row *rows;
    size_t count;
    TRY(q_bench_list(b->bank.db, &b->arena, ids, &rows, &count));
    assert(count == ids.len);
    return OK;
}

static rc one(struct bench *b, const struct person *p, bool list, int n, struct figures *f)
{
    int64_t ids[LIST];
    struct int8s wanted = {ids, list ? LIST : 1};
    struct db *db = b->bank.db;
    for (int i = 0; i < LIST; i++)
        ids[i] = customer(b, n + i);
    uint64_t began = clock_ns();
    TRY(p ? scope_begin(db, p, true, clock_now(), &b->arena) : db_begin_read(db));
    if (p)
        TRY(scope_open_next(db, p, wanted));
    TRY(list ? ask_list(b, wanted) : ask_page(b, n));
    f->page[n] = (double)(clock_ns() - began) / 1000;
    return db_commit(db);
}

static rc measure(struct bench *b, bool list, int32_t head_id)
{
    static struct figures figures[3];
    static const char *const names[] = {"owner", "manager", "supervisor"};
    const struct person manager = {.staff_id = MANAGER, .post = POST_RM, .org_id = head_id};
    const struct person supervisor = {.staff_id = 1, .post = POST_SUPERVISOR, .org_id = head_id};
    const struct person *const people[] = {NULL, &manager, &supervisor};
    struct arena_mark mark = arena_mark(&b->arena);
    /* A hundred pages by each in turn: a worker's plans are made anew where the role changes. */
    for (int from = 0; from < b->pages; from += 100)
        for (int who = 0; who < 3; who++)
            for (int n = from; n < from + 100 && n < b->pages; n++) {
                TRY(one(b, people[who], list, n, &figures[who]));
                arena_rewind(&b->arena, mark);
            }
    double owner = fast(figures[0].page, b->pages);
    for (int who = 0; who < 3; who++) {
        double page = fast(figures[who].page, b->pages);
        printf("{\"page\":\"%s\",\"as\":\"%s\",\"us\":%.0f,\"of_owner\":%.2f}\n",
               list ? "list" : "customer", names[who], page, page / owner);
    }
    return OK;
}

static rc find_sessions(struct bench *b, struct people *people, struct token token, double *us,
                        struct why *why)
{
    struct arena_mark mark = arena_mark(&b->arena);
    for (int n = 0; n < b->pages; n++) {
        struct person person;
        uint64_t began = clock_ns();
        rc r =
            session_find(people, b->bank.db, text_of(token.text), clock_now(), &b->arena, &person);
        us[n] = (double)(clock_ns() - began) / 1000;
        TRY(db_tell(b->bank.db, r, why));
        arena_rewind(&b->arena, mark);
    }
    return OK;
}

static rc measure_session(struct bench *b, struct text staff_no, struct why *why)
{
    static double us[PAGES_MOST];
    struct people people;
    struct one_time one;
    struct token token;
    int32_t id;
    int64_t now = clock_now();
    TRY(people_init(&people, b->bank.config, SECRET_COST_NORMAL, 1, why));
    TRY(user_give_password(&people, b->bank.db, staff_no, now, &one, &id, why));
    const struct attempt attempt = {
        .staff_no = staff_no, .password = text_of(one.text), .now = now};
    uint64_t began = clock_ns();
    TRY(person_sign_in(&people, b->bank.db, &attempt, &token, why));
    double sign_in = (double)(clock_ns() - began) / 1e6;
    TRY(find_sessions(b, &people, token, us, why));
    printf("{\"sign_in_ms\":%.1f,\"session_find_us\":%.0f}\n", sign_in, fast(us, b->pages));
    return OK;
}

static rc run(struct bench *b, struct why *why)
{
    struct q_bench_bank_row row;
    struct db *db = b->bank.db;
    rc r = q_bench_bank(db, &b->arena, &row);
    if (r == OK)
        r = q_bench_care_add(db, &b->arena, MANAGER, MANAGED, &b->customers, &b->customers_len);
    if (r == OK)
        r = measure(b, false, row.head_id);
    if (r == OK)
        r = measure(b, true, row.head_id);
    db_rollback(db);
    r = db_tell(db, r, why);
    if (r == OK)
        r = measure_session(b, row.staff_no, why);
    return q_bench_care_clear(db, MANAGER, NULL) == OK ? r : E_INTERNAL;
}

int main(int argc, char **argv)
{
    struct why why = {""};
    struct config config;
    struct bench b = {.pages = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 1000};
    if (b.pages < 1 || b.pages > PAGES_MOST)
        b.pages = PAGES_MOST;
    rc r = config_load(&(struct config_flags){0}, &config, &why);
    if (r == OK) {
        r = bank_open(&config, &b.bank, &why);
        arena_init(&b.arena);
        if (r == OK)
            r = run(&b, &why);
        arena_release(&b.arena);
        bank_close(&b.bank);
        config_release(&config);
    }
    if (r != OK)
        fprintf(stderr, "%s\n", why.text[0] ? why.text : rc_text(r));
    return rc_exit(r);
}
