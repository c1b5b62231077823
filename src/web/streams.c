#include "web/streams.h"

#define SECOND_NS UINT64_C(1000000000)

/* The line ends before it: half of an event may have gone out already. */
#define LOOK_AGAIN "\n\nevent: again\ndata: -\n\n"
#define NOTHING_NEW ":\n\n"

void streams_init(struct streams *s, size_t most, struct stream_calls calls)
{
    *s = (struct streams){.most = most, .calls = calls};
    pthread_mutex_init(&s->lock, NULL);
}

void streams_release(struct streams *s)
{
    assert(!s->first);
    pthread_mutex_destroy(&s->lock);
}

/* ---- under the lock ---- */

static void wake(struct streams *s, struct stream *stream)
{
    if (!stream->asleep)
        return;
    stream->asleep = false;
    s->calls.wake(stream->place);
}

static void end(struct streams *s, struct stream *stream)
{
    stream->ending = true;
    wake(s, stream);
}

static void say(struct streams *s, struct stream *stream, struct text bytes)
{
    if (stream->len + bytes.len > sizeof stream->waiting) {
        stream->len = 0;
        bytes = TEXT(LOOK_AGAIN);
    }
    memcpy(stream->waiting + stream->len, bytes.ptr, bytes.len);
    stream->len += bytes.len;
    wake(s, stream);
}

static int refusal(struct streams *s, int64_t session_id)
{
    size_t same = 0;
    for (struct stream *each = s->first; each; each = each->next) {
        if (each->of.session_id != session_id)
            continue;
        if (each->asleep && s->calls.is_gone(each->place))
            end(s, each);
        same += !each->ending;
    }
    if (s->closed || s->len >= s->most)
        return 503;
    return same >= STREAMS_A_SESSION ? 429 : 0;
}

static void link_first(struct streams *s, struct stream *stream)
{
    stream->next = s->first;
    stream->at = &s->first;
    if (s->first)
        s->first->at = &stream->next;
    s->first = stream;
    s->len++;
}

/* ---- for the event loop ---- */

int streams_admit(struct streams *s, struct stream *stream, const struct stream_of *of,
                  struct text begins, void *place, uint64_t now_ns)
{
    assert(begins.len <= sizeof stream->waiting);
    pthread_mutex_lock(&s->lock);
    int refused = refusal(s, of->session_id);
    if (!refused) {
        *stream = (struct stream){.of = *of, .place = place, .said_ns = now_ns, .len = begins.len};
        stream->ends_ns = now_ns + (uint64_t)of->seconds * SECOND_NS;
        memcpy(stream->waiting, begins.ptr, begins.len);
        link_first(s, stream);
    }
    pthread_mutex_unlock(&s->lock);
    return refused;
}

void streams_leave(struct streams *s, struct stream *stream)
{
    pthread_mutex_lock(&s->lock);
    *stream->at = stream->next;
    if (stream->next)
        stream->next->at = stream->at;
    s->len--;
    pthread_mutex_unlock(&s->lock);
}

/* A stream falls asleep under the lock, so that nobody can wake it before it sleeps. */
ssize_t streams_take(struct streams *s, struct stream *stream, char *to, size_t room)
{
    pthread_mutex_lock(&s->lock);
    size_t len = stream->len < room ? stream->len : room;
    bool over = stream->ending;
    if (!over && len > 0) {
        memcpy(to, stream->waiting, len);
        memmove(stream->waiting, stream->waiting + len, stream->len - len);
        stream->len -= len;
    } else if (!over) {
        stream->asleep = true;
        s->calls.sleep(stream->place);
    }
    pthread_mutex_unlock(&s->lock);
    return over ? -1 : (ssize_t)len;
}

/* ---- for who publishes ---- */

static bool is_meant(const struct stream *stream, struct stream_call to)
{
    return (to.topics == 0 || (stream->of.topics & to.topics)) &&
           (to.staff_id == 0 || stream->of.staff_id == to.staff_id);
}

void streams_send(struct streams *s, struct stream_call to, struct text bytes)
{
    pthread_mutex_lock(&s->lock);
    for (struct stream *each = s->first; each; each = each->next)
        if (is_meant(each, to))
            say(s, each, bytes);
    pthread_mutex_unlock(&s->lock);
}

void streams_look_again(struct streams *s)
{
    streams_send(s, (struct stream_call){0}, TEXT(LOOK_AGAIN));
}

void streams_end(struct streams *s, int64_t session_id)
{
    pthread_mutex_lock(&s->lock);
    for (struct stream *each = s->first; each; each = each->next)
        if (each->of.session_id == session_id)
            end(s, each);
    pthread_mutex_unlock(&s->lock);
}

void streams_tick(struct streams *s, uint64_t now_ns)
{
    pthread_mutex_lock(&s->lock);
    for (struct stream *each = s->first; each; each = each->next) {
        if (now_ns >= each->ends_ns) {
            end(s, each);
        } else if (now_ns >= each->said_ns + STREAM_SILENT_SECONDS * SECOND_NS) {
            each->said_ns = now_ns;
            say(s, each, TEXT(NOTHING_NEW));
        }
    }
    pthread_mutex_unlock(&s->lock);
}

void streams_close(struct streams *s)
{
    pthread_mutex_lock(&s->lock);
    s->closed = true;
    for (struct stream *each = s->first; each; each = each->next)
        end(s, each);
    pthread_mutex_unlock(&s->lock);
}

size_t streams_count(struct streams *s)
{
    pthread_mutex_lock(&s->lock);
    size_t len = s->len;
    pthread_mutex_unlock(&s->lock);
    return len;
}
