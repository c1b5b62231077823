#pragma once
/* parse -- private to tmpl: the text of a template as a tree of nodes.
 *
 * The nodes lie in one row in the order of the text; the children of one are those between it and
 * its 'end'.  Lines that hold nothing but tags which show nothing leave nothing behind. */
#include "base/text.h"
#include "base/why.h"

enum node_kind {
    NODE_TEXT,
    NODE_VALUE,
    NODE_RAW,
    NODE_SECTION,
    NODE_INVERTED,
    NODE_PARTIAL,
    NODE_PARENT,
    NODE_BLOCK,
    NODE_TRANSLATE,
};

struct delimiters {
    struct text open;
    struct text close;
};

/* A piece of a file: all of it, or what stands in a block. */
struct source {
    const char *file;
    uint32_t line; /* of its beginning */
    struct text text;
    struct delimiters marks;
};

struct node {
    enum node_kind kind;
    bool standalone; /* nothing else is on its line */
    uint32_t line;
    size_t end;       /* the first node that is not within this one */
    struct text text; /* what it says, or the name */
    struct text body; /* the source between its tags */
    uint32_t body_line;
    struct text indent; /* the blanks before it on its line */
    struct delimiters marks;
};

struct source source_of(const char *file, struct text text);

/* Adds struct node to 'nodes'.  E_INVALID: "file:line: what is wrong". */
MUST_USE rc template_parse(const struct source *s, struct vec *nodes, struct why *why);
