#include "platform/asking.h"

#include "db/condition.h"
#include "engine/snapshot.h"
#include "platform/snapshots.sql.h"

void asking_begin(struct asking *asking, const struct bank *bank)
{
    *asking = (struct asking){.bank = bank};
    pthread_mutex_init(&asking->lock, NULL);
}

void asking_end(struct asking *asking)
{
    db_close(asking->db);
    pthread_mutex_destroy(&asking->lock);
}

static rc ask_published(struct db *db, const struct snapshot *of, const struct cond *c,
                        struct arena *a, struct int8s *ret)
{
    struct q_snapshots_days_row *days;
    size_t len = 0;
    TRY(db_begin_read(db));
    TRY(q_snapshots_days(db, a, of->day, of->day, &days, &len));
    if (len != 1 || days->published_at != of->at)
        return E_CONFLICT;
    const struct condition_of published = {.day = of->day, .first_day = of->first_day};
    return condition_customers(db, c, &published, a, ret);
}

rc asking_customers(struct asking *asking, const struct snapshot *of, const struct cond *c,
                    struct arena *a, struct int8s *ret_customers)
{
    struct why why;
    pthread_mutex_lock(&asking->lock);
    rc r = asking->db ? OK : bank_connect(asking->bank, &asking->db, &why);
    if (r == OK) {
        r = ask_published(asking->db, of, c, a, ret_customers);
        db_rollback(asking->db);
        if (r != OK && r != E_CONFLICT) {
            db_close(asking->db); /* perhaps it was lost: the next one asks by another */
            asking->db = NULL;
        }
    }
    pthread_mutex_unlock(&asking->lock);
    return r == OK || r == E_CONFLICT ? r : E_UNAVAILABLE;
}
