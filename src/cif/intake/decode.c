#include "cif/intake/decode.h"

#include <errno.h>
#include <iconv.h>
#include <pthread.h>

#include "base/arena.h"

/* Two bytes may become a character of four in UTF-8; nothing grows more. */
enum { GROWTH = 2 };

/* Converts one stretch; 'to' has room for GROWTH times 'from'. */
struct stretch {
    struct text from;
    char *to;
    size_t len;
    bool unknown; /* no such charset on this machine */
};

/* One byte that starts no character is marked and stepped over; the rest is tried anew from the
 * next byte, so that a delimiter or line end after it is still seen. */
static void convert_all(iconv_t converter, struct stretch *s)
{
    char *in = (char *)s->from.ptr;
    size_t left = s->from.len;
    char *out = s->to;
    size_t room = left * GROWTH;
    while (left > 0) {
        if (iconv(converter, &in, &left, &out, &room) != (size_t)-1)
            break;
        assert(errno != E2BIG && left > 0);
        *out++ = (char)0xFF;
        room--;
        in++;
        left--;
        iconv(converter, NULL, NULL, NULL, NULL);
    }
    s->len = (size_t)(out - s->to);
}

static void *convert(void *stretch)
{
    struct stretch *s = stretch;
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    if (converter == (iconv_t)-1) {
        s->unknown = true;
        return NULL;
    }
    convert_all(converter, s);
    iconv_close(converter);
    return NULL;
}

/* The start of the line after the middle; all of it where there is none. */
static size_t middle(struct text bytes)
{
    size_t half = bytes.len / 2;
    const char *lf = memchr(bytes.ptr + half, '\n', bytes.len - half);
    return lf ? (size_t)(lf + 1 - bytes.ptr) : bytes.len;
}

static void convert_halves(struct stretch *first, struct stretch *second)
{
    pthread_t thread;
    bool together = pthread_create(&thread, NULL, convert, second) == 0;
    convert(first);
    if (together)
        pthread_join(thread, NULL);
    else
        convert(second);
}

static rc convert_gb18030(struct text bytes, unsigned threads, struct decoded *d, struct why *why)
{
    size_t cut = threads > 1 ? middle(bytes) : bytes.len;
    d->owned = mem_resize(NULL, bytes.len * GROWTH);
    struct stretch first = {.from = {bytes.ptr, cut}, .to = d->owned};
    struct stretch second = {.from = {bytes.ptr + cut, bytes.len - cut},
                             .to = d->owned + cut * GROWTH};
    if (second.from.len)
        convert_halves(&first, &second);
    else
        convert(&first);
    if (first.unknown || second.unknown) {
        decode_release(d);
        return why_say(why, E_UNAVAILABLE,
                       "this machine cannot convert GB18030: install the "
                       "C library's charset converters");
    }
    memmove(d->owned + first.len, second.to, second.len);
    size_t len = first.len + second.len;
    d->owned = mem_resize(d->owned, len);
    d->text = (struct text){d->owned, len};
    return OK;
}

static struct text without_mark(struct text t)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t len = sizeof mark - 1;
    if (t.len < len || memcmp(t.ptr, mark, len) != 0)
        return t;
    return (struct text){t.ptr + len, t.len - len};
}

rc decode(struct text bytes, enum charset charset, unsigned threads, struct decoded *ret_decoded,
          struct why *why)
{
    struct decoded d = {.text = bytes};
    if (charset == CHARSET_UTF8)
        d.text = without_mark(d.text);
    else if (bytes.len)
        TRY(convert_gb18030(bytes, threads, &d, why));
    *ret_decoded = d;
    return OK;
}

void decode_release(struct decoded *d)
{
    free(d->owned);
    *d = (struct decoded){0};
}
