#include "tmpl/run.h"

struct run {
    const struct tmpl_program *program;
    const struct values *values;
    struct buf *out;
    size_t most;
    int depth;
};

static bool run_steps(struct run *r, size_t first, size_t end);

static bool run_section(struct run *r, size_t at)
{
    const struct tmpl_op *op = &r->program->ops[at];
    const struct values *v = r->values;
    size_t count = v->count(v->ctx, at);
    if (op->code == OP_INVERTED)
        return count > 0 || run_steps(r, at + 1, op->end);
    bool fits = true;
    for (size_t i = 0; i < count && fits; i++) {
        v->enter(v->ctx, at, i);
        fits = run_steps(r, at + 1, op->end);
        v->leave(v->ctx, at);
    }
    return fits;
}

static bool run_steps(struct run *r, size_t first, size_t end)
{
    const struct tmpl_op *ops = r->program->ops;
    bool fits = r->depth < RUN_MOST_DEPTH && r->out->len <= r->most;
    r->depth++;
    for (size_t i = first; i < end && fits; i++)
        switch ((enum tmpl_code)ops[i].code) {
        case OP_TEXT:
            buf_add(r->out, r->program->text + ops[i].at, ops[i].len);
            break;
        case OP_VALUE:
        case OP_RAW:
            r->values->show(r->values->ctx, i, r->out);
            break;
        case OP_SECTION:
        case OP_INVERTED:
            fits = run_section(r, i);
            i = ops[i].end - 1;
            break;
        case OP_CALL:
            fits = run_steps(r, ops[i].at, ops[i].end);
            break;
        }
    r->depth--;
    return fits && r->out->len <= r->most;
}

bool program_run(const struct tmpl_program *p, const struct values *values, size_t first,
                 size_t end, size_t most, struct buf *out)
{
    struct run r = {.program = p, .values = values, .out = out, .most = out->len + most};
    return run_steps(&r, first, end);
}
