/* Values for columns that may be null, and sealed ones. */
#include "cif/intake/take_inside.h"

struct text text_or_null(struct text value)
{
    return value.len ? value : (struct text){NULL, 0};
}

struct opt_int2 code_or_null(const struct cell *c)
{
    return (struct opt_int2){.known = c->text.len > 0, .value = (int16_t)c->num};
}

struct opt_int8 amount_or_null(const struct cell *c)
{
    return (struct opt_int8){.known = c->text.len > 0, .value = c->num};
}

struct opt_bool bool_or_null(const struct cell *c)
{
    return (struct opt_bool){.known = c->text.len > 0, .value = c->num != 0};
}

struct sealed seal_cell(struct taking *t, int slot, struct text value)
{
    if (value.len == 0)
        return (struct sealed){.sealed = {NULL, 0}};
    struct buf *b = &t->sealed[slot];
    buf_clear(b);
    seal(t->bank->sealer, value, b);
    return (struct sealed){.sealed = buf_text(b),
                           .hash = {.known = true, .value = bank_hash(t->bank, value)}};
}
