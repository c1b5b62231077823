#include "tmpl/place.h"

enum state {
    TEXT_STATE,
    OPEN,        /* behind < */
    DECLARATION, /* <! */
    COMMENT,     /* <!-- */
    TAG,         /* the name of a tag */
    IN_TAG,      /* between attributes */
    NAME,        /* the name of an attribute */
    AFTER_NAME,
    BEFORE_VALUE, /* behind = */
    QUOTED,
    UNQUOTED,
    SCRIPT, /* in <script> or <style> */
};

/* What is known of an address by its first characters. */
enum address { EMPTY, UNSURE, SAFE, UNSAFE };

/* All zero between tags, so that two of them can be compared. */
struct page {
    enum state state;
    enum address address;
    char quote;
    bool closing;
    uint8_t seen; /* dashes of a comment; characters of </script */
    char tag[16];
    char attr[24];
    char scheme[13];
};
static_assert(sizeof(struct page) == 64,
              "nothing between the members: pages are compared as bytes");

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static void append(char *to, size_t room, char c)
{
    size_t len = strlen(to);
    if (len + 1 < room) {
        to[len] = lower(c);
        to[len + 1] = '\0';
    }
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool takes_address(const char *attr)
{
    static const char *const names[] = {
        "href",           "src",         "action",     "formaction", "poster",
        "data",           "cite",        "hx-get",     "hx-post",    "hx-put",
        "hx-patch",       "hx-delete",   "manifest",   "hx-sse",     "hx-push-url",
        "hx-replace-url", "sse-connect", "xlink:href", NULL};
    return is_one_of(attr, names);
}

/* Programs, or what no escape of ours makes safe. */
static bool takes_nothing(const char *attr)
{
    static const char *const names[] = {"style",   "srcdoc",     "srcset",     "hx-vals",
                                        "hx-vars", "hx-headers", "hx-trigger", "hx-request",
                                        "ping",    NULL};
    return strncmp(attr, "on", 2) == 0 || strncmp(attr, "hx-on", 5) == 0 || is_one_of(attr, names);
}

/* ---- one character after the other ---- */

static void begin_attr(struct page *p, char c)
{
    p->state = NAME;
    p->attr[0] = '\0';
    append(p->attr, sizeof p->attr, c);
}

static void end_attr(struct page *p)
{
    p->state = IN_TAG;
    p->quote = '\0';
    p->address = EMPTY;
    memset(p->attr, 0, sizeof p->attr);
    memset(p->scheme, 0, sizeof p->scheme);
}

static void end_tag(struct page *p)
{
    bool script = !p->closing && (strcmp(p->tag, "script") == 0 || strcmp(p->tag, "style") == 0);
    struct page after = {0};
    if (script) {
        after.state = SCRIPT;
        memcpy(after.tag, p->tag, sizeof after.tag);
    }
    *p = after;
}

/* Within a tag, outside of values: what does not depend on where. */
static bool take_common(struct page *p, char c)
{
    if (c == '>')
        end_tag(p);
    else if (c == '/')
        end_attr(p);
    else
        return false;
    return true;
}

static void take_address(struct page *p, char c)
{
    static const char *const schemes[] = {"http:", "https:", "mailto:", "tel:", NULL};
    if (p->address > UNSURE)
        return;
    append(p->scheme, sizeof p->scheme, c);
    if (c == '/' || c == '?' || c == '#' || (c == '.' && p->address == EMPTY))
        p->address = SAFE;
    else if (c == ':')
        p->address = is_one_of(p->scheme, schemes) ? SAFE : UNSAFE;
    else
        p->address = UNSURE;
}

static void take_quoted(struct page *p, char c)
{
    if (c == p->quote)
        end_attr(p);
    else if (takes_address(p->attr))
        take_address(p, c);
}

static void take_markup(struct page *p, char c)
{
    if (c == '>' && (p->state == DECLARATION || p->seen >= 2))
        *p = (struct page){0};
    else if (p->state == DECLARATION && c == '-' && p->seen == 1)
        *p = (struct page){.state = COMMENT};
    else if (p->state == DECLARATION)
        p->seen = c == '-' && p->seen == 0 ? 1 : 9;
    else
        p->seen = c != '-' ? 0 : p->seen < 2 ? (uint8_t)(p->seen + 1) : 2;
}

static void take_script(struct page *p, char c)
{
    char wanted = p->seen == 0 ? '<' : p->seen == 1 ? '/' : p->tag[p->seen - 2];
    if (lower(c) != wanted) {
        p->seen = c == '<';
        return;
    }
    p->seen++;
    if (p->seen >= 2 && p->tag[p->seen - 2] == '\0')
        *p = (struct page){.state = TAG, .closing = true};
}

static void take_open(struct page *p, char c)
{
    *p = (struct page){0};
    if (c == '!')
        p->state = DECLARATION;
    else if (c == '/') {
        p->state = TAG;
        p->closing = true;
    } else if (lower(c) >= 'a' && lower(c) <= 'z') {
        p->state = TAG;
        append(p->tag, sizeof p->tag, c);
    } else if (c == '<') {
        p->state = OPEN;
    }
}

static void take_in_tag(struct page *p, char c)
{
    if (take_common(p, c))
        return;
    switch (p->state) {
    case TAG:
        if (is_space(c))
            p->state = IN_TAG;
        else
            append(p->tag, sizeof p->tag, c);
        break;
    case NAME:
        if (c == '=')
            p->state = BEFORE_VALUE;
        else if (is_space(c))
            p->state = AFTER_NAME;
        else
            append(p->attr, sizeof p->attr, c);
        break;
    default: /* IN_TAG, AFTER_NAME */
        if (c == '=') {
            if (p->state == IN_TAG) /* a section was the name: it may be any */
                memcpy(p->attr, "on", sizeof "on");
            p->state = BEFORE_VALUE;
        } else if (!is_space(c)) {
            begin_attr(p, c);
        }
    }
}

static void take_unquoted(struct page *p, char c)
{
    if (c == '>')
        end_tag(p);
    else if (p->state == UNQUOTED && is_space(c))
        end_attr(p);
    else if (p->state == BEFORE_VALUE && (c == '"' || c == '\'')) {
        p->state = QUOTED;
        p->quote = c;
    } else if (!is_space(c)) {
        p->state = UNQUOTED;
    }
}

static void take_char(struct page *p, char c)
{
    switch (p->state) {
    case TEXT_STATE:
        if (c == '<')
            p->state = OPEN;
        break;
    case OPEN:
        take_open(p, c);
        break;
    case DECLARATION:
    case COMMENT:
        take_markup(p, c);
        break;
    case TAG:
    case IN_TAG:
    case NAME:
    case AFTER_NAME:
        take_in_tag(p, c);
        break;
    case BEFORE_VALUE:
    case UNQUOTED:
        take_unquoted(p, c);
        break;
    case QUOTED:
        take_quoted(p, c);
        break;
    case SCRIPT:
        take_script(p, c);
        break;
    }
}

/* ---- steps ---- */

struct placer {
    struct program_writer *w;
    struct page page;
    struct page before_text; /* where the translation begins that is being read */
    size_t texts;            /* translations that were begun */
    bool in_text;
    bool left; /* the translation left the attribute it stands in */
    struct why *why;
};

static rc wrong(const struct placer *p, const struct tmpl_op *op, const char *what)
{
    const char *const *files = p->w->files.items;
    bool named = op->code != OP_TEXT && op->code != OP_CALL;
    return why_say(p->why, E_INVALID, "%s:%u: %s%s%.*s", files[op->file], op->line, what,
                   named ? ": " : "", named ? (int)op->len : 0,
                   p->w->text.bytes ? p->w->text.bytes + op->at : "");
}

static rc place_address(struct placer *p, struct tmpl_op *op)
{
    switch (p->page.address) {
    case EMPTY:
        op->place = PLACE_URL;
        p->page.address = SAFE;
        return OK;
    case SAFE:
        op->place = PLACE_URL_PART;
        return OK;
    case UNSURE:
        return wrong(p, op, "a value may not be part of the beginning of an address");
    case UNSAFE:
        break;
    }
    return wrong(p, op, "a value in an address that is no page's");
}

static rc place_value(struct placer *p, struct tmpl_op *op)
{
    switch (p->page.state) {
    case TEXT_STATE:
        op->place = PLACE_TEXT;
        return OK;
    case QUOTED:
        if (op->code == OP_RAW)
            return wrong(p, op, "markup in an attribute");
        if (takes_nothing(p->page.attr))
            return wrong(p, op, "a value in an attribute that is a program");
        op->place = PLACE_ATTR;
        return takes_address(p->page.attr) ? place_address(p, op) : OK;
    case BEFORE_VALUE:
    case UNQUOTED:
        return wrong(p, op, "a value in an attribute without quotes");
    case SCRIPT:
        return wrong(p, op, "a value in a script or a style");
    case COMMENT:
        return wrong(p, op, "a value in a comment");
    default:
        return wrong(p, op, "a value within a tag, outside of an attribute's quotes");
    }
}

static rc end_text(struct placer *p, size_t at)
{
    if (!p->in_text)
        return OK;
    const struct translated *t = vec_at(&p->w->translated, p->texts - 1);
    if (at < t->end)
        return OK;
    p->in_text = false;
    if (p->left || memcmp(&p->before_text, &p->page, sizeof p->page) != 0)
        return wrong(
            p, vec_at(&p->w->ops, t->first),
            "the text, or its translation, must end in the tag or attribute where it begins");
    return OK;
}

/* Before each step: do translations begin or end here, or blocks? */
static rc place_borders(struct placer *p, size_t at)
{
    TRY(end_text(p, at));
    while (!p->in_text && p->texts < p->w->translated.len) {
        const struct translated *t = vec_at(&p->w->translated, p->texts);
        if (t->first != at)
            break;
        p->texts++;
        p->in_text = true;
        p->left = false;
        p->before_text = p->page;
        TRY(end_text(p, at));
    }
    struct tmpl_block *blocks = p->w->blocks.items;
    for (size_t i = 0; i < p->w->blocks.len; i++)
        if (blocks[i].first == at && p->page.state != TEXT_STATE)
            blocks[i].alone = false;
    return OK;
}

static void place_text(struct placer *p, const struct tmpl_op *op)
{
    for (size_t at = op->at; at < op->at + op->len; at++) {
        take_char(&p->page, p->w->text.bytes[at]);
        p->left |= p->in_text && p->before_text.state == QUOTED && p->page.state != QUOTED;
    }
}

static rc place_range(struct placer *p, size_t first, size_t end);

/* What stands from 'at' on cannot go on with the name of an attribute. */
static bool ends_name(const struct placer *p, size_t at)
{
    const struct tmpl_op *op = at < p->w->ops.len ? vec_at(&p->w->ops, at) : NULL;
    if (!op || op->code == OP_CALL)
        return false;
    if (op->code == OP_SECTION || op->code == OP_INVERTED)
        return ends_name(p, at + 1) && ends_name(p, op->end);
    char c = op->code == OP_TEXT && op->len ? p->w->text.bytes[op->at] : 'x';
    return is_space(c) || c == '>' || c == '/';
}

/* {{#shown}} checked{{/shown}}: a section behind the tag's name or an attribute that leaves the tag
 * open for another one. */
static bool is_within_tag(const struct placer *p, const struct page *before, size_t at, size_t end)
{
    enum state now = p->page.state;
    bool began = before->state == IN_TAG || (before->state == TAG && ends_name(p, at + 1));
    bool ended = now == IN_TAG || now == NAME || now == AFTER_NAME;
    return began && ended && ends_name(p, end);
}

static rc place_section(struct placer *p, size_t at)
{
    struct tmpl_op op = *(struct tmpl_op *)vec_at(&p->w->ops, at);
    struct page before = p->page;
    TRY(place_range(p, at + 1, op.end));
    if (is_within_tag(p, &before, at, op.end))
        p->page = before;
    if (memcmp(&before, &p->page, sizeof before) != 0)
        return wrong(p, &op, "the section must end in the same tag or attribute where it begins");
    return OK;
}

static rc place_range(struct placer *p, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        struct tmpl_op *op = vec_at(&p->w->ops, i);
        TRY(place_borders(p, i));
        switch ((enum tmpl_code)op->code) {
        case OP_TEXT:
            place_text(p, op);
            break;
        case OP_VALUE:
        case OP_RAW:
            TRY(place_value(p, op));
            break;
        case OP_SECTION:
        case OP_INVERTED:
            TRY(place_section(p, i));
            i = ((struct tmpl_op *)vec_at(&p->w->ops, i))->end - 1;
            break;
        case OP_CALL:
            return wrong(p, op, "the partial is within itself");
        }
    }
    return OK;
}

rc place_values(struct program_writer *w, struct why *why)
{
    struct placer p = {.w = w, .why = why};
    TRY(place_range(&p, 0, w->ops.len));
    TRY(place_borders(&p, w->ops.len));
    if (p.page.state != TEXT_STATE && w->ops.len > 0)
        return wrong(&p, vec_at(&w->ops, w->ops.len - 1), "the page ends within a tag");
    return OK;
}
