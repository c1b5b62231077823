/* Any bytes as a workbook: no cell is longer than it may be, no row wider, none comes after the
 * last one that was wanted. */
#include "fuzz.h"

#include "cif/intake/workbook.h"

enum { ROWS_WANTED = 1000 };

static bool look(void *with, const struct book_cell *cells, size_t len, int64_t line)
{
    int *rows = with;
    MUST(*rows < ROWS_WANTED && len <= WORKBOOK_COLUMNS && line > 0);
    for (size_t i = 0; i < len; i++) {
        MUST(cells[i].text.len <= WORKBOOK_CELL_BYTES && cells[i].note <= BOOK_DATE);
        MUST(cells[i].text.len == 0 || text_is_utf8(cells[i].text));
    }
    return ++*rows < ROWS_WANTED;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    int rows = 0;
    arena_init(&arena);
    enum workbook_fault fault = workbook_read(fuzz_text(data, size), &arena, look, &rows);
    MUST(fault == WORKBOOK_GOOD || fault == WORKBOOK_BROKEN || fault == WORKBOOK_HUGE);
    arena_release(&arena);
    return 0;
}
