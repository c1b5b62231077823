#include "web/request.h"

#include <stdarg.h>

#include "engine/reach.h"
#include "platform/scope.h"
#include "platform/snapshots.h"
#include "web/masked.h"
#include "web/web.h"

/* The view is the handler's own, made for this answer: masked where it lies. */
rc show(struct req *r, const struct page *page, const void *view)
{
    TRY(mask_record(r, page->record, (void *)(uintptr_t)view));
    r->answer.kind = ANSWER_PAGE;
    r->answer.page = page;
    r->answer.view = view;
    return OK;
}

rc go(struct req *r, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(len > 0);
    char *whole = arena_alloc(r->arena, (size_t)len + 1);
    vsnprintf(whole, (size_t)len + 1, format, again);
    va_end(again);
    r->answer.kind = ANSWER_GO;
    r->answer.to = whole;
    return OK;
}

rc send_bytes(struct req *r, struct text bytes, const char *type, const char *file_name)
{
    r->answer.kind = ANSWER_BYTES;
    r->answer.bytes = bytes;
    r->answer.type = type;
    r->answer.file_name = file_name;
    return OK;
}

rc send_file(struct req *r, const struct http_file *file, const char *type, const char *file_name)
{
    r->answer.kind = ANSWER_FILE;
    r->answer.file = file;
    r->answer.type = type;
    r->answer.file_name = file_name;
    return OK;
}

rc stream(struct req *r, const struct stream_of *of, struct text begins)
{
    r->answer.kind = ANSWER_STREAM;
    r->answer.stream = of;
    r->answer.bytes = begins;
    return OK;
}

rc refuse(struct req *r, rc outcome, const char *english)
{
    r->said = word(r, english);
    return outcome;
}

rc refuse_for_now(struct req *r, int seconds)
{
    r->retry_after = seconds;
    r->said =
        say_number(r->arena, r->tongue,
                   N_("Too many requests in a short time. Please go on in {n} seconds."), seconds);
    return E_TOO_MANY;
}

/* Where no day was published there is nobody, which is an answer. */
rc req_snapshot(struct req *r, const struct snapshot **ret_snapshot)
{
    enum { AGAIN_SECONDS = 1 };
    if (!r->snapshot && r->web->snapshots)
        r->snapshot = snapshots_take(r->web->snapshots, r->who->published);
    if (!r->snapshot) {
        r->retry_after = AGAIN_SECONDS;
        return refuse(
            r, E_BUSY,
            N_("The new business day is being loaded. This page reloads by itself in a moment."));
    }
    *ret_snapshot = r->snapshot;
    return OK;
}

struct read_on req_read_on(const struct req *r)
{
    return read_on(r->who->published.day, r->now);
}

struct reach reach_of_person(struct req *r, const struct snapshot *s)
{
    return scope_reach(r->who, s, r->arena);
}

static const struct input *input_named(const struct inputs *inputs, const char *name)
{
    for (size_t i = 0; inputs && i < inputs->len; i++)
        if (strcmp(inputs->items[i].name, name) == 0)
            return &inputs->items[i];
    return NULL;
}

rc fault(struct req *r, const char *input, const char *english)
{
    const struct input *at = input_named(r->route->in, input);
    assert(at);
    struct input_error *more = arena_alloc(r->arena, (r->errors_len + 1) * sizeof *more);
    if (r->errors_len)
        memcpy(more, r->errors, r->errors_len * sizeof *more);
    more[r->errors_len++] = (struct input_error){at, word(r, english)};
    r->errors = more;
    return E_INVALID;
}

void about(struct req *r, enum audit_subject subject, int64_t id)
{
    r->subject = subject;
    r->subject_id = id;
}

bool may(const struct req *r, enum perm perm)
{
    return person_may(r->who, perm);
}

const char *word(const struct req *r, const char *english)
{
    return in_tongue(r->tongue, english);
}
