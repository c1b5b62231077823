#include "tmpl/compile.h"

#include "tmpl/emit.h"
#include "tmpl/parse.h"
#include "tmpl/place.h"

enum { MOST_DEPTH = 64, MOST_OPS = 1 << 16, MOST_TEXT = 4 << 20, MOST_FILES = UINT16_MAX };

/* What replaces a block; it is read as it would be where it was written. */
struct override {
    struct text name;
    struct source source;
    const struct override *env;
    const struct override *next;
};

/* A partial that is being put into its place. */
struct place_of {
    const char *file;
    struct text indent;
    const struct override *env;
    uint32_t first;
    const struct place_of *outer;
};

struct compiler {
    const struct compile *how;
    struct arena *arena;
    struct program_writer out;
    const struct place_of *places;
    int depth;
    int sections;
    struct why *why;
};

static rc put_source(struct compiler *c, const struct source *s, const struct override *env);

static rc wrong(struct compiler *c, const struct source *s, uint32_t line, const char *what,
                struct text name)
{
    return why_say(c->why, E_INVALID, "%s:%u: %s%.*s", s->file, line, what,
                   (int)(name.len < 60 ? name.len : 60), name.ptr ? name.ptr : "");
}

/* ---- indentation ---- */

static size_t blanks_of(struct text t)
{
    size_t len = 0;
    while (len < t.len && (t.ptr[len] == ' ' || t.ptr[len] == '\t'))
        len++;
    return len;
}

/* Every line with up to 'cut' blanks less and 'indent' more; the first only where 'first'. */
static struct text reindent(struct compiler *c, struct text t, size_t cut, struct text indent,
                            bool first)
{
    struct buf out;
    buf_init(&out);
    for (size_t at = 0; at < t.len;) {
        struct text rest = {t.ptr + at, t.len - at};
        const char *stop = memchr(rest.ptr, '\n', rest.len);
        size_t len = stop ? (size_t)(stop - rest.ptr) + 1 : rest.len;
        size_t blanks = blanks_of(rest);
        size_t less = blanks < cut ? blanks : cut;
        bool empty = rest.ptr[0] == '\n' || rest.ptr[0] == '\r';
        if (!empty && (first || at > 0))
            buf_add(&out, indent.ptr, indent.len);
        buf_add(&out, rest.ptr + less, len - less);
        at += len;
    }
    struct text copy = {arena_text(c->arena, out.bytes ? out.bytes : "", out.len), out.len};
    buf_release(&out);
    return copy;
}

/* ---- partials and parents ---- */

/* Where the same partial is being put into its place already, it is called instead. */
static const struct place_of *already(const struct compiler *c, const struct place_of *place)
{
    for (const struct place_of *p = c->places; p; p = p->outer)
        if (strcmp(p->file, place->file) == 0 && text_equal(p->indent, place->indent) &&
            p->env == place->env)
            return p;
    return NULL;
}

/* The text of a file, all lines indented as the place is. */
static rc put_file(struct compiler *c, struct place_of *place, struct text text)
{
    if (place->indent.len)
        text = reindent(c, text, 0, place->indent, true);
    struct source source = source_of(place->file, text);
    place->first = (uint32_t)c->out.ops.len;
    place->outer = c->places;
    c->places = place;
    rc r = put_source(c, &source, place->env);
    c->places = place->outer;
    write_calls_end(&c->out, place->first);
    return r;
}

static rc put_partial(struct compiler *c, const struct source *s, const struct node *node,
                      const struct override *env)
{
    struct place_of place = {.env = env};
    struct text text;
    struct why why = {""};
    if (node->standalone)
        place.indent = node->indent;
    rc r = c->how->load(c->how->ctx, node->text, s->file, &place.file, &text, &why);
    if (r != OK)
        return why_say(c->why, r, "%s:%u: %s", s->file, node->line, why.text);
    const struct place_of *outer = already(c, &place);
    if (!outer)
        return put_file(c, &place, text);
    write_call(&c->out, s->file, node->line, outer->first);
    return OK;
}

static rc put_parent(struct compiler *c, const struct source *s, const struct vec *nodes, size_t at,
                     const struct override *env)
{
    const struct node *parent = vec_at(nodes, at);
    const struct override *blocks = env;
    for (size_t i = at + 1; i < parent->end;) {
        const struct node *node = vec_at(nodes, i);
        i = node->end;
        if (node->kind != NODE_BLOCK)
            continue;
        struct override *o = arena_alloc(c->arena, sizeof *o);
        size_t cut = node->standalone ? blanks_of(node->body) : 0;
        struct text none = {"", 0};
        *o = (struct override){
            .name = node->text,
            .source = {.file = s->file,
                       .line = node->body_line,
                       .text = cut ? reindent(c, node->body, cut, none, false) : node->body,
                       .marks = node->marks},
            .env = env,
            .next = blocks,
        };
        blocks = o;
    }
    return put_partial(c, s, parent, blocks);
}

/* The outermost that replaces the block: who stands nearer to the page has the last word. */
static const struct override *find_override(const struct override *env, struct text name)
{
    const struct override *found = NULL;
    for (; env; env = env->next)
        if (text_equal(env->name, name))
            found = env;
    return found;
}

static rc put_nodes(struct compiler *c, const struct source *s, const struct vec *nodes,
                    size_t first, size_t end, const struct override *env);

static rc put_block(struct compiler *c, const struct source *s, const struct vec *nodes, size_t at,
                    const struct override *env)
{
    const struct node *node = vec_at(nodes, at);
    const struct override *o = find_override(env, node->text);
    rc r;
    size_t block = write_block(&c->out, node->text, c->sections == 0);
    if (o) {
        struct source with = o->source;
        size_t own = node->standalone ? blanks_of(node->body) : 0;
        struct text indent = own ? (struct text){node->body.ptr, own} : node->indent;
        if (indent.len)
            with.text = reindent(c, with.text, 0, indent, node->standalone);
        r = put_source(c, &with, o->env);
    } else {
        r = put_nodes(c, s, nodes, at + 1, node->end, env);
    }
    write_block_end(&c->out, block);
    return r;
}

/* ---- texts ---- */

/* The message without the line ends of the source: one blank between words. */
static char *message_of(struct compiler *c, struct text body)
{
    char *message = arena_alloc(c->arena, body.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < body.len; i++) {
        bool space = memchr(" \t\r\n", body.ptr[i], 4) != NULL;
        if (!space)
            message[len++] = body.ptr[i];
        else if (len > 0 && message[len - 1] != ' ')
            message[len++] = ' ';
    }
    if (len > 0 && message[len - 1] == ' ')
        len--;
    message[len] = '\0';
    return message;
}

static rc check_message(struct compiler *c, const struct source *s, const struct vec *nodes,
                        const struct node *text, size_t at)
{
    for (size_t i = at + 1; i < text->end; i++) {
        const struct node *node = vec_at(nodes, i);
        if (node->kind >= NODE_PARTIAL)
            return wrong(c, s, node->line, "this may not stand within a text: ", node->text);
    }
    if (text->body.len == 0)
        return wrong(c, s, text->line, "the text is empty", (struct text){NULL, 0});
    return OK;
}

static rc put_text(struct compiler *c, const struct source *s, const struct vec *nodes, size_t at)
{
    const struct node *node = vec_at(nodes, at);
    TRY(check_message(c, s, nodes, node, at));
    const char *message = message_of(c, node->body);
    const char *said = NULL;
    if (c->how->translate)
        said = c->how->translate(c->how->ctx, message);
    struct source in_tongue = {.file = s->file,
                               .line = node->line,
                               .text = text_of(said ? said : message),
                               .marks = node->marks};
    size_t text = write_translated(&c->out);
    TRY(put_source(c, &in_tongue, NULL));
    write_translated_end(&c->out, text);
    return OK;
}

/* ---- all nodes ---- */

static rc put_section(struct compiler *c, const struct source *s, const struct vec *nodes,
                      size_t at, const struct override *env)
{
    const struct node *node = vec_at(nodes, at);
    enum tmpl_code code = node->kind == NODE_SECTION ? OP_SECTION : OP_INVERTED;
    size_t op = write_op(&c->out, code, s->file, node->line, node->text);
    c->sections++;
    TRY(put_nodes(c, s, nodes, at + 1, node->end, env));
    c->sections--;
    write_section_end(&c->out, op);
    return OK;
}

static rc put_node(struct compiler *c, const struct source *s, const struct vec *nodes, size_t at,
                   const struct override *env)
{
    const struct node *node = vec_at(nodes, at);
    if (c->out.ops.len > MOST_OPS || c->out.text.len > MOST_TEXT || c->out.files.len > MOST_FILES)
        return wrong(c, s, node->line, "the template is too large", (struct text){NULL, 0});
    switch (node->kind) {
    case NODE_TEXT:
        write_text(&c->out, s->file, node->line, node->text);
        return OK;
    case NODE_VALUE:
        write_op(&c->out, OP_VALUE, s->file, node->line, node->text);
        return OK;
    case NODE_RAW:
        write_op(&c->out, OP_RAW, s->file, node->line, node->text);
        return OK;
    case NODE_SECTION:
    case NODE_INVERTED:
        return put_section(c, s, nodes, at, env);
    case NODE_PARTIAL:
        if (c->how->html && node->text.ptr[0] != '_')
            return wrong(c, s, node->line, "the name of a partial begins with _: ", node->text);
        return put_partial(c, s, node, env);
    case NODE_PARENT:
        return put_parent(c, s, nodes, at, env);
    case NODE_BLOCK:
        return put_block(c, s, nodes, at, env);
    case NODE_TRANSLATE:
        return put_text(c, s, nodes, at);
    }
    return OK;
}

static rc put_nodes(struct compiler *c, const struct source *s, const struct vec *nodes,
                    size_t first, size_t end, const struct override *env)
{
    for (size_t i = first; i < end;) {
        TRY(put_node(c, s, nodes, i, env));
        i = ((const struct node *)vec_at(nodes, i))->end;
    }
    return OK;
}

static rc put_source(struct compiler *c, const struct source *s, const struct override *env)
{
    struct vec nodes;
    if (c->depth == MOST_DEPTH)
        return wrong(c, s, s->line, "this goes too deep, or is within itself",
                     (struct text){NULL, 0});
    vec_init(&nodes, sizeof(struct node));
    c->depth++;
    rc r = template_parse(s, &nodes, c->why);
    if (r == OK)
        r = put_nodes(c, s, &nodes, 0, nodes.len, env);
    c->depth--;
    vec_release(&nodes);
    return r;
}

rc tmpl_compile(struct arena *arena, const struct compile *how, struct text name,
                struct tmpl_program *ret_program, struct why *why)
{
    struct compiler c = {.how = how, .arena = arena, .why = why};
    struct place_of place = {.env = NULL};
    struct text text;
    TRY(how->load(how->ctx, name, "", &place.file, &text, why));
    program_writer_init(&c.out, arena);
    rc r = put_file(&c, &place, text);
    if (r == OK && how->html)
        r = place_values(&c.out, why);
    if (r == OK)
        *ret_program = program_written(&c.out);
    program_writer_release(&c.out);
    return r;
}
