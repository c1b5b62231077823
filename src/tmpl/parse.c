#include "tmpl/parse.h"

enum { MOST_DEPTH = 32 };

/* A tag that is open. */
struct open {
    size_t node;
    struct text name;
    size_t lead; /* blanks before it, all that is on its line; NO_LEAD: there is something else */
};

enum { NO_LEAD = -1 };

struct parser {
    const struct source *source;
    const char *at;
    const char *end;
    uint32_t line;
    struct delimiters marks;
    struct vec *nodes;
    struct open open[MOST_DEPTH];
    int depth;
    struct why *why;
};

/* A tag as it stands in the text. */
struct tag {
    char sigil; /* 0: none */
    struct text name;
    const char *begin;
    const char *end;
    uint32_t line;
};

static rc wrong(const struct parser *p, uint32_t line, const char *what, struct text name)
{
    return why_say(p->why, E_INVALID, "%s:%u: %s%.*s", p->source->file, line, what,
                   (int)(name.len < 60 ? name.len : 60), name.ptr ? name.ptr : "");
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_space(char c)
{
    return is_blank(c) || c == '\n' || c == '\r';
}

static struct text trim(const char *from, const char *to)
{
    while (from < to && is_space(*from))
        from++;
    while (to > from && is_space(to[-1]))
        to--;
    return (struct text){from, (size_t)(to - from)};
}

static const char *find(const char *from, const char *end, struct text what)
{
    for (; (size_t)(end - from) >= what.len; from++) {
        from = memchr(from, what.ptr[0], (size_t)(end - from) - what.len + 1);
        if (!from)
            return NULL;
        if (memcmp(from, what.ptr, what.len) == 0)
            return from;
    }
    return NULL;
}

static void count_lines(struct parser *p, const char *to)
{
    for (; p->at < to; p->at++)
        p->line += *p->at == '\n';
}

static struct node *add_node(struct parser *p, enum node_kind kind, uint32_t line, struct text text)
{
    struct node *node = vec_add(p->nodes);
    *node = (struct node){
        .kind = kind, .line = line, .text = text, .marks = p->marks, .end = p->nodes->len};
    return node;
}

static void add_text(struct parser *p, const char *to)
{
    add_node(p, NODE_TEXT, p->line, (struct text){p->at, (size_t)(to - p->at)});
    count_lines(p, to);
}

static struct node *node_at(const struct parser *p, size_t i)
{
    return vec_at(p->nodes, i);
}

/* ---- lines that hold nothing but tags ---- */

/* How many blanks are before the tag where nothing else is on its line, or NO_LEAD. */
static int lead_of(const struct parser *p, const char *tag)
{
    const char *s = tag;
    while (s > p->source->text.ptr && is_blank(s[-1]))
        s--;
    return s == p->source->text.ptr || s[-1] == '\n' ? (int)(tag - s) : NO_LEAD;
}

/* Where the next line begins when only blanks follow on this one; or NULL. */
static const char *rest_of_line(const struct parser *p, const char *s)
{
    while (s < p->end && is_blank(*s))
        s++;
    if (s < p->end && *s == '\r' && s + 1 < p->end)
        s++;
    if (s < p->end && *s == '\n')
        return s + 1;
    return s == p->end ? s : NULL;
}

static void cut_blanks(struct parser *p, size_t text_node, size_t blanks)
{
    struct node *node = node_at(p, text_node);
    assert(node->kind == NODE_TEXT && node->text.len >= blanks);
    node->text.len -= blanks;
}

/* The node in whose parent tag we are; what stands there besides blocks is ignored. */
static bool within_parent(const struct parser *p)
{
    return p->depth > 0 && node_at(p, p->open[p->depth - 1].node)->kind == NODE_PARENT;
}

/* Takes the whole line away where the tag stands alone on it; p->at is behind the tag. */
static bool cut_line(struct parser *p, const struct tag *tag, struct text *ret_indent)
{
    int lead = lead_of(p, tag->begin);
    const char *next = rest_of_line(p, tag->end);
    if (lead == NO_LEAD || !next)
        return false;
    *ret_indent = (struct text){tag->begin - lead, (size_t)lead};
    cut_blanks(p, p->nodes->len - 1, (size_t)lead);
    count_lines(p, next);
    return true;
}

/* ---- tags ---- */

static struct text first_line(const char *from, const char *end)
{
    const char *stop = memchr(from, '\n', (size_t)(end - from));
    return trim(from, stop ? stop : end);
}

static rc read_tag(struct parser *p, struct tag *tag)
{
    const char *s = p->at + p->marks.open.len;
    char closing[64] = "";
    bool triple = s < p->end && *s == '{';
    bool marks = s < p->end && *s == '=';
    if (p->marks.close.len > sizeof closing - 2)
        return wrong(p, p->line, "the delimiter is too long: ", p->marks.close);
    snprintf(closing, sizeof closing, "%s%.*s",
             triple  ? "}"
             : marks ? "="
                     : "",
             (int)p->marks.close.len, p->marks.close.ptr);
    *tag = (struct tag){.begin = p->at, .line = p->line};
    const char *close = find(s + (triple || marks), p->end, text_of(closing));
    if (!close)
        return wrong(p, p->line, "the tag does not end: ", first_line(p->at, p->end));
    if (triple || marks)
        tag->sigil = *s++;
    while (s < close && is_space(*s))
        s++;
    if (!tag->sigil && s < close && *s && strchr("#^/>&!<$", *s))
        tag->sigil = *s++;
    tag->name = trim(s, close);
    tag->end = close + strlen(closing);
    if (tag->name.len == 0 && tag->sigil != '!')
        return wrong(p, p->line, "the tag has no name", (struct text){NULL, 0});
    return OK;
}

static rc open_tag(struct parser *p, const struct tag *tag, enum node_kind kind)
{
    struct text indent = {"", 0};
    int lead = lead_of(p, tag->begin);
    bool standalone = false;
    if (p->depth == MOST_DEPTH)
        return wrong(p, tag->line, "too deep: ", tag->name);
    if (kind == NODE_BLOCK && within_parent(p)) {
        const char *next = rest_of_line(p, tag->end);
        standalone = next != NULL;
        if (next)
            count_lines(p, next);
    } else if (kind == NODE_SECTION || kind == NODE_INVERTED || kind == NODE_BLOCK) {
        standalone = cut_line(p, tag, &indent);
    }
    if (!standalone && lead != NO_LEAD)
        indent = (struct text){tag->begin - lead, (size_t)lead};
    struct node *node = add_node(p, kind, tag->line, tag->name);
    node->standalone = standalone;
    node->indent = indent;
    node->body.ptr = p->at;
    node->body_line = p->line;
    p->open[p->depth++] = (struct open){p->nodes->len - 1, tag->name, (size_t)lead};
    return OK;
}

/* {{<parent}}...{{/parent}} is alone when nothing is before its first tag and behind its last. */
static void close_parent(struct parser *p, const struct open *open, const struct tag *tag)
{
    const char *next = rest_of_line(p, tag->end);
    if (open->lead == (size_t)NO_LEAD || !next)
        return;
    cut_blanks(p, open->node - 1, open->lead);
    node_at(p, open->node)->standalone = true;
    count_lines(p, next);
}

static void close_block(struct parser *p, struct node *node, const struct tag *tag)
{
    struct text indent;
    int lead = lead_of(p, tag->begin);
    if (!node->standalone || lead == NO_LEAD)
        return;
    if (!cut_line(p, tag, &indent))
        cut_blanks(p, p->nodes->len - 1, (size_t)lead);
    node->body.len = (size_t)(tag->begin - lead - node->body.ptr);
}

static rc close_tag(struct parser *p, const struct tag *tag)
{
    struct text indent;
    if (p->depth == 0)
        return wrong(p, tag->line, "nothing is open that could be closed here: ", tag->name);
    struct open *open = &p->open[--p->depth];
    struct node *node = node_at(p, open->node);
    if (!text_equal(open->name, tag->name))
        return why_say(p->why, E_INVALID, "%s:%u: %.*s is closed, but %.*s of line %u is open",
                       p->source->file, tag->line, (int)tag->name.len, tag->name.ptr,
                       (int)open->name.len, open->name.ptr, node->line);
    node->body.len = (size_t)(tag->begin - node->body.ptr);
    if (node->kind == NODE_PARENT)
        close_parent(p, open, tag);
    else if (node->kind == NODE_BLOCK)
        close_block(p, node, tag);
    else if (node->kind != NODE_TRANSLATE)
        cut_line(p, tag, &indent);
    node->end = p->nodes->len;
    return OK;
}

static rc set_marks(struct parser *p, const struct tag *tag)
{
    struct text t = tag->name;
    size_t open = 0, close = 0;
    while (open < t.len && !is_space(t.ptr[open]))
        open++;
    while (close < t.len && !is_space(t.ptr[t.len - close - 1]))
        close++;
    if (open + close >= t.len || memchr(t.ptr, '=', t.len))
        return wrong(p, tag->line, "two delimiters are expected: ", t);
    p->marks.open = (struct text){t.ptr, open};
    p->marks.close = (struct text){t.ptr + t.len - close, close};
    return OK;
}

static rc take_tag(struct parser *p, const struct tag *tag)
{
    struct text indent = {"", 0};
    struct node *node;
    switch (tag->sigil) {
    case '#':
        return open_tag(p, tag, text_is(tag->name, "_") ? NODE_TRANSLATE : NODE_SECTION);
    case '^':
        return open_tag(p, tag, NODE_INVERTED);
    case '<':
        return open_tag(p, tag, NODE_PARENT);
    case '$':
        return open_tag(p, tag, NODE_BLOCK);
    case '/':
        return close_tag(p, tag);
    case '>':
        if (cut_line(p, tag, &indent)) {
            node = add_node(p, NODE_PARTIAL, tag->line, tag->name);
            node->standalone = true;
            node->indent = indent;
        } else {
            add_node(p, NODE_PARTIAL, tag->line, tag->name);
        }
        return OK;
    case '=':
        cut_line(p, tag, &indent);
        return set_marks(p, tag);
    case '!':
        cut_line(p, tag, &indent);
        return OK;
    default:
        add_node(p, tag->sigil ? NODE_RAW : NODE_VALUE, tag->line, tag->name);
        return OK;
    }
}

struct source source_of(const char *file, struct text text)
{
    return (struct source){
        .file = file, .line = 1, .text = text, .marks = {TEXT("{{"), TEXT("}}")}};
}

rc template_parse(const struct source *s, struct vec *nodes, struct why *why)
{
    struct parser p = {.source = s,
                       .at = s->text.ptr,
                       .end = s->text.ptr + s->text.len,
                       .line = s->line,
                       .marks = s->marks,
                       .nodes = nodes,
                       .why = why};
    for (;;) {
        const char *open = find(p.at, p.end, p.marks.open);
        struct tag tag;
        add_text(&p, open ? open : p.end);
        if (!open)
            break;
        TRY(read_tag(&p, &tag));
        count_lines(&p, tag.end);
        TRY(take_tag(&p, &tag));
    }
    if (p.depth == 0)
        return OK;
    const struct open *last = &p.open[p.depth - 1];
    return wrong(&p, node_at(&p, last->node)->line, "is never closed: ", last->name);
}
