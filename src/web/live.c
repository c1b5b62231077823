#include "web/live.h"

#include "base/crypto.h"
#include "web/request.h"
#include "web/streams.h"

enum { ID_BYTES_MOST = 40, BACK_MILLIS_LEAST = 2000, BACK_MILLIS_SPREAD = 4000 };

/* Who may hear of it; of a person's matters only that person does: their id is the staff_id. */
struct topic {
    const char *word;
    enum perm perm;
    bool is_person;
};
static const struct topic topics[] = {
    {"job", PERM_JOBS_READ},
    {"day", PERM_SIGNED_IN},
    {"person", PERM_SIGNED_IN, .is_person = true},
};

/* ---- what is told ---- */

/* An id goes out as it came, so nothing that could be a line of its own may be in it. */
static bool id_is_fine(struct text id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!((id.ptr[i] >= '0' && id.ptr[i] <= '9') || (id.ptr[i] >= 'a' && id.ptr[i] <= 'z') ||
              (id.ptr[i] >= 'A' && id.ptr[i] <= 'Z') || id.ptr[i] == '-' || id.ptr[i] == '_'))
            return false;
    return id.len > 0 && id.len <= ID_BYTES_MOST;
}

static int64_t number_of(struct text id)
{
    char digits[ID_BYTES_MOST + 1] = "";
    memcpy(digits, id.ptr, id.len);
    return strtoll(digits, NULL, 10);
}

static void tell_topic(struct streams *streams, size_t topic, struct text id)
{
    char bytes[128];
    struct stream_call to = {.topics = 1u << topic};
    int64_t number = number_of(id);
    if (topics[topic].is_person && (number <= 0 || number > INT32_MAX))
        return;
    if (topics[topic].is_person)
        to.staff_id = (int32_t)number;
    int len = snprintf(bytes, sizeof bytes, "event: %s\ndata: %.*s\n\n", topics[topic].word,
                       (int)id.len, id.ptr);
    streams_send(streams, to, (struct text){bytes, (size_t)len});
}

void live_tell(struct streams *streams, struct text notice)
{
    const char *space = notice.len ? memchr(notice.ptr, ' ', notice.len) : NULL;
    if (!space)
        return;
    struct text word = {notice.ptr, (size_t)(space - notice.ptr)};
    struct text id = {space + 1, notice.len - word.len - 1};
    if (!id_is_fine(id))
        return;
    if (text_is(word, "session"))
        streams_end(streams, number_of(id));
    for (size_t i = 0; i < ARRAY_LEN(topics); i++)
        if (text_is(word, topics[i].word))
            tell_topic(streams, i, id);
}

/* ---- GET /live ---- */

static unsigned topics_of(const struct req *r)
{
    unsigned set = 0;
    for (size_t i = 0; i < ARRAY_LEN(topics); i++)
        if (may(r, topics[i].perm))
            set |= 1u << i;
    return set;
}

/* Where browsers come back all at once they spread; the day tells those who come back late. */
static struct text beginning(struct req *r, day newest)
{
    unsigned millis = BACK_MILLIS_LEAST + (unsigned)(random_number() % BACK_MILLIS_SPREAD);
    const char *retry = arena_printf(r->arena, "retry: %u\n\n", millis);
    if (newest == NO_DAY)
        return text_of(retry);
    struct day_text text = day_format(newest);
    return text_of(arena_printf(r->arena, "%sevent: day\ndata: %s\n\n", retry, text.text));
}

static rc live_open(struct req *r)
{
    struct stream_of *of = VIEW(r, struct stream_of);
    if (!http_accepts(r->http, "text/event-stream"))
        return refuse(r, E_USAGE,
                      N_("This address is a stream: ask for it with Accept: text/event-stream."));
    *of = (struct stream_of){.session_id = r->who->session_id,
                             .staff_id = r->who->staff_id,
                             .topics = topics_of(r),
                             .seconds = LIVE_SECONDS};
    return stream(r, of, beginning(r, r->who->published.day));
}

static const struct route routes[] = {
    {HTTP_GET, "/live", PERM_SIGNED_IN, live_open, .title = N_("What happens meanwhile")},
};
const struct module live_module = {.name = "live", MODULE(routes)};
