#include "demo/care.h"

#include <errno.h>

#include "demo/person.h"

enum { TEAM_MOST = 16 };

/* Who of an outlet manages customers, on the newest day. */
struct team {
    uint32_t rms[TEAM_MOST], tellers[TEAM_MOST]; /* numbers of staff */
    size_t rm_count, teller_count;
};

struct writing {
    const struct town *t;
    struct team *teams; /* by outlet */
    struct buf rows;
};

/* ---- teams ---- */

static void join(uint32_t *members, size_t *count, uint32_t number)
{
    if (*count < TEAM_MOST)
        members[(*count)++] = number;
}

static void find_teams(struct writing *w)
{
    const struct network *n = &w->t->network;
    for (uint32_t i = 0; i < n->staff.len; i++) {
        const struct worker *worker = network_worker(n, i);
        if (network_level(n, worker->org) != LEVEL_OUTLET || worker->leaves)
            continue;
        struct team *team = &w->teams[worker->org - n->begins[LEVEL_OUTLET]];
        if (worker->next_post == POST_RM)
            join(team->rms, &team->rm_count, i);
        else if (worker->next_post == POST_OPEN_TELLER)
            join(team->tellers, &team->teller_count, i);
    }
}

/* ---- rows ---- */

static void put_row(struct writing *w, uint32_t customer, uint32_t staff, unsigned share,
                    const char *relation, day from)
{
    struct line l = {buf_grow(&w->rows, ROW_BYTES_MOST)};
    put_customer_no(&l, customer);
    put_comma(&l);
    put_staff_no(&l, staff);
    put_comma(&l);
    put_number(&l, share);
    put_comma(&l);
    put_text(&l, relation);
    put_comma(&l);
    put_day(&l, from);
    put_char(&l, '\n');
    w->rows.len = (size_t)(l.at - w->rows.bytes);
}

/* One in seven has a second manager, one in forty a third. */
static void put_managers(struct writing *w, const struct team *team, struct die *d,
                         uint32_t customer, day from)
{
    static const unsigned shares[3][3] = {{10000}, {7000, 3000}, {5000, 3000, 2000}};
    uint64_t place = throw_below(d, 1000);
    size_t count = place < 25 ? 3 : place < 145 ? 2 : 1;
    size_t at = throw_below(d, team->rm_count);
    count = count < team->rm_count ? count : team->rm_count;
    for (size_t i = 0; i < count; i++)
        put_row(w, customer, team->rms[(at + i) % team->rm_count], shares[count - 1][i], "managed",
                from);
}

static bool has_vip_card(const struct writing *w, const bool *vips, uint32_t customer)
{
    return customer < w->t->holders.len && vips[customer];
}

static void put_care(struct writing *w, const bool *vips, uint32_t customer)
{
    const struct holder *h = holder_at(w->t, customer);
    const struct team *team = &w->teams[h->outlet];
    struct die d = town_die(w->t, DIE_CARE, customer);
    struct figures f = figures_of(w->t, customer);
    bool target = f.fa >= YUAN(100000);
    uint64_t managed = target ? 92 : f.largest > YUAN(10000) ? 74 : 26;
    uint64_t by_teller = target ? 0 : 30;
    day from = h->came + (day)throw_below(&d, (uint64_t)(w->t->size.until - h->came + 1));
    if (h->came == w->t->first)
        from = w->t->first - (day)throw_below(&d, 700);
    if (h->gone || throw_below(&d, 100) >= managed)
        return;
    if (team->teller_count && throw_below(&d, 100) < by_teller)
        put_row(w, customer, team->tellers[throw_below(&d, team->teller_count)], 10000, "managed",
                from);
    else
        put_managers(w, team, &d, customer, from);
    if (has_vip_card(w, vips, customer))
        put_row(w, customer, team->rms[throw_below(&d, team->rm_count)], 10000, "signed", from);
}

static void put_rows(struct writing *w)
{
    const struct town *t = w->t;
    bool *vips = mem_alloc(t->holders.len);
    for (uint32_t i = 0; i < t->plastics.len; i++)
        if (plastic_at(t, i)->vip && !plastic_at(t, i)->cancelled)
            vips[plastic_at(t, i)->owner] = true;
    buf_add_text(&w->rows, "customer_no,staff_no,share_bp,relation,from\n");
    for (uint32_t c = 0; c < t->holders.len; c++)
        put_care(w, vips, c);
    free(vips);
}

static rc write_rows(const struct buf *rows, const char *path, struct why *why)
{
    FILE *file = fopen(path, "wb");
    bool written = file && fwrite(rows->bytes, 1, rows->len, file) == rows->len;
    if (file && fclose(file) != 0)
        written = false;
    if (!written)
        return why_say(why, E_UNAVAILABLE, "%s: cannot be written: %s", path, strerror(errno));
    return OK;
}

rc care_write(const struct town *t, const char *path, struct why *why)
{
    struct writing w = {.t = t};
    w.teams = mem_alloc(t->network.counts[LEVEL_OUTLET] * sizeof *w.teams);
    buf_init(&w.rows);
    find_teams(&w);
    put_rows(&w);
    rc r = write_rows(&w.rows, path, why);
    buf_release(&w.rows);
    free(w.teams);
    return r;
}
