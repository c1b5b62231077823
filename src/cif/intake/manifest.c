#include "cif/intake/manifest.h"

#include "base/mapped.h"

#define EXPECTED "expected NAME ROWS SHA256 MODE with single spaces"

enum { FIELDS = 4, NAME_SHOWN = 64, ROWS_DIGITS_MOST = 15, MANIFEST_BYTES_MOST = 1 << 20 };

/* One line being read, and where, for the messages. */
struct reader {
    struct arena *arena;
    const char *path;
    size_t line;
    struct manifest *manifest;
    struct vec others; /* const char *; the names are in the arena, the list is copied there */
    struct why *why;
};

static rc wrong(const struct reader *r, const char *what)
{
    return why_say(r->why, E_INVALID, "%s:%zu: %s", r->path, r->line, what);
}

/* Cuts at every space; false unless there are exactly FIELDS fields, none of them empty. */
static bool split(struct text line, struct text fields[FIELDS])
{
    size_t count = 0;
    const char *end = line.ptr + line.len;
    for (const char *p = line.ptr;; count++) {
        const char *space = p < end ? memchr(p, ' ', (size_t)(end - p)) : NULL;
        const char *stop = space ? space : end;
        if (count == FIELDS || stop == p)
            return false;
        fields[count] = (struct text){p, (size_t)(stop - p)};
        if (!space)
            return count + 1 == FIELDS;
        p = space + 1;
    }
}

static bool parse_rows(struct text t, uint64_t *ret_rows)
{
    uint64_t rows = 0;
    if (t.len < 1 || t.len > ROWS_DIGITS_MOST)
        return false;
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
        rows = rows * 10 + (uint64_t)(t.ptr[i] - '0');
    }
    *ret_rows = rows;
    return true;
}

static rc twice(const struct reader *r, struct text name)
{
    int shown = name.len < NAME_SHOWN ? (int)name.len : NAME_SHOWN;
    return why_say(r->why, E_INVALID, "%s:%zu: %.*s is named twice", r->path, r->line, shown,
                   name.ptr);
}

static rc add_other(struct reader *r, struct text name)
{
    for (size_t i = 0; i < r->others.len; i++)
        if (text_is(name, *(const char **)vec_at(&r->others, i)))
            return twice(r, name);
    const char *kept = arena_text(r->arena, name.ptr, name.len);
    *(const char **)vec_add(&r->others) = kept;
    return OK;
}

static rc read_line(struct reader *r, struct text line)
{
    struct text fields[FIELDS];
    struct manifest_line out = {0};
    if (line.len && line.ptr[line.len - 1] == '\r')
        return wrong(r, "ends with CR LF; lines end with LF");
    if (!text_is_utf8(line) || !split(line, fields))
        return wrong(r, EXPECTED);
    if (!parse_rows(fields[1], &out.rows))
        return wrong(r, EXPECTED "; ROWS must be a whole number");
    if (!sha256_parse(fields[2], &out.sha256))
        return wrong(r, EXPECTED "; SHA256 must be 64 lower-case hexadecimal digits");
    out.full = text_is(fields[3], "full");
    if (!out.full && !text_is(fields[3], "delta"))
        return wrong(r, EXPECTED "; MODE must be full or delta");

    out.file = dayfile_named(fields[0]);
    if (out.file == NO_FILE)
        return add_other(r, fields[0]);
    if (r->manifest->named[out.file])
        return twice(r, fields[0]);
    r->manifest->named[out.file] = true;
    r->manifest->lines[out.file] = out;
    return OK;
}

static rc read_lines(struct reader *r, struct text bytes)
{
    const char *end = bytes.ptr + bytes.len;
    for (const char *p = bytes.ptr; p < end;) {
        const char *lf = memchr(p, '\n', (size_t)(end - p));
        r->line++;
        if (!lf)
            return wrong(r, "the line does not end with LF: is the file complete?");
        TRY(read_line(r, (struct text){p, (size_t)(lf - p)}));
        p = lf + 1;
    }
    return OK;
}

rc manifest_parse(struct arena *arena, struct text bytes, const char *path,
                  struct manifest *ret_manifest, struct why *why)
{
    struct manifest m = {0};
    struct reader r = {.arena = arena, .path = path, .manifest = &m, .why = why};
    if (bytes.len > MANIFEST_BYTES_MOST)
        return why_say(why, E_INVALID, "%s: is too large for a MANIFEST", path);
    vec_init(&r.others, sizeof(const char *));
    rc result = bytes.len ? read_lines(&r, bytes) : OK;
    if (result == OK) {
        m.other_count = r.others.len;
        m.others = arena_copy(arena, r.others.items, r.others.len * r.others.size);
        *ret_manifest = m;
    }
    vec_release(&r.others);
    return result;
}

rc manifest_read(struct arena *arena, const char *folder, struct manifest *ret_manifest,
                 struct why *why)
{
    const char *path = arena_printf(arena, "%s/MANIFEST", folder);
    struct manifest m;
    struct mapped file;
    TRY(mapped_open(path, &file, why));
    rc r = manifest_parse(arena, file.bytes, path, &m, why);
    if (!mapped_unchanged(&file))
        r = why_say(why, E_CONFLICT,
                    "%s: changed while it was read: deliver the folder again "
                    "complete, then MANIFEST last",
                    path);
    mapped_close(&file);
    if (r == OK)
        *ret_manifest = m;
    return r;
}
