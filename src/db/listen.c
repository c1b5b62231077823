/* listen -- waiting for what other connections say. */
#include "db/conn.h"

#include <errno.h>
#include <poll.h>

#include "base/clock.h"

rc db_listen(struct db *db, const char *channel)
{
    char *name = PQescapeIdentifier(db->conn, channel, strlen(channel));
    if (!name)
        return db_fail(db, NULL, "listen");
    struct buf sql;
    buf_init(&sql);
    buf_printf(&sql, "listen %s", name);
    buf_add_char(&sql, '\0');
    rc r = db_script(db, sql.bytes, "listen", NULL);
    buf_release(&sql);
    PQfreemem(name);
    return r;
}

/* What has come already; a NULL pointer: nothing.  Whatever came before the connection was lost is
 * given first. */
static rc take_notice(struct db *db, struct arena *a, struct text *ret_payload)
{
    int alive = PQconsumeInput(db->conn);
    PGnotify *notice = PQnotifies(db->conn);
    *ret_payload = (struct text){NULL, 0};
    if (!notice)
        return alive && !db_lost(db) ? OK : db_fail(db, NULL, "waiting for notices");
    size_t len = strlen(notice->extra);
    *ret_payload = (struct text){arena_text(a, notice->extra, len), len};
    PQfreemem(notice);
    return OK;
}

static int millis_left(int millis, uint64_t began)
{
    uint64_t gone = clock_ms() - began;
    if (millis < 0)
        return -1;
    return gone >= (uint64_t)millis ? 0 : millis - (int)gone;
}

rc db_wait_notice(struct db *db, struct arena *a, int wake, int millis, struct text *ret_payload)
{
    uint64_t began = clock_ms();
    for (;;) {
        int left = millis_left(millis, began);
        TRY(take_notice(db, a, ret_payload));
        if (ret_payload->ptr || left == 0)
            return OK;
        struct pollfd places[] = {{.fd = PQsocket(db->conn), .events = POLLIN},
                                  {.fd = wake, .events = POLLIN}};
        int ready = poll(places, ARRAY_LEN(places), left);
        if (ready < 0 && errno != EINTR)
            return db_fail_with(db, E_INTERNAL, "waiting for notices: %s", strerror(errno));
        if (ready > 0 && places[1].revents)
            return OK;
    }
}
