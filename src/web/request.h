#pragma once
/* request -- what a handler sees.
 *
 * When it runs, the user is known and may do this, the inputs are valid, and the transaction is
 * open under the user's scope.  It fills one struct and says how to answer; everything else is
 * dispatch's:
 *
 *     static rc night_show(struct req *r)
 *     {
 *         const struct by_day *in = r->in;
 *         struct night_view *v = VIEW(r, struct night_view);
 *         TRY(q_night_find(r->db, r->arena, in->day, &v->night));
 *         TRY(q_night_steps(r->db, r->arena, in->day, &v->steps, &v->steps_count));
 *         return show(r, &night_page, v);
 *     }
 *
 * A handler that fails returns an outcome: E_NOT_FOUND, E_FORBIDDEN, E_CONFLICT, E_REFUSED (refuse
 * says it in words), E_INVALID (fault), or a failure of db.  Its memory is the request's arena. */
#include "db/db.h"
#include "platform/audit.h"
#include "platform/read_on.h"
#include "platform/request_key.h"
#include "platform/session.h"
#include "web/route.h"
#include "web/say.h"

struct reach; /* engine/reach.h */
struct snapshot;
struct tmpl;
struct web;

/* A page: its template, and the record of the struct that fills it.  JSON is the record alone. */
struct page {
    const struct tmpl *tmpl;
    const struct record *record;
    const char *title;      /* source text */
    enum panel_frame frame; /* whose panels of other rooms it shows (web/panel.h) */
};

enum answer_kind { ANSWER_NONE, ANSWER_PAGE, ANSWER_GO, ANSWER_BYTES, ANSWER_FILE, ANSWER_STREAM };

struct answer {
    enum answer_kind kind;
    const struct page *page;
    const void *view;
    const char *title;    /* in place of the page's; in words already */
    const char *subtitle; /* the line below it */
    const char *to;       /* ANSWER_GO */
    struct text bytes;    /* ANSWER_BYTES; what an ANSWER_STREAM begins with */
    const char *type;
    const struct http_file *file; /* ANSWER_FILE */
    const char *file_name;        /* offered for saving; NULL: shown */
    const struct stream_of *stream;
};

struct req {
    struct arena *arena;
    struct db *db;
    struct web *web;
    struct sealer *sealer;
    const struct http_request *http;
    const struct route *route;
    struct person *who; /* NULL: nobody is signed in */
    struct text token;  /* of the session */
    struct session_memory *memory;
    bool remembered;             /* 'who' is as in an earlier request, and not proved yet */
    bool outdated;               /* and is no longer so: the request is to be answered anew */
    struct session_check *check; /* of the transaction; NULL: it is nobody's */
    enum tongue tongue;
    int64_t now;              /* microseconds since 1970 */
    struct pairs path, given; /* as typed */
    const void *in;           /* the struct that the route's inputs filled */
    struct input_error *errors;
    size_t errors_len;
    bool is_api; /* came below /api/v1 */
    bool wants_json;
    bool by_itself;         /* the browser asks, not the person: does not keep the session alive */
    bool is_partial;        /* htmx asks for the body of the page only */
    char id[9];             /* what the person and the log call this request */
    struct why why;         /* for the log */
    const char *said;       /* why not, for the person; in words */
    bool unknown;           /* what it brought to say who asks is worth nothing: 401 */
    int retry_after;        /* seconds, with E_TOO_MANY and E_BUSY */
    struct request_key key; /* of a change that may be sent again; its key empty: none */
    bool is_repeated;       /* it was: the answer is the first one's */
    struct snapshot *snapshot; /* req_snapshot's; NULL: nobody asked for it */
    struct answer answer;
    enum audit_subject subject; /* what the trail says it was about */
    int64_t subject_id;
    struct text detail;    /* and what more, sealed */
    bool keeps_tongue;     /* the browser shall ask for it from now on */
    const char *new_token; /* the session that begins: "" ends it; NULL */
};

#define VIEW(r, type) ((type *)arena_alloc((r)->arena, sizeof(type)))

MUST_USE rc show(struct req *r, const struct page *page, const void *view);
MUST_USE rc go(struct req *r, const char *format, ...) PRINTF_LIKE(2, 3); /* to another page */
MUST_USE rc send_bytes(struct req *r, struct text bytes, const char *type, const char *file_name);
/* The same of an open file, which lives until the request is answered. */
MUST_USE rc send_file(struct req *r, const struct http_file *file, const char *type,
                      const char *file_name);

/* Goes on as a stream; 'of' is the arena's. */
MUST_USE rc stream(struct req *r, const struct stream_of *of, struct text begins);
/* Not now: come again in so many seconds.  E_TOO_MANY. */
MUST_USE rc refuse_for_now(struct req *r, int seconds);

/* All customers at the end of the day that this request sees (r->who->published), until the
 * request is answered.  E_BUSY (503): this server has that day not in its memory yet; the page says
 * so and asks again by itself. */
MUST_USE rc req_snapshot(struct req *r, const struct snapshot **ret_snapshot);

/* On which day the figures are read: there is a published day. */
struct read_on req_read_on(const struct req *r);

/* Whose lists the person sees by the post (SEC-2): everybody's, those at home in the organisation
 * or below, or the managed and co-managed ones.  What it gives is opened (scope_open) before names
 * are read. */
struct reach reach_of_person(struct req *r, const struct snapshot *s);

/* Not done, with a sentence for the person: 'english' is a source text.  Returns 'outcome'. */
MUST_USE rc refuse(struct req *r, rc outcome, const char *english);

/* A fault that only the handler can see, at one of the route's inputs: E_INVALID. */
MUST_USE rc fault(struct req *r, const char *input, const char *english);

void about(struct req *r, enum audit_subject subject, int64_t id);
bool may(const struct req *r, enum perm perm);

/* A source text in the user's tongue. */
const char *word(const struct req *r, const char *english);
