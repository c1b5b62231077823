#include "base/text.h"

#include <stdarg.h>

#include "base/arena.h"
#include "base/large.h"

struct text text_of(const char *c_string)
{
    return (struct text){c_string, c_string ? strlen(c_string) : 0};
}

struct text text_or_empty(struct text t)
{
    return t.ptr ? t : TEXT("");
}

bool text_equal(struct text a, struct text b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool text_is(struct text a, const char *c_string)
{
    return text_equal(a, text_of(c_string));
}

int text_order(struct text a, struct text b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
    if (order)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

void buf_init(struct buf *b)
{
    *b = (struct buf){0};
}

void buf_release(struct buf *b)
{
    free(b->bytes);
    buf_init(b);
}

void buf_clear(struct buf *b)
{
    b->len = 0;
}

char *buf_grow(struct buf *b, size_t more)
{
    if (b->room - b->len < more) {
        size_t room = b->room ? b->room * 2 : 256;
        while (room - b->len < more)
            room *= 2;
        b->bytes = mem_resize(b->bytes, room);
        b->room = room;
    }
    return b->bytes + b->len;
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
    if (len == 0)
        return;
    memcpy(buf_grow(b, len), bytes, len);
    b->len += len;
}

void buf_add_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_add_text(struct buf *b, const char *c_string)
{
    buf_add(b, c_string, strlen(c_string));
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(len >= 0);
    vsnprintf(buf_grow(b, (size_t)len + 1), (size_t)len + 1, format, again);
    va_end(again);
    b->len += (size_t)len;
}

struct text buf_text(const struct buf *b)
{
    return (struct text){b->bytes, b->len};
}

void vec_init(struct vec *v, size_t size)
{
    *v = (struct vec){.size = size};
}

void vec_release(struct vec *v)
{
    large_release(v->items, v->room * v->size);
    vec_init(v, v->size);
}

void vec_clear(struct vec *v)
{
    v->len = 0;
}

void *vec_grow(struct vec *v, size_t more)
{
    if (v->room - v->len < more) {
        size_t room = v->room ? v->room * 2 : 16;
        while (room - v->len < more)
            room *= 2;
        v->items = large_resize(v->items, v->room * v->size, room * v->size);
        v->room = room;
    }
    return (char *)v->items + v->size * v->len;
}

void *vec_add(struct vec *v)
{
    void *item = memset(vec_grow(v, 1), 0, v->size);
    v->len++;
    return item;
}

void vec_append(struct vec *v, const struct vec *from)
{
    assert(v->size == from->size);
    if (from->len == 0)
        return;
    memcpy(vec_grow(v, from->len), from->items, from->len * from->size);
    v->len += from->len;
}

void *vec_at(const struct vec *v, size_t i)
{
    assert(i <= v->len);
    return (char *)v->items + v->size * i;
}
