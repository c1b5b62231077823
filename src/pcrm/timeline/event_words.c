#include "pcrm/timeline/event_words.h"

#include "cif/customer/codes.h"
#include "engine/words.h"
#include "pcrm/alert/alert_words.h"
#include "web/say.h"

/* clang-format off */
static const struct word group_items[] = {
    {TIMELINE_ALERTS, "alerts", N_("Alerts")},
    {TIMELINE_LEVELS, "levels", N_("Stage and tier")},
    {TIMELINE_TRANSACTIONS, "transactions", N_("Large transactions")},
    {TIMELINE_HOLDINGS, "holdings", N_("Accounts and cards")},
    {TIMELINE_PEOPLE, "people", N_("Managers and relations")},
    {TIMELINE_PROFILE, "profile", N_("Record")},
    {TIMELINE_DIGITAL, "digital", N_("Digital")},
};
const struct words timeline_group_words = {"timeline_group_words", group_items, ARRAY_LEN(group_items)};

static const struct {
    enum timeline_group group;
    const char *icon, *english; /* NULL: made of parts */
} events[EVENT_COUNT] = {
    [EVENT_ALERT] = {TIMELINE_ALERTS, "bell", NULL},
    [EVENT_LEVELS] = {TIMELINE_LEVELS, "arrows-sort", NULL},
    [EVENT_SIDE_LEVEL] = {TIMELINE_LEVELS, "arrows-sort", NULL},
    [EVENT_TXN] = {TIMELINE_TRANSACTIONS, "arrows-exchange", NULL},
    [EVENT_ACCOUNT_OPENED] = {TIMELINE_HOLDINGS, "plus", N_("{product} {number} opened")},
    [EVENT_ACCOUNT_CLOSED] = {TIMELINE_HOLDINGS, "x", N_("{product} {number} closed")},
    [EVENT_ACCOUNT_MATURED] = {TIMELINE_HOLDINGS, "clock", N_("{product} {number} matured")},
    [EVENT_ACCOUNT_MOVED] = {TIMELINE_HOLDINGS, "x", N_("{product} {number} now belongs to another customer")},
    [EVENT_CARD_ISSUED] = {TIMELINE_HOLDINGS, "plus", N_("{card} {number} issued")},
    [EVENT_CARD_CANCELLED] = {TIMELINE_HOLDINGS, "x", N_("{card} {number} cancelled")},
    [EVENT_CARD_EXPIRED] = {TIMELINE_HOLDINGS, "clock", N_("{card} {number} expired")},
    [EVENT_RELATION_ADDED] = {TIMELINE_PEOPLE, "users", N_("Relation added: {relation} {other}")},
    [EVENT_RELATION_REMOVED] = {TIMELINE_PEOPLE, "users", N_("Relation ended: {relation} {other}")},
    [EVENT_MANAGED] = {TIMELINE_PEOPLE, "user", NULL},
    [EVENT_MANAGED_END] = {TIMELINE_PEOPLE, "user", NULL},
    [EVENT_PROFILE] = {TIMELINE_PROFILE, "edit", NULL},
    [EVENT_DIGITAL] = {TIMELINE_DIGITAL, "device-desktop", NULL},
    [EVENT_CAME] = {TIMELINE_PROFILE, "user", N_("Became a customer")},
};

/* By the bits of timeline.sql. */
static const char *const profile_fields[] = {
    N_("name"), N_("certificate"), N_("phone"), N_("address"), N_("e-mail"), N_("occupation"),
    N_("education"), N_("marital status"), N_("income"), N_("risk assessment"), N_("home outlet"),
    N_("do not disturb"), N_("left or returned"),
};
/* clang-format on */

/* One sentence being made. */
struct telling {
    struct arena *arena;
    enum tongue tongue;
    bool whole; /* amounts to the fen */
    const struct q_timeline_page_row *row;
};

static struct text word_in(const struct telling *t, const char *english)
{
    return text_of(in_tongue(t->tongue, english));
}

static struct text label(const struct telling *t, const struct words *words, int64_t code)
{
    const struct word *w = word_of_code(words, (int16_t)code);
    return w ? word_in(t, w->label) : text_of("");
}

static struct text kept(const struct telling *t, struct buf *b)
{
    struct text copy = {arena_text(t->arena, b->len ? b->bytes : "", b->len), b->len};
    buf_release(b);
    return copy;
}

static void add_part(const struct telling *t, struct buf *b, struct text part)
{
    if (part.len == 0)
        return;
    if (b->len)
        buf_add_text(b, t->tongue == CHINESE ? "，" : ", ");
    buf_add(b, part.ptr, part.len);
}

static struct text from_to(const struct telling *t, const char *english, struct text from,
                           struct text to)
{
    const struct place places[] = {{"from", from}, {"to", to}};
    return text_of(say(t->arena, t->tongue, english, ARRAY_LEN(places), places));
}

/* ---- levels ---- */

static int nibble(int64_t packed, int which)
{
    return (int)(packed >> 4 * which & 15);
}

static struct text levels_said(const struct telling *t)
{
    static const struct {
        const struct words *words;
        const char *english;
    } kinds[] = {{&stage_words, N_("Stage from {from} to {to}")},
                 {&tier_words, N_("Tier from {from} to {to}")},
                 {&tier_words, N_("Reference from {from} to {to}")},
                 {&standing_words, N_("Standing from {from} to {to}")}};
    struct buf b;
    buf_init(&b);
    for (int i = 0; i < (int)ARRAY_LEN(kinds); i++) {
        int before = nibble(t->row->n1, i), after = nibble(t->row->n2, i);
        if (before != after)
            add_part(t, &b,
                     from_to(t, kinds[i].english, label(t, kinds[i].words, before),
                             label(t, kinds[i].words, after)));
    }
    const struct place aum = {"aum", say_fen(t->arena, t->tongue, t->row->n3, t->whole)};
    add_part(t, &b, text_of(say(t->arena, t->tongue, N_("AUM {aum}"), 1, &aum)));
    return kept(t, &b);
}

static const char *levels_tone(const struct q_timeline_page_row *row)
{
    for (int i = 0; i < 2; i++)
        if (nibble(row->n1, i) != nibble(row->n2, i))
            return nibble(row->n2, i) > nibble(row->n1, i) ? "ok" : "bad";
    return nibble(row->n2, 3) > nibble(row->n1, 3) ? "bad" : "";
}

/* Of lines, one a tongue, and so for what comes after: Chinese first. */
static struct text line_of(struct text lines, int line)
{
    const char *end = memchr(lines.ptr, '\n', lines.len);
    for (; end && line > 0; line--) {
        lines.len -= (size_t)(end + 1 - lines.ptr);
        lines.ptr = end + 1;
        end = memchr(lines.ptr, '\n', lines.len);
    }
    return (struct text){lines.ptr, end ? (size_t)(end - lines.ptr) : lines.len};
}

static struct text side_level_said(const struct telling *t)
{
    int tongue = t->tongue == CHINESE ? 0 : 1;
    struct text from = line_of(t->row->t2, tongue), to = line_of(t->row->t2, 2 + tongue);
    const struct place places[] = {
        {"scheme", line_of(t->row->t1, tongue)},
        {"from", from.len ? from : word_in(t, N_("none"))},
        {"to", to.len ? to : word_in(t, N_("none"))},
    };
    return text_of(
        say(t->arena, t->tongue, N_("{scheme} from {from} to {to}"), ARRAY_LEN(places), places));
}

/* ---- the others ---- */

static struct text txn_said(const struct telling *t)
{
    const struct q_timeline_page_row *row = t->row;
    struct buf b;
    int64_t kind = row->n3 >> 8, channel = row->n3 & 255;
    const struct place amount = {"amount", say_fen(t->arena, t->tongue, row->n1, t->whole)};
    buf_init(&b);
    add_part(
        t, &b,
        text_of(say(t->arena, t->tongue,
                    row->n2 == 0 ? N_("{amount} came in") : N_("{amount} went out"), 1, &amount)));
    add_part(t, &b, label(t, &txn_kind_words, kind));
    add_part(t, &b, row->t1);
    add_part(t, &b, row->t2);
    add_part(t, &b, label(t, &txn_channel_words, channel));
    struct text ending = say_ending(t->arena, t->tongue, row->number);
    if (t->tongue == ENGLISH && ending.len)
        buf_add_char(&b, ' ');
    buf_add(&b, ending.ptr, ending.len);
    return kept(t, &b);
}

static struct text profile_said(const struct telling *t)
{
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < ARRAY_LEN(profile_fields); i++)
        if (t->row->n1 >> i & 1)
            add_part(t, &b, word_in(t, profile_fields[i]));
    const struct place fields = {"fields", kept(t, &b)};
    return text_of(say(t->arena, t->tongue, N_("Record changed: {fields}"), 1, &fields));
}

static struct text digital_said(const struct telling *t)
{
    const struct q_timeline_page_row *row = t->row;
    const struct place places[] = {
        {"logins", text_of(arena_printf(t->arena, "%" PRId64, row->n1))},
        {"others", text_of(arena_printf(t->arena, "%" PRId64, row->n2))},
        {"last", row->t1.ptr ? row->t1 : text_of("")},
    };
    return text_of(say(t->arena, t->tongue,
                       row->t1.len
                           ? N_("Sign-ins: {logins}, views and searches: {others}, last: {last}")
                           : N_("Sign-ins: {logins}, views and searches: {others}"),
                       ARRAY_LEN(places), places));
}

/* One a line, as the query has them. */
static struct text names_said(const struct telling *t)
{
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < t->row->t1.len; i++)
        if (t->row->t1.ptr[i] == '\n')
            buf_add_text(&b, t->tongue == CHINESE ? "、" : ", ");
        else
            buf_add_char(&b, t->row->t1.ptr[i]);
    return kept(t, &b);
}

/* Somebody manages the customer, or looks after what was signed: two relations, each with its own
 * staff. */
static struct text care_said(const struct telling *t)
{
    static const char *const sentences[2][2] = {
        {N_("Managed by {other}"), N_("No longer managed by {other}")},
        {N_("Signing manager: {other}"), N_("No longer signing manager: {other}")},
    };
    const struct place other = {"other", names_said(t)};
    const char *english = sentences[t->row->n1 == 1][t->row->what == EVENT_MANAGED_END];
    return text_of(say(t->arena, t->tongue, english, 1, &other));
}

static struct text card_name(const struct telling *t)
{
    struct buf b;
    struct text grade = label(t, &grade_words, t->row->n2);
    struct text kind = label(t, &card_kind_words, t->row->n1);
    buf_init(&b);
    buf_printf(&b, t->tongue == CHINESE ? "%.*s（%.*s）" : "%.*s (%.*s)", (int)kind.len, kind.ptr,
               (int)grade.len, grade.ptr);
    return kept(t, &b);
}

static struct text plain_said(const struct telling *t)
{
    const struct q_timeline_page_row *row = t->row;
    bool card = row->what >= EVENT_CARD_ISSUED && row->what <= EVENT_CARD_EXPIRED;
    const struct place places[] = {
        {"product", row->t1.ptr ? row->t1 : word_in(t, N_("An account"))},
        {"number", say_ending(t->arena, t->tongue, row->number)},
        {"card", card ? card_name(t) : text_of("")},
        {"relation", label(t, &relation_words, row->n1)},
        {"other", row->t1.ptr ? row->t1 : text_of("")},
    };
    return text_of(say(t->arena, t->tongue, events[row->what].english, ARRAY_LEN(places), places));
}

static struct text tell(const struct telling *t)
{
    switch ((enum event)t->row->what) {
    case EVENT_LEVELS:
        return levels_said(t);
    case EVENT_SIDE_LEVEL:
        return side_level_said(t);
    case EVENT_TXN:
        return txn_said(t);
    case EVENT_PROFILE:
        return profile_said(t);
    case EVENT_DIGITAL:
        return digital_said(t);
    case EVENT_MANAGED:
    case EVENT_MANAGED_END:
        return care_said(t);
    case EVENT_ALERT:
    case EVENT_COUNT:
        return text_of("");
    case EVENT_ACCOUNT_OPENED:
    case EVENT_ACCOUNT_CLOSED:
    case EVENT_ACCOUNT_MATURED:
    case EVENT_ACCOUNT_MOVED:
    case EVENT_CARD_ISSUED:
    case EVENT_CARD_CANCELLED:
    case EVENT_CARD_EXPIRED:
    case EVENT_RELATION_ADDED:
    case EVENT_RELATION_REMOVED:
    case EVENT_CAME:
        break;
    }
    return plain_said(t);
}

bool event_say(struct arena *a, enum tongue tongue, const struct q_timeline_page_row *row,
               struct event_words *ret)
{
    if (row->what <= EVENT_ALERT || row->what >= EVENT_COUNT)
        return false;
    *ret = (struct event_words){.group = events[row->what].group,
                                .icon = events[row->what].icon,
                                .tone = row->what == EVENT_LEVELS ? levels_tone(row) : "",
                                .said = tell(&(struct telling){a, tongue, false, row}),
                                .exact = tell(&(struct telling){a, tongue, true, row})};
    return ret->said.len > 0;
}
