#pragma once
/* Private: templates made of strings; for tests only. */
#include "tmpl/compile.h"
#include "tmpl/tmpl.h"

/* Files by name; ended by one without a name. */
struct made {
    const char *name;
    const char *text;
};

struct maker {
    struct arena arena;
    const struct made *files;
    const char *(*translate)(void *ctx, const char *message);
    struct tmpl t;
};

static inline rc made_load(void *ctx, struct text name, UNUSED const char *from,
                           const char **ret_file, struct text *ret_text, struct why *why)
{
    const struct maker *m = ctx;
    for (const struct made *f = m->files; f->name; f++)
        if (text_is(name, f->name)) {
            *ret_file = f->name;
            *ret_text = text_of(f->text);
            return OK;
        }
    return why_say(why, E_NOT_FOUND, "there is no template %.*s", (int)name.len, name.ptr);
}

/* The first file as a template; English as it is, Chinese through 'translate'. */
static inline rc make_files(struct maker *m, const struct made *files, struct why *why)
{
    struct compile how = {.load = made_load, .ctx = m, .html = true};
    m->files = files;
    m->t.name = files[0].name;
    for (int tongue = 0; tongue < TONGUE_COUNT; tongue++) {
        how.translate = tongue == CHINESE ? m->translate : NULL;
        TRY(tmpl_compile(&m->arena, &how, text_of(files[0].name), &m->t.in[tongue], why));
    }
    return OK;
}

static inline rc make(struct maker *m, const char *text, struct why *why)
{
    const struct made files[] = {{"page", text}, {NULL, NULL}};
    return make_files(m, files, why);
}
