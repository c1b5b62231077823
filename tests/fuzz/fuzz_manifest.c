/* MANIFEST: whatever is accepted can be written again in the one right form and is accepted again.
 */
#include "fuzz.h"

#include "cif/intake/manifest.h"

static void add_line(struct buf *out, const char *name, const struct manifest_line *line)
{
    buf_printf(out, "%s %" PRIu64 " %s %s\n", name, line->rows, sha256_format(line->sha256).text,
               line->full ? "full" : "delta");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct manifest m, again;
    struct why why = {""};
    struct buf out;
    arena_init(&arena);
    buf_init(&out);
    rc r = manifest_parse(&arena, fuzz_text(data, size), "MANIFEST", &m, &why);
    MUST(r == OK || (r == E_INVALID && why.text[0]));
    if (r == OK) {
        for (int f = 0; f < FILE_COUNT; f++)
            if (m.named[f])
                add_line(&out, dayfile_table((enum dayfile)f)->name, &m.lines[f]);
        r = manifest_parse(&arena, fuzz_text((const uint8_t *)out.bytes, out.len), "MANIFEST",
                           &again, &why);
        MUST(r == OK && again.other_count == 0);
        for (int f = 0; f < FILE_COUNT; f++)
            MUST(m.named[f] == again.named[f] &&
                 (!m.named[f] || (m.lines[f].rows == again.lines[f].rows &&
                                  m.lines[f].full == again.lines[f].full &&
                                  sha256_equal(m.lines[f].sha256, again.lines[f].sha256))));
    }
    buf_release(&out);
    arena_release(&arena);
    return 0;
}
