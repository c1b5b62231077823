#include "web/masked.h"

#include "base/record_out.h"
#include "platform/mask.h"
#include "web/web.h"

rc mask_sealed(struct req *r, enum personal personal, struct text sealed, struct text *ret_masked)
{
    struct buf plain;
    buf_init(&plain);
    rc done = unseal(r->web->bank->keys, sealed, &plain, &r->why);
    if (done == OK) {
        struct masked masked = mask_value(personal, buf_text(&plain));
        size_t len = strlen(masked.text);
        *ret_masked = (struct text){arena_text(r->arena, masked.text, len), len};
    }
    secret_wipe(plain.bytes, plain.len);
    buf_release(&plain);
    return done;
}

static bool has_personal(const struct record *record, int depth)
{
    for (size_t i = 0; i < record->len && depth < 8; i++) {
        const struct field *f = &record->fields[i];
        if (f->personal || (f->of && has_personal(f->of, depth + 1)))
            return true;
    }
    return false;
}

static rc mask_field(struct req *r, const struct field *f, void *row)
{
    void *at = (char *)row + f->offset;
    if (f->kind == KIND_RECORD)
        return mask_record(r, f->of, at);
    if (f->kind == KIND_ROWS)
        return mask_rows(r, f->of, *(void **)at, field_count(f, row));
    if (!f->personal || !((struct text *)at)->ptr)
        return OK;
    return mask_sealed(r, f->personal, *(struct text *)at, at);
}

rc mask_record(struct req *r, const struct record *record, void *row)
{
    for (size_t i = 0; i < record->len && has_personal(record, 0); i++)
        TRY(mask_field(r, &record->fields[i], row));
    return OK;
}

rc mask_rows(struct req *r, const struct record *record, void *rows, size_t len)
{
    for (size_t i = 0; i < len && has_personal(record, 0); i++)
        TRY(mask_record(r, record, (char *)rows + i * record->size));
    return OK;
}
