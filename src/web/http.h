#pragma once
/* http -- a request and its reply, free of sockets: what server.c reads and sends, and what
 * dispatch turns one into the other.  Tests make requests by hand.
 *
 * All texts lie in the request's arena or live for ever; a reply may point to either. */
#include "base/arena.h"
#include "base/text.h"

enum method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_DELETE, METHOD_COUNT };

/* A file that came with a form. */
struct file_in {
    struct text name;  /* cleaned for showing, never empty (multipart.h) */
    struct text type;  /* what the sender calls it: not to be believed; "" */
    struct text bytes; /* live as long as the request */
};

struct pair {
    struct text name; /* of a header: in lower case */
    struct text value;
    const struct file_in *file; /* NULL: a text; else 'value' is its name */
};

struct pairs {
    struct pair *items;
    size_t len;
};

struct http_request {
    struct arena *arena;
    enum method method;
    struct text path;  /* decoded, begins with "/"; no "..", no empty segment, no NUL */
    struct text query; /* as it came, without "?" */
    struct pairs headers;
    struct text body;
    struct text address; /* of the client, "" where it is not known */
    bool secure;         /* came by TLS */
};

/* NULL pointer: there is no such header.  Names in lower case. */
struct text http_header(const struct http_request *q, const char *name);
bool http_accepts(const struct http_request *q, const char *type); /* names it: no "*" is meant */

/* An answer that goes on, as server-sent events: whose it is, and what it is told (streams.h). */
struct stream_of {
    int64_t session_id;
    int32_t staff_id;
    unsigned topics; /* bit set (live.c) */
    int seconds;     /* after which it ends */
};

enum { REPLY_HEADERS_MOST = 16 };

/* A body that lies in an open file. */
struct http_file {
    int fd; /* stays its owner's, who keeps it open until the reply is sent */
    int64_t bytes;
};

struct http_reply {
    int status;
    struct text body;
    const struct http_file *file;   /* in place of the body; NULL */
    const struct stream_of *stream; /* goes on after the body; NULL: it does not */
    struct pair headers[REPLY_HEADERS_MOST];
    size_t headers_len;
};

/* Names as they go out.  Values with line ends are our own mistake. */
void http_add(struct http_reply *p, const char *name, struct text value);

/* Where a path is one that nobody means well with (empty segments, "..", "%00", broken "%"), or is
 * not valid UTF-8: false.  'raw' as it came, without the query; one slash at its end means nothing.
 */
bool http_path(struct arena *a, struct text raw, struct text *ret_path);

/* "%41+b" of forms and queries; false where "%" is not followed by two digits, or at NUL or what is
 * not UTF-8. */
bool http_decode(struct arena *a, struct text raw, bool plus_is_space, struct text *ret_text);

/* "a=1&b=2", at most 'most' pairs; false: too many, or one that http_decode refuses. */
bool http_form(struct arena *a, struct text raw, size_t most, struct pairs *ret_pairs);

/* A cookie's value; NULL pointer: there is none, or there are two of them. */
struct text http_cookie(struct text header, const char *name);

/* Adds the text as a part of an address: everything but letters, digits, "-", ".", "_", "~" and "/"
 * as
 * "%41". */
void url_add(struct buf *b, struct text t);

/* The buffer's bytes in the arena; the buffer is released. */
struct text keep(struct arena *a, struct buf *b);
