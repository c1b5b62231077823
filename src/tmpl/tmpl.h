#pragma once
/* tmpl -- pages: Mustache templates, compiled during the build, bound to records, rendered.
 *
 * A template lies beside its handler.  tools/tmplc makes the constant "struct tmpl tmpl_NAME" of
 * NAME.html, a program for each tongue, so that nothing is parsed at run time.  When the program
 * starts each template is bound to the records of what it will be shown with: a name that no record
 * has is an error there, never a blank on a page.
 *
 *     {{name}}            the value, always escaped for the place where it stands
 *     {{{notes}}}         markup made by a renderer of ours: only KIND_HTML, only between tags
 *     {{#can_edit}}..     a condition, a struct within (its names come first then), or each of the
 *     {{^can_edit}}..     rows; and where it does not hold, or there are no rows
 *     {{>_row}}           the partial _row.html, of the same folder or a shared one
 *     {{<frame}}{{$body}}..{{/body}}{{/frame}}   frame.html with its block "body" replaced
 *     {{#_}}Loans of {{day}}{{/_}}               a text to be translated, its tags included
 *     {{! a comment }}
 *
 * A condition holds for a bool that is true, a text that is not empty, a number of things that is
 * not 0, and anything else that is not null.  What a value may be asked for behind a dot:
 *
 *     {{worth.short}}     1.23万, 4.56亿; 1.23K, 4.56M (amounts and numbers)
 *     {{n}} day{{n.s}}     1 day, 2 days: for English; a translation leaves {{n.s}} out
 *     {{at.day}} {{at.clock}} {{on.weekday}}
 *     {{state.tone}} {{state.name}}   and {{#state.open}}: is its name "open"?
 *     {{rows.count}}      also as a condition
 *     {{value.plain}}     as programs read it (base/record_out.h): the value of an input
 *
 * In an address after its beginning, href="/customers/{{id}}?day={{day}}", values are plain and
 * percent-encoded; where one is the beginning itself it must be of KIND_URL.  Null shows as a dash
 * between tags, and as nothing in attributes.
 *
 * Programs and bindings never change: any number of threads may render at once. */
#include "base/arena.h"
#include "base/record.h"
#include "base/tongue.h"
#include "base/why.h"
#include "tmpl/program.h"

enum { TMPL_MOST_BYTES = 16 * 1024 * 1024, TMPL_MOST_RECORDS = 4 };

struct tmpl {
    const char *name;
    struct tmpl_program in[TONGUE_COUNT];
};

struct tmpl_bound;

/* 'records', ended by NULL: a name is looked for from the last to the first (what all pages have
 * comes first, the page's own record last).  E_INVALID: 'why' has template, line and name. */
MUST_USE rc tmpl_bind(struct arena *arena, const struct tmpl *t,
                      const struct record *const *records, struct tmpl_bound **ret_bound,
                      struct why *why);

/* Adds the page to 'out', or only what stands in its block of that name (NULL: all of it): for
 * htmx, which swaps parts.  'rows' are structs of the records, in their order.  E_NOT_FOUND: there
 * is no such block that could stand alone.  E_REFUSED: the page is larger than TMPL_MOST_BYTES. */
MUST_USE rc tmpl_render(const struct tmpl_bound *b, enum tongue tongue, const char *block,
                        const void *const *rows, struct buf *out, struct why *why);

/* Adds the value as {{name}} would show it between tags: escaped, a dash for null. */
void tmpl_show(struct buf *out, const struct field *f, const void *value, enum tongue tongue);
