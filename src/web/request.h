#pragma once
/* request -- what a handler sees.
 *
 * When it runs, the user is known and may do this, the inputs are valid, and the transaction is open under
 * the user's scope.  It fills one struct and says how to answer; everything else is dispatch's:
 *
 *     static rc night_show(struct req *r)
 *     {
 *         const struct by_day *in = r->in;
 *         struct night_view *v = view(r, struct night_view);
 *         TRY(q_night_find(r->db, r->arena, in->day, &v->night));
 *         TRY(q_night_steps(r->db, r->arena, in->day, &v->steps, &v->steps_count));
 *         return show(r, &night_page, v);
 *     }
 *
 * A handler that fails returns an outcome: E_NOT_FOUND, E_FORBIDDEN, E_CONFLICT, E_REFUSED (with a
 * sentence in the user's words: refuse), or a failure of db.  Its memory is the request's arena. */
#include "db/db.h"
#include "platform/people.h"
#include "web/route.h"
#include "web/say.h"

struct tmpl;
struct web;

/* A page: its template, and the record of the struct that fills it. */
struct page {
    const struct tmpl *tmpl;
    const struct record *record;
    const char *title; /* source text */
};

enum answer_kind { ANSWER_NONE, ANSWER_PAGE, ANSWER_GO };

struct answer {
    enum answer_kind kind;
    const struct page *page;
    const void *view;
    const char *title;   /* in place of the page's: a name; already in words */
    const char *subtitle;
    const char *to;      /* ANSWER_GO */
};

struct req {
    struct arena *arena;
    struct db *db;
    struct web *web;
    const struct http_request *http;
    const struct route *route;
    const struct person *who; /* NULL: nobody is signed in */
    enum tongue tongue;
    struct pairs path, given; /* as typed */
    const void *in;           /* the struct that the route's inputs filled */
    const struct input_error *errors;
    size_t errors_len;
    bool wants_json;
    bool is_partial; /* htmx asks for the page's body only */
    struct why why;
    struct answer answer;
};

#define view(r, type) ((type *)arena_alloc((r)->arena, sizeof(type)))

rc show(struct req *r, const struct page *page, const void *view);
rc go(struct req *r, const char *format, ...) PRINTF_LIKE(2, 3); /* to another page: 303 */

/* E_REFUSED with a sentence; 'english' is a source text. */
rc refuse(struct req *r, const char *english);

/* A fault that only the handler can see, at one of the route's inputs: E_INVALID. */
rc fault(struct req *r, const char *input, const char *english);

bool may(const struct req *r, enum perm perm);
