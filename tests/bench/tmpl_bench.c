/* tmpl_bench -- how long a page takes to be rendered: a list of 50 rows of 8 columns in its frame
 * (src/tmpl/test_page.html), into a buffer that is kept, in both tongues.
 *
 *   tmpl_bench [PAGES]
 *
 * One JSON line a tongue: the best of RUNS (short ones, so that one falls between what else the
 * machine does), in microseconds a page, and its bytes. */
#include "base/clock.h"
#include "tmpl/test_page.html.h"
#include "tmpl/test_sample.h"

enum { RUNS = 300, ROWS = 50 };

static double one_run(const struct tmpl_bound *bound, enum tongue tongue, const void *const *rows,
                      struct buf *out, long pages)
{
    struct why why;
    uint64_t begin = clock_ns();
    for (long i = 0; i < pages; i++) {
        buf_clear(out);
        if (tmpl_render(bound, tongue, NULL, rows, out, &why) != OK) {
            fprintf(stderr, "tmpl_bench: %s\n", why.text);
            exit(1);
        }
    }
    return (double)(clock_ns() - begin) / 1e3 / (double)pages;
}

int main(int argc, char **argv)
{
    static const struct record *const records[] = {&sample_record, NULL};
    long pages = argc > 1 ? strtol(argv[1], NULL, 10) : 20;
    struct sample_row rows[ROWS];
    struct sample sample = {.title = TEXT("Customers"), .rows = rows, .rows_count = ROWS};
    const void *const shown[] = {&sample};
    struct tmpl_bound *bound;
    struct arena arena;
    struct buf out;
    struct why why = {""};
    for (int i = 0; i < ROWS; i++)
        rows[i] = sample_row(i);
    arena_init(&arena);
    buf_init(&out);
    if (pages < 1 || tmpl_bind(&arena, &tmpl_test_page, records, &bound, &why) != OK) {
        fprintf(stderr, "tmpl_bench: %s\n", why.text);
        return 1;
    }
    for (int tongue = 0; tongue < TONGUE_COUNT; tongue++) {
        double best = 1e9;
        for (int i = 0; i < RUNS; i++) {
            double run = one_run(bound, (enum tongue)tongue, shown, &out, pages);
            best = run < best ? run : best;
        }
        printf("{\"tongue\":\"%s\",\"page_us\":%.1f,\"bytes\":%zu}\n",
               tongue_code((enum tongue)tongue), best, out.len);
    }
    buf_release(&out);
    arena_release(&arena);
    return 0;
}
