#pragma once
/* Private: reading conditions word by word; the JSON reader reads single values with it. */
#include "cond/lex.h"

struct parser {
    struct arena *arena;
    const struct token *now; /* what is to be read next */
    unsigned depth;          /* groups that are open */
    struct cond_fault *fault;
    /* Parts of the groups that are open, the innermost group's last. */
    const struct cond *parts[COND_NODES_MOST];
    size_t len;
};

/* A phrase of one or several words, and what it means. */
struct phrase {
    const char *words;
    int64_t meaning;
    int kind; /* where a table has several kinds */
};

MUST_USE rc parser_init(struct parser *p, struct arena *a, struct text utf8,
                        struct cond_fault *fault);
/* The one text is read, as if it stood in quotes.  UTF-8 in NFC. */
void parser_init_quoted(struct parser *p, struct arena *a, struct text text,
                        struct cond_fault *fault);

void parser_next(struct parser *p);                      /* stays at the end */
bool parser_accept(struct parser *p, const char *words); /* goes on behind them if they are there */
const struct phrase *parser_phrase(struct parser *p, const struct phrase *phrases, size_t len);
/* From a character to where the last token read ends. */
struct cond_place parser_place(const struct parser *p, uint16_t from);

/* value.c: what may stand at the right of an operator, and between parentheses. */
MUST_USE rc read_value(struct parser *p, const struct catalogue_field *field, enum cond_op op,
                       struct cond_value *ret_value);
MUST_USE rc read_arg(struct parser *p, const struct catalogue_arg *arg,
                     struct cond_value *ret_value);
MUST_USE rc read_moment(struct parser *p, enum moment *ret_moment);
MUST_USE rc read_factor(struct parser *p, int64_t *ret_factor);
bool arg_fits(const struct catalogue_arg *arg, const struct token *t);
const char *value_hint(const struct catalogue_field *field, enum cond_op op); /* source text */
const char *arg_hint(const struct catalogue_arg *arg);
