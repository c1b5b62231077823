#include "tmpl/emit.h"

void program_writer_init(struct program_writer *w, struct arena *arena)
{
    *w = (struct program_writer){.arena = arena};
    vec_init(&w->ops, sizeof(struct tmpl_op));
    vec_init(&w->files, sizeof(const char *));
    vec_init(&w->blocks, sizeof(struct tmpl_block));
    vec_init(&w->translated, sizeof(struct translated));
    buf_init(&w->text);
}

void program_writer_release(struct program_writer *w)
{
    vec_release(&w->ops);
    vec_release(&w->files);
    vec_release(&w->blocks);
    vec_release(&w->translated);
    buf_release(&w->text);
}

static uint16_t file_number(struct program_writer *w, const char *file)
{
    const char **files = w->files.items;
    for (size_t i = 0; i < w->files.len; i++)
        if (strcmp(files[i], file) == 0)
            return (uint16_t)i;
    *(const char **)vec_add(&w->files) = arena_text(w->arena, file, strlen(file));
    return (uint16_t)(w->files.len - 1);
}

static struct tmpl_op *op_at(struct program_writer *w, size_t i)
{
    return vec_at(&w->ops, i);
}

size_t write_op(struct program_writer *w, enum tmpl_code code, const char *file, uint32_t line,
                struct text text)
{
    struct tmpl_op *op = vec_add(&w->ops);
    *op = (struct tmpl_op){.code = (uint8_t)code,
                           .file = file_number(w, file),
                           .line = line,
                           .at = (uint32_t)w->text.len,
                           .len = (uint32_t)text.len};
    buf_add(&w->text, text.ptr, text.len);
    if (code != OP_TEXT)
        w->barrier = w->ops.len;
    return w->ops.len - 1;
}

void write_text(struct program_writer *w, const char *file, uint32_t line, struct text text)
{
    if (text.len == 0)
        return;
    if (w->ops.len > w->barrier) {
        buf_add(&w->text, text.ptr, text.len);
        op_at(w, w->ops.len - 1)->len += (uint32_t)text.len;
    } else {
        write_op(w, OP_TEXT, file, line, text);
    }
}

void write_section_end(struct program_writer *w, size_t op)
{
    op_at(w, op)->end = (uint32_t)w->ops.len;
    w->barrier = w->ops.len;
}

void write_call(struct program_writer *w, const char *file, uint32_t line, uint32_t first)
{
    size_t op = write_op(w, OP_CALL, file, line, (struct text){"", 0});
    op_at(w, op)->at = first;
}

void write_calls_end(struct program_writer *w, uint32_t first)
{
    for (size_t i = first; i < w->ops.len; i++) {
        struct tmpl_op *op = op_at(w, i);
        if (op->code == OP_CALL && op->at == first && op->end == 0) {
            op->end = (uint32_t)w->ops.len;
            w->barrier = w->ops.len;
        }
    }
}

size_t write_block(struct program_writer *w, struct text name, bool alone)
{
    struct tmpl_block *block = vec_add(&w->blocks);
    block->name = arena_text(w->arena, name.ptr, name.len);
    block->first = (uint32_t)w->ops.len;
    block->alone = alone;
    w->barrier = w->ops.len;
    return w->blocks.len - 1;
}

void write_block_end(struct program_writer *w, size_t block)
{
    ((struct tmpl_block *)vec_at(&w->blocks, block))->end = (uint32_t)w->ops.len;
    w->barrier = w->ops.len;
}

size_t write_translated(struct program_writer *w)
{
    struct translated *t = vec_add(&w->translated);
    t->first = (uint32_t)w->ops.len;
    w->barrier = w->ops.len;
    return w->translated.len - 1;
}

void write_translated_end(struct program_writer *w, size_t text)
{
    ((struct translated *)vec_at(&w->translated, text))->end = (uint32_t)w->ops.len;
    w->barrier = w->ops.len;
}

static void *kept(struct program_writer *w, const struct vec *v)
{
    return v->len ? arena_copy(w->arena, v->items, v->len * v->size) : NULL;
}

struct tmpl_program program_written(struct program_writer *w)
{
    return (struct tmpl_program){
        .ops = kept(w, &w->ops),
        .len = w->ops.len,
        .text = arena_text(w->arena, w->text.bytes ? w->text.bytes : "", w->text.len),
        .files = kept(w, &w->files),
        .blocks = kept(w, &w->blocks),
        .blocks_len = w->blocks.len,
    };
}
