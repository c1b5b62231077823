/* profile.json: accepted or refused with a word; what is accepted keeps the promises of profile.h.
 */
#include "fuzz.h"

#include "cif/intake/profile.h"

static void check_file(enum dayfile file, const struct profile_file *p)
{
    int columns = dayfile_table(file)->column_count;
    MUST(p->delimiter > 0 && p->delimiter != '"' && p->delimiter != '\r' && p->delimiter != '\n');
    MUST(p->column_count <= (size_t)columns);
    for (size_t i = 0; i < p->column_count; i++) {
        MUST(p->columns[i].column >= 0 && p->columns[i].column < columns);
        MUST(!p->has_constant[p->columns[i].column]);
    }
    for (int c = 0; c < COLUMNS_MOST; c++) {
        const struct profile_values *v = &p->values[c];
        MUST(c < columns || (v->count == 0 && !p->has_constant[c]));
        for (size_t i = 0; i < v->count; i++)
            MUST(text_equal(profile_translate(v, v->items[i].from), v->items[i].to));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct profile p;
    struct why why = {""};
    arena_init(&arena);
    rc r = profile_parse(&arena, fuzz_text(data, size), "profile.json", &p, &why);
    MUST(r == OK || (r == E_USAGE && why.text[0]));
    for (int f = 0; r == OK && f < FILE_COUNT; f++)
        check_file((enum dayfile)f, &p.files[f]);
    arena_release(&arena);
    return 0;
}
