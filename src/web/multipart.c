#include "web/multipart.h"

enum {
    BOUNDARY_BYTES_MOST = 70, /* RFC 2046 */
    HEADER_LINES_MOST = 8,    /* of a part */
    HEADER_BYTES_MOST = 4096,
    PARAMETERS_MOST = 6, /* of a header */
    NAME_BYTES_MOST = 100,
    FILE_NAME_BYTES_MOST = 800,
};

static const char media_type[] = "multipart/form-data";

/* What is not read yet. */
struct reading {
    struct arena *arena;
    struct why *why;
    struct text rest;
    struct text mark; /* "\r\n--boundary" */
    size_t part;      /* which one, from 1; 0: before the first */
};

static rc wrong(const struct reading *g, const char *what)
{
    if (g->part == 0)
        return why_say(g->why, E_USAGE, "the form with files cannot be read: %s", what);
    return why_say(g->why, E_USAGE, "the form with files cannot be read: part %zu: %s", g->part,
                   what);
}

static void skip(struct text *t, size_t len)
{
    t->ptr += len;
    t->len -= len;
}

static bool begins(struct text t, struct text with)
{
    return t.len >= with.len && memcmp(t.ptr, with.ptr, with.len) == 0;
}

/* Takes 't' from the beginning of 'rest', if it stands there. */
static bool take(struct text *rest, struct text t)
{
    if (!begins(*rest, t))
        return false;
    skip(rest, t.len);
    return true;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool same_word(struct text a, const char *b)
{
    size_t len = strlen(b);
    if (a.len != len)
        return false;
    for (size_t i = 0; i < len; i++)
        if (lower(a.ptr[i]) != b[i])
            return false;
    return true;
}

/* ---- parameters: ; name=token; name="quoted" ---- */

static bool is_token(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

static struct text take_token(struct text *rest)
{
    struct text token = {rest->ptr, 0};
    while (token.len < rest->len && is_token(rest->ptr[token.len]))
        token.len++;
    skip(rest, token.len);
    return token;
}

static void skip_blanks(struct text *rest)
{
    while (rest->len && (*rest->ptr == ' ' || *rest->ptr == '\t'))
        skip(rest, 1);
}

/* After the first '"'.  A backslash protects a quotation mark or another one; before anything else
 * it is itself, as in the paths that some programs send.  Browsers write a quotation mark as %22.
 */
static bool take_quoted(struct arena *a, struct text *rest, struct text *ret_value)
{
    char *value = arena_alloc(a, rest->len + 1);
    size_t len = 0;
    for (; rest->len && *rest->ptr != '"'; skip(rest, 1)) {
        bool is_escape =
            rest->len > 1 && *rest->ptr == '\\' && (rest->ptr[1] == '"' || rest->ptr[1] == '\\');
        if (is_escape)
            skip(rest, 1);
        if (!is_escape && begins(*rest, TEXT("%22"))) {
            skip(rest, 2);
            value[len++] = '"';
        } else {
            value[len++] = *rest->ptr;
        }
    }
    *ret_value = (struct text){value, len};
    return take(rest, TEXT("\""));
}

/* One "; name=value"; false: there is something else. */
static bool take_parameter(struct arena *a, struct text *rest, struct text *ret_name,
                           struct text *ret_value)
{
    skip_blanks(rest);
    if (!take(rest, TEXT(";")))
        return false;
    skip_blanks(rest);
    *ret_name = take_token(rest);
    if (ret_name->len == 0 || !take(rest, TEXT("=")))
        return false;
    if (take(rest, TEXT("\"")))
        return take_quoted(a, rest, ret_value);
    *ret_value = take_token(rest);
    return ret_value->len > 0;
}

/* ---- Content-Type of the request ---- */

bool multipart_is(struct text content_type)
{
    skip_blanks(&content_type);
    size_t len = strlen(media_type);
    if (content_type.len < len)
        return false;
    char after = content_type.len > len ? content_type.ptr[len] : ';';
    return same_word((struct text){content_type.ptr, len}, media_type) &&
           (after == ';' || after == ' ' || after == '\t');
}

static bool boundary_is_fine(struct text boundary)
{
    for (size_t i = 0; i < boundary.len; i++)
        if (!boundary.ptr[i] ||
            (!is_token(boundary.ptr[i]) && !strchr("()/:=?, ", boundary.ptr[i])))
            return false;
    return boundary.len > 0 && boundary.len <= BOUNDARY_BYTES_MOST &&
           boundary.ptr[boundary.len - 1] != ' ';
}

static rc read_boundary(struct reading *g, struct text content_type)
{
    struct text boundary = {NULL, 0}, name, value;
    if (!multipart_is(content_type))
        return wrong(g, "its Content-Type is not multipart/form-data");
    skip_blanks(&content_type);
    skip(&content_type, strlen(media_type));
    for (int n = 0; content_type.len > 0; n++) {
        if (n == PARAMETERS_MOST || !take_parameter(g->arena, &content_type, &name, &value))
            return wrong(g, "its Content-Type is not well formed");
        if (!same_word(name, "boundary"))
            continue;
        if (boundary.ptr)
            return wrong(g, "its Content-Type names two boundaries");
        boundary = value;
    }
    if (!boundary_is_fine(boundary))
        return wrong(g, "its Content-Type names no boundary of 1 to 70 characters");
    const char *mark = arena_printf(g->arena, "\r\n--%.*s", (int)boundary.len, boundary.ptr);
    g->mark = text_of(mark);
    return OK;
}

/* ---- headers of a part ---- */

/* What a part says of itself; NULL pointers: nothing. */
struct said {
    struct text name, file_name, long_file_name, type;
    bool has_disposition;
};

static rc keep_once(const struct reading *g, struct text value, struct text *ret)
{
    if (ret->ptr)
        return wrong(g, "says the same twice");
    *ret = text_or_empty(value);
    return OK;
}

static rc read_disposition(const struct reading *g, struct text value, struct said *said)
{
    struct text name, given;
    if (said->has_disposition)
        return wrong(g, "has two Content-Disposition headers");
    said->has_disposition = true;
    if (!same_word(take_token(&value), "form-data"))
        return wrong(g, "its Content-Disposition is not form-data");
    for (int n = 0; value.len > 0; n++) {
        if (n == PARAMETERS_MOST || !take_parameter(g->arena, &value, &name, &given))
            return wrong(g, "its Content-Disposition is not well formed");
        if (same_word(name, "name"))
            TRY(keep_once(g, given, &said->name));
        else if (same_word(name, "filename"))
            TRY(keep_once(g, given, &said->file_name));
        else if (same_word(name, "filename*"))
            TRY(keep_once(g, given, &said->long_file_name));
        skip_blanks(&value);
    }
    return OK;
}

static bool is_plain_coding(struct text value)
{
    return same_word(value, "binary") || same_word(value, "8bit") || same_word(value, "7bit");
}

static rc read_header(const struct reading *g, struct text line, struct said *said)
{
    struct text name = take_token(&line);
    if (name.len == 0 || !take(&line, TEXT(":")))
        return wrong(g, "has a header that is none");
    for (size_t i = 0; i < line.len; i++)
        if ((unsigned char)line.ptr[i] < ' ' && line.ptr[i] != '\t')
            return wrong(g, "has control characters in a header");
    skip_blanks(&line);
    while (line.len && (line.ptr[line.len - 1] == ' ' || line.ptr[line.len - 1] == '\t'))
        line.len--;
    if (same_word(name, "content-disposition"))
        return read_disposition(g, line, said);
    if (same_word(name, "content-type"))
        return keep_once(g, line, &said->type);
    if (same_word(name, "content-transfer-encoding") && !is_plain_coding(line))
        return wrong(g, "is encoded; send its bytes as they are");
    return OK;
}

/* Up to the line end; false: there is none within what headers may take. */
static bool take_line(struct text *rest, struct text *ret_line)
{
    size_t most = rest->len < HEADER_BYTES_MOST ? rest->len : HEADER_BYTES_MOST;
    const char *end = most ? memchr(rest->ptr, '\r', most) : NULL;
    if (!end)
        return false;
    *ret_line = (struct text){rest->ptr, (size_t)(end - rest->ptr)};
    skip(rest, ret_line->len);
    return take(rest, TEXT("\r\n"));
}

static rc read_headers(struct reading *g, struct said *said)
{
    struct text line;
    size_t lines = 0;
    while (!take(&g->rest, TEXT("\r\n"))) {
        if (lines++ == HEADER_LINES_MOST || !take_line(&g->rest, &line))
            return wrong(g, "its headers do not end");
        TRY(read_header(g, line, said));
    }
    return OK;
}

/* ---- names of files ---- */

/* Controls, and marks that turn the direction of writing or cannot be seen, as UTF-8. */
static size_t unshowable(struct text t)
{
    const unsigned char *c = (const unsigned char *)t.ptr;
    if (*c < ' ' || *c == 127)
        return 1;
    if (*c == 0xC2 && t.len > 1 && c[1] < 0xA0)
        return 2; /* U+0080..9F */
    if (*c == 0xE2 && t.len > 2 && c[1] == 0x80 &&
        ((c[2] >= 0x8B && c[2] <= 0x8F) || (c[2] >= 0xA8 && c[2] <= 0xAE)))
        return 3; /* U+200B..200F, U+2028..202E */
    if (*c == 0xE2 && t.len > 2 && c[1] == 0x81 && c[2] >= 0xA0 && c[2] <= 0xAF)
        return 3; /* U+2060..206F */
    if (*c == 0xEF && t.len > 2 && c[1] == 0xBB && c[2] == 0xBF)
        return 3; /* U+FEFF */
    return 0;
}

static struct text clean_file_name(struct arena *a, struct text raw)
{
    char *clean = arena_alloc(a, raw.len + 1);
    size_t len = 0;
    for (size_t i = raw.len; i > 0; i--)
        if (raw.ptr[i - 1] == '/' || raw.ptr[i - 1] == '\\') {
            skip(&raw, i);
            break;
        }
    while (raw.len > 0) {
        size_t bad = unshowable(raw);
        bool leads = len == 0 && (*raw.ptr == '.' || *raw.ptr == ' ');
        if (!bad && !leads)
            clean[len++] = *raw.ptr;
        skip(&raw, bad ? bad : 1);
    }
    while (len > 0 && (clean[len - 1] == ' ' || clean[len - 1] == '.'))
        len--;
    return len ? (struct text){clean, len} : TEXT("file");
}

/* RFC 5987: UTF-8'language'percent-encoded. */
static bool read_long_name(struct arena *a, struct text value, struct text *ret_name)
{
    const char *first = value.len ? memchr(value.ptr, '\'', value.len) : NULL;
    if (!first || !same_word((struct text){value.ptr, (size_t)(first - value.ptr)}, "utf-8"))
        return false;
    skip(&value, (size_t)(first - value.ptr) + 1);
    const char *second = value.len ? memchr(value.ptr, '\'', value.len) : NULL;
    if (!second)
        return false;
    skip(&value, (size_t)(second - value.ptr) + 1);
    return http_decode(a, value, false, ret_name);
}

/* ---- parts ---- */

/* The bytes up to the next mark, which is taken too. */
static rc read_bytes(struct reading *g, struct text *ret_bytes)
{
    struct text rest = g->rest;
    for (;;) {
        const char *at = rest.len ? memchr(rest.ptr, '\r', rest.len) : NULL;
        if (!at)
            return wrong(g, "does not end with the boundary");
        skip(&rest, (size_t)(at - rest.ptr));
        if (begins(rest, g->mark))
            break;
        skip(&rest, 1);
    }
    *ret_bytes = (struct text){g->rest.ptr, (size_t)(rest.ptr - g->rest.ptr)};
    g->rest = rest;
    skip(&g->rest, g->mark.len);
    return OK;
}

static rc make_file(const struct reading *g, const struct said *said, struct text bytes,
                    struct pair *p)
{
    struct text name = said->file_name;
    if (said->long_file_name.ptr && !read_long_name(g->arena, said->long_file_name, &name))
        return wrong(g, "its filename* is not UTF-8''name");
    if (name.len == 0 && bytes.len == 0)
        return OK; /* nothing was chosen */
    if (name.len > FILE_NAME_BYTES_MOST || (name.len > 0 && !text_is_utf8(name)))
        return wrong(g, "the name of its file is too long or not UTF-8");
    struct file_in *file = arena_alloc(g->arena, sizeof *file);
    *file = (struct file_in){
        .name = clean_file_name(g->arena, name), .type = text_or_empty(said->type), .bytes = bytes};
    *p = (struct pair){said->name, file->name, file};
    return OK;
}

static bool name_is_fine(struct text name)
{
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < ' ')
            return false;
    return name.len > 0 && name.len <= NAME_BYTES_MOST && text_is_utf8(name);
}

/* *p stays empty where nothing was chosen. */
static rc read_part(struct reading *g, struct pair *p)
{
    struct said said = {{NULL, 0}};
    struct text bytes;
    TRY(read_headers(g, &said));
    TRY(read_bytes(g, &bytes));
    if (!name_is_fine(said.name))
        return wrong(g, "has no name of at most 100 bytes of UTF-8");
    if (said.file_name.ptr || said.long_file_name.ptr)
        return make_file(g, &said, bytes, p);
    if (bytes.len > 0 && !text_is_utf8(bytes))
        return wrong(g, "its value is not UTF-8");
    *p = (struct pair){said.name, bytes.len ? bytes : TEXT(""), NULL};
    return OK;
}

static rc read_parts(struct reading *g, size_t most, struct pairs *ret_pairs)
{
    struct pairs pairs = {arena_alloc(g->arena, (most + 1) * sizeof *pairs.items), 0};
    while (take(&g->rest, TEXT("\r\n"))) {
        if (g->part++ == most)
            return wrong(g, "is one too many");
        TRY(read_part(g, &pairs.items[pairs.len]));
        pairs.len += pairs.items[pairs.len].name.ptr != NULL;
    }
    if (!take(&g->rest, TEXT("--")))
        return wrong(g, "the boundary stands within it");
    take(&g->rest, TEXT("\r\n"));
    if (g->rest.len > 0)
        return wrong(g, "something follows the last boundary");
    *ret_pairs = pairs;
    return OK;
}

rc multipart_read(struct arena *a, struct text content_type, struct text body, size_t most,
                  struct pairs *ret_pairs, struct why *why)
{
    struct reading g = {.arena = a, .why = why, .rest = body};
    TRY(read_boundary(&g, content_type));
    struct text first = {g.mark.ptr + 2, g.mark.len - 2}; /* no line ends before it */
    if (!take(&g.rest, first))
        return wrong(&g, "it does not begin with the boundary");
    return read_parts(&g, most, ret_pairs);
}
