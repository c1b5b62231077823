/* GB18030: two threads decode what one does; what comes out is UTF-8 but for the marks of bytes
 * that could not be decoded; line ends stay; and what was fully decodable comes back after encoding
 * (as text: a few characters have two codes). */
#include "fuzz.h"

#include <iconv.h>

#include "cif/intake/decode.h"

static size_t count_byte(struct text t, char byte)
{
    size_t count = 0;
    for (size_t i = 0; i < t.len; i++)
        count += t.ptr[i] == byte;
    return count;
}

/* Without the marks and NULs nothing but UTF-8 is left. */
static void check_utf8(struct text t)
{
    for (size_t i = 0, start = 0; i <= t.len; i++)
        if (i == t.len || t.ptr[i] == (char)0xFF || t.ptr[i] == 0) {
            MUST(i == start || text_is_utf8((struct text){t.ptr + start, i - start}));
            start = i + 1;
        }
}

static void check_back(struct text utf8)
{
    struct decoded again;
    char *room = mem_alloc(utf8.len * 4);
    char *in = (char *)utf8.ptr;
    char *out = room;
    size_t in_left = utf8.len, out_left = utf8.len * 4;
    iconv_t back = iconv_open("GB18030", "UTF-8");
    MUST(back != (iconv_t)-1);
    MUST(iconv(back, &in, &in_left, &out, &out_left) != (size_t)-1);
    struct text encoded = {room, (size_t)(out - room)};
    MUST(decode(encoded, CHARSET_GB18030, 1, &again, NULL) == OK);
    MUST(text_equal(again.text, utf8));
    decode_release(&again);
    iconv_close(back);
    free(room);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct decoded one, two;
    struct text bytes = fuzz_text(data, size);
    MUST(decode(bytes, CHARSET_GB18030, 1, &one, NULL) == OK);
    MUST(decode(bytes, CHARSET_GB18030, 2, &two, NULL) == OK);
    MUST(text_equal(one.text, two.text));
    MUST(count_byte(one.text, '\n') == count_byte(bytes, '\n'));
    check_utf8(one.text);
    if (one.text.len && count_byte(one.text, (char)0xFF) == 0)
        check_back(one.text);
    decode_release(&one);
    decode_release(&two);
    return 0;
}
