/* Forms with files: the first line is the Content-Type, the rest the body.  Whatever is accepted
 * lies within the body and can be shown; what is refused says why. */
#include "fuzz.h"

#include "base/why.h"
#include "web/multipart.h"

enum { PARTS_MOST = 20 };

static bool lies_within(struct text part, struct text whole)
{
    return part.len == 0 || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

static void check_file(const struct pair *p, struct text body)
{
    MUST(text_equal(p->value, p->file->name));
    MUST(lies_within(p->file->bytes, body));
    MUST(p->file->name.len > 0 && text_is_utf8(p->file->name));
    for (size_t i = 0; i < p->file->name.len; i++)
        MUST((unsigned char)p->file->name.ptr[i] >= ' ' &&
             !strchr("/\\\177", p->file->name.ptr[i]));
    MUST(*p->file->name.ptr != '.');
}

static void check_pairs(struct pairs pairs, struct text body)
{
    MUST(pairs.len <= PARTS_MOST);
    for (size_t i = 0; i < pairs.len; i++) {
        const struct pair *p = &pairs.items[i];
        MUST(p->name.len > 0 && text_is_utf8(p->name));
        if (p->file)
            check_file(p, body);
        else
            MUST(lies_within(p->value, body) && (p->value.len == 0 || text_is_utf8(p->value)));
    }
}

static void try_form(struct arena *a, struct text type, struct text body)
{
    struct pairs pairs = {NULL, 0};
    struct why why = {""};
    if (multipart_read(a, type, body, PARTS_MOST, &pairs, &why) != OK) {
        MUST(why.text[0] && !strchr(why.text, '\n'));
        return;
    }
    check_pairs(pairs, body);
    MUST(multipart_is(type));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct text all = fuzz_text(data, size);
    const char *end = size ? memchr(all.ptr, '\n', all.len) : NULL;
    if (!end)
        return 0;
    size_t len = (size_t)(end - all.ptr);
    arena_init(&a);
    try_form(&a, (struct text){all.ptr, len}, fuzz_text(data + len + 1, size - len - 1));
    arena_release(&a);
    return 0;
}
