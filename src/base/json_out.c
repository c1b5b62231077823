#include "base/json_out.h"

/* Bytes from the start of 't' that go into a JSON string as they are. */
static size_t plain_run(struct text t)
{
    size_t len = 0;
    while (len < t.len && (unsigned char)t.ptr[len] >= ' ' && t.ptr[len] != '"' &&
           t.ptr[len] != '\\')
        len++;
    return len;
}

static void add_escape(struct buf *b, char c)
{
    static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (size_t i = 0; named[i]; i += 2) {
        if (c == named[i]) {
            buf_add_char(b, '\\');
            buf_add_char(b, named[i + 1]);
            return;
        }
    }
    buf_printf(b, "\\u%04x", (unsigned)(unsigned char)c);
}

/* JSON is UTF-8: each byte that is not part of a character becomes U+FFFD. */
static void add_valid(struct buf *b, struct text t)
{
    while (t.len > 0) {
        size_t size = 1;
        while (size < 4 && size < t.len && !text_is_utf8((struct text){t.ptr, size}))
            size++;
        if (text_is_utf8((struct text){t.ptr, size}) || t.ptr[0] == '\0') {
            buf_add(b, t.ptr, size);
        } else {
            size = 1;
            buf_add_text(b, "\xEF\xBF\xBD");
        }
        t = (struct text){t.ptr + size, t.len - size};
    }
}

void json_add_text(struct buf *b, struct text t)
{
    buf_add_char(b, '"');
    while (t.len > 0) {
        size_t len = plain_run(t);
        struct text plain = {t.ptr, len};
        if (text_is_utf8(plain))
            buf_add(b, plain.ptr, plain.len);
        else
            add_valid(b, plain);
        if (len < t.len)
            add_escape(b, t.ptr[len++]);
        t = (struct text){t.ptr + len, t.len - len};
    }
    buf_add_char(b, '"');
}
