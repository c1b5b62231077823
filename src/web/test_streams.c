/* The table of streams and what is passed on to them, without a socket: who hears what, who is
 * refused, who is not waited for. */
#include "base/test.h"

#include "platform/perm.h"
#include "web/live.h"
#include "web/streams.h"

#define SECONDS(n) ((n)*UINT64_C(1000000000))

/* The topics of live.c in its order. */
enum { JOB = 1, DAY = 2, PERSON = 4 };

/* What the event loop would know of a stream. */
struct place {
    struct stream stream;
    int sleeps, wakes;
    bool is_gone;
};

static void let_sleep(void *place)
{
    ((struct place *)place)->sleeps++;
}

static void let_wake(void *place)
{
    ((struct place *)place)->wakes++;
}

static bool is_gone(void *place)
{
    return ((struct place *)place)->is_gone;
}

static const struct stream_calls calls = {let_sleep, let_wake, is_gone};
static struct streams streams;

static int admit(struct place *p, int64_t session_id, int32_t staff_id, unsigned topics)
{
    const struct stream_of of = {session_id, staff_id, topics, .seconds = 600};
    *p = (struct place){0};
    return streams_admit(&streams, &p->stream, &of, TEXT("hello\n"), p, 0);
}

/* All that the stream has to say; "over" when it is. */
static const char *hear(struct place *p)
{
    static char heard[4096];
    size_t len = 0;
    ssize_t n;
    while ((n = streams_take(&streams, &p->stream, heard + len, 64)) > 0)
        len += (size_t)n;
    heard[len] = '\0';
    return n < 0 ? "over" : heard;
}

static void begin(struct place *p, int64_t session_id, int32_t staff_id, unsigned topics)
{
    CHECK_INT(admit(p, session_id, staff_id, topics), 0);
    CHECK_TEXT(hear(p), "hello\n");
}

static void tell(const char *notice)
{
    live_tell(&streams, text_of(notice));
}

TEST(a_topic_is_heard_by_those_who_may)
{
    struct place clerk, admin;
    streams_init(&streams, 10, calls);
    begin(&clerk, 1, 11, DAY | PERSON);
    begin(&admin, 2, 12, JOB | DAY | PERSON);
    CHECK_INT(clerk.sleeps, 1);
    tell("job 17");
    CHECK_TEXT(hear(&admin), "event: job\ndata: 17\n\n");
    CHECK_INT(admin.wakes, 1);
    CHECK_INT(clerk.wakes, 0);
    tell("day 2026-01-07");
    tell("person 11");
    CHECK_TEXT(hear(&clerk), "event: day\ndata: 2026-01-07\n\nevent: person\ndata: 11\n\n");
    CHECK_TEXT(hear(&admin), "event: day\ndata: 2026-01-07\n\n");
    CHECK_INT(clerk.wakes, 1); /* the second found it awake */
    streams_leave(&streams, &clerk.stream);
    streams_leave(&streams, &admin.stream);
    streams_release(&streams);
}

TEST(what_is_no_notice_is_passed_over)
{
    static const char *const wrong[] = {"",
                                        "job",
                                        "job ",
                                        " 17",
                                        "job 1\ndata: 2",
                                        "job 1 2",
                                        "jobs 17",
                                        "person 0",
                                        "person 4294967307",
                                        "person x1",
                                        "session x",
                                        "job \xE5\xAE\xA2",
                                        "JOB 17",
                                        "job 12345678901234567890123456789012345678901"};
    struct place p;
    streams_init(&streams, 10, calls);
    begin(&p, 1, 11, JOB | DAY | PERSON);
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        tell(wrong[i]);
    CHECK_TEXT(hear(&p), "");
    CHECK_INT(p.wakes, 0);
    streams_leave(&streams, &p.stream);
    streams_release(&streams);
}

TEST(a_session_that_ends_takes_its_streams_along)
{
    struct place a, b, other;
    streams_init(&streams, 10, calls);
    begin(&a, 1, 11, DAY);
    begin(&b, 1, 11, DAY);
    begin(&other, 2, 11, DAY);
    tell("session 1");
    CHECK_TEXT(hear(&a), "over");
    CHECK_TEXT(hear(&b), "over");
    CHECK_TEXT(hear(&other), "");
    CHECK_INT(other.wakes, 0);
    streams_leave(&streams, &b.stream);
    streams_leave(&streams, &a.stream);
    streams_leave(&streams, &other.stream);
    streams_release(&streams);
}

TEST(nobody_has_more_streams_than_one_may)
{
    struct place many[STREAMS_A_SESSION + 1], others[3];
    streams_init(&streams, STREAMS_A_SESSION + 2, calls);
    for (size_t i = 0; i < STREAMS_A_SESSION; i++)
        CHECK_INT(admit(&many[i], 1, 11, DAY), 0);
    CHECK_INT(admit(&many[STREAMS_A_SESSION], 1, 11, DAY), 429);
    CHECK_INT(admit(&others[0], 2, 12, DAY), 0);
    CHECK_INT(admit(&others[1], 3, 13, DAY), 0);
    CHECK_INT(admit(&others[2], 4, 14, DAY), 503);
    streams_leave(&streams, &many[0].stream);
    CHECK_INT(admit(&many[0], 1, 11, DAY), 0);
    CHECK_INT((int64_t)streams_count(&streams), STREAMS_A_SESSION + 2);
    for (size_t i = 0; i < STREAMS_A_SESSION; i++)
        streams_leave(&streams, &many[i].stream);
    streams_leave(&streams, &others[0].stream);
    streams_leave(&streams, &others[1].stream);
    streams_release(&streams);
}

TEST(those_who_have_hung_up_do_not_count)
{
    struct place many[STREAMS_A_SESSION], other, next;
    streams_init(&streams, 100, calls);
    for (size_t i = 0; i < STREAMS_A_SESSION; i++)
        begin(&many[i], 1, 11, DAY);
    begin(&other, 2, 11, DAY);
    many[2].is_gone = other.is_gone = true;
    CHECK_INT(admit(&next, 1, 11, DAY), 0);
    CHECK_TEXT(hear(&many[2]), "over");
    CHECK_TEXT(hear(&many[3]), "");
    CHECK_TEXT(hear(&other), "");
    streams_leave(&streams, &next.stream);
    CHECK_INT(admit(&next, 1, 11, DAY), 0);
    streams_leave(&streams, &next.stream);
    streams_leave(&streams, &other.stream);
    for (size_t i = 0; i < STREAMS_A_SESSION; i++)
        streams_leave(&streams, &many[i].stream);
    streams_release(&streams);
}

TEST(who_does_not_keep_up_is_told_to_look_again)
{
    struct place p;
    streams_init(&streams, 10, calls);
    begin(&p, 1, 11, JOB);
    for (int i = 0; i < 1000; i++)
        tell("job 1234567890");
    const char *heard = hear(&p);
    CHECK(strlen(heard) <= STREAM_BYTES_MOST);
    const char *again = "\n\nevent: again\ndata: -\n\n";
    CHECK(strncmp(heard, again, strlen(again)) == 0);
    CHECK_INT(p.wakes, 1);
    streams_leave(&streams, &p.stream);
    streams_release(&streams);
}

TEST(silence_is_broken_and_every_stream_ends)
{
    struct place p;
    streams_init(&streams, 10, calls);
    begin(&p, 1, 11, DAY);
    streams_tick(&streams, SECONDS(STREAM_SILENT_SECONDS) - 1);
    CHECK_TEXT(hear(&p), "");
    streams_tick(&streams, SECONDS(STREAM_SILENT_SECONDS));
    streams_tick(&streams, SECONDS(STREAM_SILENT_SECONDS) + 1);
    CHECK_TEXT(hear(&p), ":\n\n");
    streams_tick(&streams, SECONDS(600));
    CHECK_TEXT(hear(&p), "over");
    streams_leave(&streams, &p.stream);
    streams_release(&streams);
}

TEST(a_table_that_is_closed_ends_all_and_takes_none)
{
    struct place p, late;
    streams_init(&streams, 10, calls);
    begin(&p, 1, 11, DAY);
    streams_close(&streams);
    CHECK_INT(p.wakes, 1);
    CHECK_TEXT(hear(&p), "over");
    CHECK_INT(admit(&late, 2, 12, DAY), 503);
    streams_leave(&streams, &p.stream);
    streams_release(&streams);
}

TESTS(CASE(a_topic_is_heard_by_those_who_may), CASE(what_is_no_notice_is_passed_over),
      CASE(a_session_that_ends_takes_its_streams_along), CASE(nobody_has_more_streams_than_one_may),
      CASE(those_who_have_hung_up_do_not_count), CASE(who_does_not_keep_up_is_told_to_look_again),
      CASE(silence_is_broken_and_every_stream_ends),
      CASE(a_table_that_is_closed_ends_all_and_takes_none))
