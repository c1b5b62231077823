#include "platform/published.h"

#include "platform/published.sql.h"

rc published_find(struct db *db, struct published *ret)
{
    struct q_published_newest_row row;
    bool found = false;
    TRY(q_published_newest(db, &row, &found));
    *ret = found ? (struct published){row.day_, row.published_at} : (struct published){NO_DAY, 0};
    return OK;
}
