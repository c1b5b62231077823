#pragma once
/* compile -- private to tmpl and tmplc: templates as programs.
 *
 * Everything that can be done beforehand is: partials and parents are put in their places, blocks
 * replaced, texts translated, and each value is told where in the page it stands. */
#include "base/arena.h"
#include "base/why.h"
#include "tmpl/program.h"

struct compile {
    /* The text of the template, and what its file is called; 'from' is the file that asks. */
    rc (*load)(void *ctx, struct text name, const char *from, const char **ret_file,
               struct text *ret_text, struct why *why);
    /* The translation; NULL: as it is.  May be NULL itself. */
    const char *(*translate)(void *ctx, const char *message);
    void *ctx;
    bool html; /* find out where values stand, and refuse dangerous places */
};

/* The program's memory is the arena's; texts that were loaded must live as long.  E_INVALID:
 * "file:line: what is wrong". */
MUST_USE rc tmpl_compile(struct arena *arena, const struct compile *how, struct text name,
                         struct tmpl_program *ret_program, struct why *why);
