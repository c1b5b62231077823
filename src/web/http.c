#include "web/http.h"

struct text http_header(const struct http_request *q, const char *name)
{
    for (size_t i = 0; i < q->headers.len; i++)
        if (text_is(q->headers.items[i].name, name))
            return q->headers.items[i].value;
    return (struct text){NULL, 0};
}

bool http_accepts(const struct http_request *q, const char *type)
{
    struct text value = http_header(q, "accept");
    size_t len = strlen(type);
    for (size_t i = 0; i + len <= value.len; i++)
        if (memcmp(value.ptr + i, type, len) == 0)
            return true;
    return false;
}

void http_add(struct http_reply *p, const char *name, struct text value)
{
    assert(p->headers_len < REPLY_HEADERS_MOST);
    assert(!memchr(value.ptr, '\n', value.len) && !memchr(value.ptr, '\r', value.len));
    p->headers[p->headers_len++] = (struct pair){text_of(name), value};
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool http_decode(struct arena *a, struct text raw, bool plus_is_space, struct text *ret_text)
{
    char *bytes = arena_alloc(a, raw.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c == '%') {
            int high = i + 2 < raw.len ? hex_digit(raw.ptr[i + 1]) : -1;
            int low = i + 2 < raw.len ? hex_digit(raw.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        bytes[len++] = c;
    }
    *ret_text = (struct text){bytes, len};
    return text_is_utf8(*ret_text);
}

static bool segment_is_fine(struct text s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < ' ' || s.ptr[i] == '\\' || s.ptr[i] == 127)
            return false;
    return s.len > 0 && !text_is(s, ".") && !text_is(s, "..");
}

bool http_path(struct arena *a, struct text raw, struct text *ret_path)
{
    struct text path;
    if (raw.len > 2 && raw.ptr[raw.len - 1] == '/' && raw.ptr[raw.len - 2] != '/')
        raw.len--;
    if (raw.len == 0 || raw.ptr[0] != '/' || !http_decode(a, raw, false, &path))
        return false;
    size_t begin = 1;
    for (size_t i = 1; i <= path.len; i++) {
        if (i < path.len && path.ptr[i] != '/')
            continue;
        struct text segment = {path.ptr + begin, i - begin};
        if (path.len > 1 && !segment_is_fine(segment))
            return false;
        begin = i + 1;
    }
    *ret_path = path;
    return true;
}

/* Cuts 'rest' at the first 'c'; what stood before it. */
static struct text cut(struct text *rest, char c)
{
    const char *at = rest->len ? memchr(rest->ptr, c, rest->len) : NULL;
    size_t len = at ? (size_t)(at - rest->ptr) : rest->len;
    struct text before = {rest->ptr, len};
    size_t used = at ? len + 1 : len;
    *rest = (struct text){rest->ptr + used, rest->len - used};
    return before;
}

static size_t count_of(struct text t, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < t.len; i++)
        n += t.ptr[i] == c;
    return n;
}

bool http_form(struct arena *a, struct text raw, size_t most, struct pairs *ret_pairs)
{
    size_t room = count_of(raw, '&') + 1;
    struct pairs pairs = {NULL, 0};
    if (room > most)
        return false;
    pairs.items = arena_alloc(a, room * sizeof *pairs.items);
    while (raw.len > 0) {
        struct text value = cut(&raw, '&');
        if (value.len == 0)
            continue;
        struct text name = cut(&value, '=');
        struct pair *p = &pairs.items[pairs.len++];
        if (!http_decode(a, name, true, &p->name) || !http_decode(a, value, true, &p->value))
            return false;
    }
    *ret_pairs = pairs;
    return true;
}

static struct text trimmed(struct text t)
{
    while (t.len && (*t.ptr == ' ' || *t.ptr == '\t'))
        t.ptr++, t.len--;
    while (t.len && (t.ptr[t.len - 1] == ' ' || t.ptr[t.len - 1] == '\t'))
        t.len--;
    return t;
}

struct text http_cookie(struct text header, const char *name)
{
    struct text found = {NULL, 0};
    while (header.len > 0) {
        struct text value = cut(&header, ';');
        struct text key = trimmed(cut(&value, '='));
        if (!text_is(key, name))
            continue;
        if (found.ptr)
            return (struct text){NULL, 0};
        found = trimmed(value);
    }
    return found;
}

void url_add(struct buf *b, struct text t)
{
    static const char plain[] = "-._~/";
    for (size_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || (c && strchr(plain, c));
        if (is_plain)
            buf_add_char(b, c);
        else
            buf_printf(b, "%%%02X", (unsigned char)c);
    }
}

struct text keep(struct arena *a, struct buf *b)
{
    struct text t = {arena_text(a, b->bytes ? b->bytes : "", b->len), b->len};
    buf_release(b);
    return t;
}
