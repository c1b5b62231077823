#include "web/link.h"

struct query {
    struct buf text;
    bool begun;
};

static void add_pair(struct query *q, struct text name, struct text value)
{
    if (value.len == 0)
        return;
    buf_add_char(&q->text, q->begun ? '&' : '?');
    q->begun = true;
    url_add(&q->text, name);
    buf_add_char(&q->text, '=');
    url_add(&q->text, value);
}

static bool is_changed(struct text name, size_t len, const struct change *changes)
{
    for (size_t i = 0; i < len; i++)
        if (text_is(name, changes[i].name))
            return true;
    return text_is(name, "as");
}

struct text link_with(struct req *r, size_t len, const struct change *changes)
{
    struct query q = {0};
    url_add(&q.text, r->http->path);
    for (size_t i = 0; i < r->given.len; i++)
        if (!is_changed(r->given.items[i].name, len, changes))
            add_pair(&q, r->given.items[i].name, r->given.items[i].value);
    for (size_t i = 0; i < len; i++)
        add_pair(&q, text_of(changes[i].name), text_of(changes[i].value));
    return keep(r->arena, &q.text);
}

struct text link_to_condition(struct req *r, struct text where)
{
    struct buf b;
    buf_init(&b);
    buf_add_text(&b, "/conditions?at=");
    url_add(&b, r->http->path);
    buf_add_text(&b, "&where=");
    url_add(&b, text_or_empty(where));
    return keep(r->arena, &b);
}
