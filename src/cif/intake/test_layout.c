/* The short ways of a layout against column_check, which has only the long one. */
#include "base/test.h"

#include "cif/intake/scan.h"
#include "cif/intake/test_naive.h"

static const struct hash_key key = {11, 22};

static uint32_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

/* Values of every kind in many forms, most of them nearly right. */
static void add_value(uint64_t *seed, const struct column *column, struct buf *out)
{
    static const char *const others[] = {
        "",
        "0",
        "1",
        "x",
        "2026-02-29",
        "2024-02-29",
        "20241122",
        "-",
        ".5",
        "1.",
        "12345678.9",
        "2026-11-22 23:59:59",
        "-0.00",
        "\xE5\xAE\xA2",
        "1.2",
        "\xFF",
        "12345678901234567890123456789012345678901234567890123456789012345"};
    size_t before = out->len;
    uint32_t any = next_random(seed);
    if (any % 64 == 0)
        buf_add_text(out, others[any / 64 % ARRAY_LEN(others)]);
    else if (column->code_count)
        buf_add_text(out, column->codes[any / 32 % (uint32_t)column->code_count]);
    else if (column->kind == CELL_DATE || column->kind == CELL_TIME)
        buf_printf(out, "%04u-%02u-%02u%s", 1 + any % 9999, any / 7 % 12 + 1, any / 99 % 30 + 1,
                   column->kind == CELL_TIME ? " 23:05:59" : "");
    else if (column->kind == CELL_TEXT)
        buf_printf(out, "K%u", any);
    else if (column->kind == CELL_INT || column->kind == CELL_RATE)
        buf_printf(out, "%u", any % 1000000000);
    else
        buf_printf(out, any % 3 ? "%" PRIu64 ".%02u" : "%" PRIu64,
                   (((uint64_t)any << 31) + any) >> (19 + any % 40), any % 100);
    if (next_random(seed) % 64 == 0 && out->len > before)
        out->bytes[before + any % (out->len - before)] = "09-.:x"[any % 6];
}

/* By itself each value says what it is and what is wrong with it, in the order of the table. */
static enum fault check_alone(const struct dayfile_table *table, struct naive_record *record,
                              struct cell *cells, int *ret_column)
{
    for (int c = 0; c < table->column_count; c++) {
        const struct naive_field *f = vec_at(&record->fields, (size_t)c);
        enum fault fault = column_check(&table->columns[c], (struct text){f->ptr, f->len},
                                        &reading_standard, NULL, &cells[c]);
        *ret_column = c;
        if (fault)
            return fault;
    }
    return FAULT_NONE;
}

static void check_values(const struct scan *s, struct text t)
{
    const struct dayfile_table *table = dayfile_table(s->file);
    struct naive_record record;
    struct cell wanted[COLUMNS_MOST], found[COLUMNS_MOST];
    struct arena scratch;
    size_t at = 0, row = 0, fault = 0;
    uint64_t line = 1;
    int column;
    arena_init(&scratch);
    while (naive_next(t, &at, &line, ',', true, &record)) {
        enum fault reason = check_alone(table, &record, wanted, &column);
        if (row < s->row_count && s->rows[row].line == record.line) {
            CHECK_INT(reason, FAULT_NONE);
            CHECK_OK(scan_row(s, row++, &scratch, found, NULL));
            for (int c = 0; c < table->column_count; c++)
                CHECK(text_equal(found[c].text, wanted[c].text) && found[c].num == wanted[c].num);
        } else {
            const struct scan_fault *f = &s->faults[fault++];
            CHECK_EQ(f->line, record.line);
            CHECK(f->reason == reason || (!reason && f->reason == FAULT_DUPLICATE));
            CHECK(!reason || f->column == column);
        }
        arena_release(&scratch);
        naive_release(&record);
    }
    CHECK(row == s->row_count && fault == s->fault_count);
}

TEST(values_mean_in_a_row_what_they_mean_alone)
{
    uint64_t seed = 5;
    struct buf text;
    struct profile p;
    profile_default(&p);
    buf_init(&text);
    for (int f = 0; f < FILE_COUNT; f++) {
        const struct dayfile_table *table = dayfile_table((enum dayfile)f);
        p.files[f].header = false;
        buf_clear(&text);
        for (int i = 0; i < 3000; i++) {
            const char *quote = next_random(&seed) % 16 ? "" : "\"";
            for (int c = 0; c < table->column_count; c++) {
                buf_printf(&text, c ? ",%s" : "%s", quote);
                add_value(&seed, &table->columns[c], &text);
                buf_add_text(&text, quote);
            }
            buf_add_char(&text, '\n');
        }
        struct scan *s;
        struct manifest_line line = {.file = (enum dayfile)f, .full = true, .rows = 3000};
        struct scan_how how = {.profile = &p, .key = &key, .share_bp = 10000, .threads = 1};
        CHECK_OK(scan_bytes(buf_text(&text), &line, &how, &s, NULL));
        CHECK_EQ(s->records, 3000);

        CHECK(s->row_count > 100 && s->fault_count > 50);
        check_values(s, buf_text(&text));
        scan_close(s);
    }
    buf_release(&text);
}

TESTS(CASE(values_mean_in_a_row_what_they_mean_alone))
