/* bind -- names become places in structs; and rendering, which follows them. */
#include "base/record_out.h"
#include "tmpl/run.h"
#include "tmpl/show.h"
#include "tmpl/tmpl.h"

enum { MOST_FRAMES = 16 };

/* What a step's name means: the field, in the struct 'within' bytes from that of the frame. */
struct meaning {
    const struct field *field;
    uint32_t within;
    uint8_t frame;
    uint8_t show; /* enum show */
    uint8_t push; /* the frame that a section adds; 0: none */
    int16_t code; /* SHOW_IS */
};

struct tmpl_bound {
    const struct tmpl *t;
    size_t records;
    const struct meaning *meanings[TONGUE_COUNT];
};

struct binder {
    const struct tmpl *t;
    const struct tmpl_program *p;
    struct meaning *meanings;
    const struct record *frames[MOST_FRAMES];
    size_t depth;
    struct why *why;
};

static rc wrong(const struct binder *b, const struct tmpl_op *op, const char *what)
{
    return why_say(b->why, E_INVALID, "%s: %s:%u: %s: {{%.*s}}", b->t->name, b->p->files[op->file],
                   op->line, what, (int)op->len, b->p->text + op->at);
}

/* Takes the part up to the next dot off. */
static struct text take_part(struct text *name)
{
    const char *dot = memchr(name->ptr, '.', name->len);
    struct text part = {name->ptr, dot ? (size_t)(dot - name->ptr) : name->len};
    size_t used = part.len + (dot != NULL);
    *name = (struct text){name->ptr + used, name->len - used};
    return part;
}

/* What stands behind the last dot, and is no field. */
static bool find_show(struct meaning *m, struct text name, bool section)
{
    enum show show;
    if (show_parse(m->field->kind, name, &show)) {
        m->show = (uint8_t)show;
        return true;
    }
    const struct word *word =
        section && m->field->kind == KIND_CODE ? word_of_name(m->field->words, name) : NULL;
    if (!word)
        return false;
    m->show = SHOW_IS;
    m->code = word->code;
    return true;
}

static rc find_meaning(struct binder *b, const struct tmpl_op *op, struct meaning *m)
{
    struct text name = {b->p->text + op->at, op->len};
    struct text part = take_part(&name);
    *m = (struct meaning){.show = SHOW_AS_IS};
    for (size_t i = b->depth; i > 0 && !m->field; i--) {
        m->field = record_field(b->frames[i - 1], part);
        m->frame = (uint8_t)(i - 1);
    }
    if (!m->field)
        return wrong(b, op, "there is no such name");
    while (name.len > 0) {
        part = take_part(&name);
        const struct field *inner =
            m->field->kind == KIND_RECORD ? record_field(m->field->of, part) : NULL;
        if (inner) {
            m->within += (uint32_t)m->field->offset;
            m->field = inner;
        } else if (name.len > 0 || !find_show(m, part, op->code >= OP_SECTION)) {
            return wrong(b, op, "there is no such name");
        }
    }
    return OK;
}

static rc bind_value(struct binder *b, const struct tmpl_op *op, struct meaning *m)
{
    TRY(find_meaning(b, op, m));
    enum field_kind kind = m->field->kind;
    if (m->show != SHOW_COUNT && (kind == KIND_RECORD || kind == KIND_ROWS))
        return wrong(b, op, "a struct or rows cannot be shown, only their fields");
    if (kind == KIND_JSON)
        return wrong(b, op, "this is for programs, not for pages");
    if (op->code == OP_RAW && kind != KIND_HTML)
        return wrong(b, op, "only markup is shown without escapes");
    if (op->place == PLACE_URL && (kind != KIND_URL || m->show != SHOW_AS_IS))
        return wrong(b, op, "an address begins here, and this is none");
    return OK;
}

static rc bind_range(struct binder *b, size_t first, size_t end);

static rc bind_section(struct binder *b, size_t at)
{
    const struct tmpl_op *op = &b->p->ops[at];
    struct meaning *m = &b->meanings[at];
    TRY(find_meaning(b, op, m));
    enum field_kind kind = m->field->kind;
    bool pushes = m->show == SHOW_AS_IS && (kind == KIND_RECORD || kind == KIND_ROWS) &&
                  op->code == OP_SECTION;
    if (pushes) {
        if (b->depth == MOST_FRAMES)
            return wrong(b, op, "too deep");
        m->push = (uint8_t)b->depth;
        b->frames[b->depth++] = m->field->of;
    }
    rc r = bind_range(b, at + 1, op->end);
    b->depth -= pushes;
    return r;
}

static rc bind_range(struct binder *b, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        const struct tmpl_op *op = &b->p->ops[i];
        switch ((enum tmpl_code)op->code) {
        case OP_TEXT:
            break;
        case OP_VALUE:
        case OP_RAW:
            TRY(bind_value(b, op, &b->meanings[i]));
            break;
        case OP_SECTION:
        case OP_INVERTED:
            TRY(bind_section(b, i));
            i = op->end - 1;
            break;
        case OP_CALL:
            return wrong(b, op, "the partial is within itself");
        }
    }
    return OK;
}

rc tmpl_bind(struct arena *arena, const struct tmpl *t, const struct record *const *records,
             struct tmpl_bound **ret_bound, struct why *why)
{
    struct tmpl_bound *bound = arena_alloc(arena, sizeof *bound);
    bound->t = t;
    for (; records[bound->records]; bound->records++)
        assert(bound->records < TMPL_MOST_RECORDS);
    assert(bound->records > 0);
    for (int tongue = 0; tongue < TONGUE_COUNT; tongue++) {
        struct binder b = {.t = t, .p = &t->in[tongue], .depth = bound->records, .why = why};
        memcpy(b.frames, records, bound->records * sizeof *records);
        b.meanings = arena_alloc(arena, b.p->len * sizeof *b.meanings);
        TRY(bind_range(&b, 0, b.p->len));
        bound->meanings[tongue] = b.meanings;
    }
    *ret_bound = bound;
    return OK;
}

/* ---- rendering ---- */

struct rendering {
    const struct tmpl_op *ops;
    const struct meaning *meanings;
    const char *frames[MOST_FRAMES];
    enum tongue tongue;
};

static const char *struct_of(const struct rendering *r, const struct meaning *m)
{
    return r->frames[m->frame] + m->within;
}

static void show_step(void *ctx, size_t op, struct buf *out)
{
    const struct rendering *r = ctx;
    const struct meaning *m = &r->meanings[op];
    const struct field *f = m->field;
    const char *within = struct_of(r, m);
    if (m->show == SHOW_COUNT) {
        show_number(out, (int64_t)field_count(f, within));
    } else if (r->ops[op].code == OP_RAW) {
        const struct text *html = field_at(f, within);
        buf_add(out, html->ptr, html->len);
    } else {
        show_value(out, f, field_at(f, within), (enum show)m->show, r->tongue,
                   (enum tmpl_place)r->ops[op].place);
    }
}

static bool holds(const struct field *f, const void *value)
{
    if (field_is_null(f, value))
        return false;
    if (f->kind <= KIND_INT8)
        return field_number(f, value) != 0;
    if (f->kind == KIND_TEXT || f->kind == KIND_URL || f->kind == KIND_HTML)
        return ((const struct text *)value)->len > 0;
    return true;
}

static size_t count_items(void *ctx, size_t op)
{
    const struct rendering *r = ctx;
    const struct meaning *m = &r->meanings[op];
    const struct field *f = m->field;
    const char *within = struct_of(r, m);
    const void *value = field_at(f, within);
    if (m->show == SHOW_IS)
        return !field_is_null(f, value) && field_number(f, value) == m->code;
    if (f->kind != KIND_ROWS)
        return holds(f, value);
    size_t count = field_count(f, within);
    return m->show == SHOW_COUNT ? count > 0 : count;
}

static void enter_item(void *ctx, size_t op, size_t item)
{
    struct rendering *r = ctx;
    const struct meaning *m = &r->meanings[op];
    const void *inner = field_at(m->field, struct_of(r, m));
    if (!m->push)
        return;
    if (m->field->kind == KIND_ROWS)
        inner = *(const void *const *)inner;
    r->frames[m->push] = (const char *)inner + item * m->field->of->size;
}

static void leave_item(UNUSED void *ctx, UNUSED size_t op)
{
}

static const struct tmpl_block *find_block(const struct tmpl_program *p, const char *name)
{
    for (size_t i = 0; i < p->blocks_len; i++)
        if (strcmp(p->blocks[i].name, name) == 0 && p->blocks[i].alone)
            return &p->blocks[i];
    return NULL;
}

rc tmpl_render(const struct tmpl_bound *b, enum tongue tongue, const char *block,
               const void *const *rows, struct buf *out, struct why *why)
{
    const struct tmpl_program *p = &b->t->in[tongue];
    const struct tmpl_block *part = block ? find_block(p, block) : NULL;
    struct rendering r = {.ops = p->ops, .meanings = b->meanings[tongue], .tongue = tongue};
    const struct values values = {&r, show_step, count_items, enter_item, leave_item};
    if (block && !part)
        return why_say(why, E_NOT_FOUND, "%s: there is no block %s", b->t->name, block);
    for (size_t i = 0; i < b->records; i++)
        r.frames[i] = rows[i];
    if (!program_run(p, &values, part ? part->first : 0, part ? part->end : p->len, TMPL_MOST_BYTES,
                     out))
        return why_say(why, E_REFUSED, "%s: the page is too large", b->t->name);
    return OK;
}
