#include "pcrm/alert/alert_words.h"

#include "cif/customer/codes.h"
#include "engine/figures.h"
#include "engine/worth.h"
#include "pcrm/alert/alert_tell.h"
#include "platform/mask.h"
#include "tmpl/show.h"
#include "web/masked.h"

/* ---- kinds and groups ---- */

/* clang-format off */
static const struct word group_items[] = {
    {ALERT_RISK, "risk", N_("Risk"), "bad"},
    {ALERT_OPPORTUNITY, "opportunity", N_("Opportunity"), "ok"},
    {ALERT_INFORMATION, "information", N_("Information"), "info"},
};
const struct words alert_group_words = {"alert_group_words", group_items, ARRAY_LEN(group_items)};
static const char *const group_icons[] = {"alert-triangle", "bulb", "info-circle"};

static const struct word kind_items[] = {
    {ALERT_STAGE_UP, "stage_up", N_("Stage up"), "ok"},
    {ALERT_STAGE_DOWN, "stage_down", N_("Stage down"), "bad"},
    {ALERT_TIER_UP, "tier_up", N_("Tier up"), "ok"},
    {ALERT_TIER_DOWN, "tier_down", N_("Tier down"), "bad"},
    {ALERT_ENTERED_WATCH, "entered_watch", N_("Entered watch"), "bad"},
    {ALERT_ENTERED_ATTENTION, "entered_attention", N_("Entered attention"), "bad"},
    {ALERT_ENTERED_CHURNED, "entered_churned", N_("Churned"), "bad"},
    {ALERT_WON_BACK, "won_back", N_("Won back"), "ok"},
    {ALERT_ASSETS_FELL, "assets_fell", N_("Assets fell"), "bad"},
    {ALERT_ASSETS_ROSE, "assets_rose", N_("Assets rose"), "ok"},
    {ALERT_CHURNING, "churning", N_("Assets leaving"), "bad"},
    {ALERT_LARGE_MOVEMENT, "large_movement", N_("Large movement"), "info"},
    {ALERT_PRODUCT_MATURING, "product_maturing", N_("Product maturing"), "ok"},
    {ALERT_CARD_EXPIRING, "card_expiring", N_("Card expiring"), "info"},
    {ALERT_ACCOUNT_CLOSED, "account_closed", N_("Account closed"), "bad"},
    {ALERT_CARD_CANCELLED, "card_cancelled", N_("Card cancelled"), "bad"},
    {ALERT_BIRTHDAY, "birthday", N_("Birthday"), "info"},
    {ALERT_HOLDING_GAIN, "holding_gain", N_("Holding in profit"), "ok"},
    {ALERT_HOLDING_LOSS, "holding_loss", N_("Holding at a loss"), "bad"},
    {ALERT_CARD_MISSING, "card_missing", N_("Qualifies, no VIP card"), "ok"},
    {ALERT_CARD_BELOW, "card_below", N_("VIP card below standard"), "bad"},
};
const struct words alert_kind_words = {"alert_kind_words", kind_items, ARRAY_LEN(kind_items)};
/* clang-format on */

enum alert_group alert_group_of(enum alert_kind kind)
{
    const char *tone = kind_items[kind].tone;
    for (size_t i = 0; i < ARRAY_LEN(group_items); i++)
        if (strcmp(tone, group_items[i].tone) == 0)
            return (enum alert_group)group_items[i].code;
    return ALERT_INFORMATION;
}

static bool is_own(const struct q_alert_lines_row *row)
{
    return row->own_name.known && row->own_name.value;
}

static bool stays(const struct q_alert_lines_row *row)
{
    return movement_stays(row->txn_kind.known ? row->txn_kind.value : -1,
                          is_own(row) && row->bank.len == 0);
}

/* A risk is money that leaves the bank: what moves between the customer's own accounts here, or
 * buys something, is a movement (CFE-R). */
static enum alert_group group_of_movement(const struct q_alert_lines_row *row)
{
    if (stays(row))
        return ALERT_INFORMATION;
    return row->to_value == 0 ? ALERT_OPPORTUNITY : ALERT_RISK;
}

/* ---- values within sentences ---- */

/* One sentence being made. */
struct telling {
    struct arena *arena;
    enum tongue tongue;
    bool whole; /* amounts to the fen */
    day today;  /* the reader's (platform/read_on.h) */
    const struct q_alert_lines_row *row;
};

static struct text kept(struct arena *a, struct buf *b)
{
    struct text t = {arena_text(a, b->len ? b->bytes : "", b->len), b->len};
    buf_release(b);
    return t;
}

static struct text say_money(struct arena *a, enum tongue tongue, fen amount, struct text currency,
                             bool whole)
{
    static const struct field as_fen = {.name = "amount", .kind = KIND_FEN};
    struct buf b;
    bool base = currency.len == 0;
    buf_init(&b);
    if (tongue == ENGLISH && base)
        buf_add_text(&b, "¥");
    show_value(&b, &as_fen, &amount, whole ? SHOW_AS_IS : SHOW_SHORT, tongue, PLACE_TEXT);
    if (tongue == CHINESE && base)
        buf_add_text(&b, "元");
    if (!base) {
        buf_add_char(&b, ' ');
        buf_add(&b, currency.ptr, currency.len);
    }
    return kept(a, &b);
}

struct text say_fen(struct arena *a, enum tongue tongue, fen amount, bool whole)
{
    return say_money(a, tongue, amount, (struct text){NULL, 0}, whole);
}

struct text say_ending(struct arena *a, enum tongue tongue, struct text masked)
{
    size_t from = masked.len;
    while (from > 0 && masked.ptr[from - 1] != '*')
        from--;
    int len = (int)(masked.len - from);
    if (masked.len == 0)
        return text_of("");
    return text_of(arena_printf(a, tongue == CHINESE ? "（尾号%.*s）" : "…%.*s", len ? len : 4,
                                len ? masked.ptr + from : "****"));
}

static struct text money(const struct telling *t, fen amount)
{
    return say_fen(t->arena, t->tongue, amount, t->whole);
}

static struct text label(const struct telling *t, const struct words *words, int64_t code)
{
    const struct word *w = word_of_code(words, (int16_t)code);
    return text_of(w ? in_tongue(t->tongue, w->label) : "");
}

/* " (12.3%)" of what it was before; empty where that was nothing. */
static struct text share(const struct telling *t, fen amount, fen of)
{
    struct buf b;
    buf_init(&b);
    if (of > 0) {
        int64_t tenths = (int64_t)divide_half_up((int128_t)amount * 1000, of);
        buf_printf(&b,
                   t->tongue == CHINESE ? "（%" PRId64 ".%" PRId64 "%%）"
                                        : " (%" PRId64 ".%" PRId64 "%%)",
                   tenths / 10, tenths % 10);
    }
    return kept(t->arena, &b);
}

/* "2026-11-29 周日" */
static struct text date(const struct telling *t, day d)
{
    static const struct field as_day = {.name = "day", .kind = KIND_DAY};
    struct buf b;
    buf_init(&b);
    buf_add_text(&b, day_format(d).text);
    buf_add_char(&b, ' ');
    show_value(&b, &as_day, &d, SHOW_WEEKDAY, t->tongue, PLACE_TEXT);
    return kept(t->arena, &b);
}

static struct text either(struct text a, struct text b)
{
    return a.len ? a : b.len ? b : text_of("");
}

/* ---- what a transaction was, in brackets ---- */

static void add_detail(const struct telling *t, struct buf *b, struct text detail)
{
    if (detail.len == 0)
        return;
    if (b->len)
        buf_add_text(b, t->tongue == CHINESE ? "，" : ", ");
    buf_add(b, detail.ptr, detail.len);
}

static struct text details(const struct telling *t)
{
    const struct q_alert_lines_row *row = t->row;
    struct buf b, out;
    buf_init(&b);
    buf_init(&out);
    if (row->txn_kind.known)
        add_detail(t, &b, label(t, &txn_kind_words, row->txn_kind.value));
    if (is_own(row) && row->bank.len)
        add_detail(t, &b, text_of(in_tongue(t->tongue, N_("own account elsewhere"))));
    else if (is_own(row))
        add_detail(t, &b, text_of(in_tongue(t->tongue, N_("own account"))));
    else
        add_detail(t, &b, row->counterparty);
    add_detail(t, &b, row->bank);
    if (row->channel.known)
        add_detail(t, &b, label(t, &txn_channel_words, row->channel.value));
    if (b.len)
        buf_printf(&out, t->tongue == CHINESE ? "（%.*s）" : " (%.*s)", (int)b.len, b.bytes);
    buf_release(&b);
    return kept(t->arena, &out);
}

/* ---- sentences ---- */

/* clang-format off */
static const char *const sentences[ALERT_COUNT] = {
    [ALERT_STAGE_UP] = N_("Stage up from {from} to {to}: financial assets {fa}, year-to-date daily average {average}, largest account {acct}"),
    [ALERT_STAGE_DOWN] = N_("Stage down from {from} to {to}: financial assets {fa}, year-to-date daily average {average}, largest account {acct}"),
    [ALERT_TIER_UP] = N_("Tier up from {from} to {to}: AUM {aum}"),
    [ALERT_TIER_DOWN] = N_("Tier down from {from} to {to}: AUM {aum}"),
    [ALERT_ENTERED_WATCH] = N_("Now on watch: AUM {aum}, below the {ref} threshold for {below} month-ends running"),
    [ALERT_ENTERED_ATTENTION] = N_("Now needs attention: AUM {aum}, below the {ref} threshold for {below} month-ends running"),
    [ALERT_ENTERED_CHURNED] = N_("Now churned: AUM {aum}, below the {ref} threshold for {below} month-ends running"),
    [ALERT_WON_BACK] = N_("Won back: AUM {aum}, at or above the {ref} threshold again"),
    [ALERT_ASSETS_FELL] = N_("Financial assets down {amount}{share} in one day, from {from} to {to}"),
    [ALERT_ASSETS_ROSE] = N_("Financial assets up {amount}{share} in one day, from {from} to {to}"),
    [ALERT_CHURNING] = N_("AUM down three months running, by {amount}{share}, from {from} to {to}"),
    [ALERT_CARD_EXPIRING] = N_("{card} {number} expires on {date}"),
    [ALERT_ACCOUNT_CLOSED] = N_("{product} {number} was closed; it held {amount} the day before"),
    [ALERT_CARD_CANCELLED] = N_("{card} {number} was cancelled"),
    [ALERT_BIRTHDAY] = N_("Birthday on {date}"),
    [ALERT_HOLDING_GAIN] = N_("{product} {number} has gained {amount}{share}: cost {from}, now {to}"),
    [ALERT_HOLDING_LOSS] = N_("{product} {number} has lost {amount}{share}: cost {from}, now {to}"),
    [ALERT_CARD_MISSING] = N_("Qualifies for the VIP card ({from}) but does not hold one yet"),
    [ALERT_CARD_BELOW] = N_("Holds a VIP card ({from}) but no longer qualifies for it"),
};
/* clang-format on */

static const char *maturing_sentence(const struct telling *t)
{
    int64_t left = t->row->to_value - t->today;
    bool renews = t->row->renews.known && t->row->renews.value;
    if (left < 0)
        return N_("{product} {number} of {amount} matured on {date}");
    if (renews)
        return left == 0
                   ? N_("{product} {number} of {amount} matures today and renews automatically")
                   : N_("{product} {number} of {amount} matures on {date} and renews "
                        "automatically");
    if (left == 0)
        return N_("{product} {number} of {amount} matures today");
    return left == 1 ? N_("{product} {number} of {amount} matures tomorrow")
                     : N_("{product} {number} of {amount} matures on {date}");
}

/* One month end is not "1 month-ends running". */
static const char *standing_sentence(const struct telling *t)
{
    if (t->row->below != 1)
        return sentences[t->row->kind];
    return t->row->kind == ALERT_ENTERED_WATCH
               ? N_("Now on watch: AUM {aum}, below the {ref} threshold at month-end")
           : t->row->kind == ALERT_ENTERED_ATTENTION
               ? N_("Now needs attention: AUM {aum}, below the {ref} threshold at month-end")
               : N_("Now churned: AUM {aum}, below the {ref} threshold at month-end");
}

static const char *movement_sentence(const struct q_alert_lines_row *row)
{
    bool in = row->to_value == 0;
    if (stays(row))
        return in ? N_("{amount} moved in within the bank{details}")
                  : N_("{amount} moved out within the bank{details}");
    return in ? N_("{amount} came in{details}") : N_("{amount} went out{details}");
}

static const char *sentence_of(const struct telling *t)
{
    bool entered = t->row->kind == ALERT_ENTERED_WATCH || t->row->kind == ALERT_ENTERED_ATTENTION ||
                   t->row->kind == ALERT_ENTERED_CHURNED;
    if (entered)
        return standing_sentence(t);
    if (t->row->kind == ALERT_PRODUCT_MATURING)
        return maturing_sentence(t);
    if (t->row->kind == ALERT_LARGE_MOVEMENT)
        return movement_sentence(t->row);
    return sentences[t->row->kind];
}

/* From and to as the kind of alert has them. */
static struct text value(const struct telling *t, enum alert_value form, int64_t v)
{
    switch (form) {
    case VALUE_STAGE:
        return label(t, &stage_words, v);
    case VALUE_TIER:
        return label(t, &tier_words, v);
    case VALUE_STANDING:
        return label(t, &standing_words, v);
    case VALUE_GRADE:
        return label(t, &grade_words, v);
    case VALUE_FEN: /* of a holding: in its currency */
        return say_money(t->arena, t->tongue, v, t->row->currency, t->whole);
    case VALUE_DAY:
        return date(t, (day)v);
    case VALUE_NONE:
    case VALUE_ACCOUNT:
    case VALUE_CARD:
    case VALUE_TXN:
    case VALUE_DIRECTION:
    case VALUE_CLOSED:
    case VALUE_CANCELLED:
        break;
    }
    return text_of("");
}

static fen average_of(const struct q_alert_lines_row *row)
{
    if (!row->fa.known || row->figures_on == NO_DAY)
        return 0;
    int128_t more = row->day_ - row->figures_on;
    bool same_year = row->figures_on >= day_year_start(row->day_);
    int128_t ytd = same_year ? row->fa_ytd.value + more * row->fa.value
                             : (int128_t)day_of_year(row->day_) * row->fa.value;
    return daily_average(fen_clamp(ytd), row->day_);
}

/* The day that a maturity, an expiry or a birthday is about. */
static day day_meant(const struct q_alert_lines_row *row)
{
    const struct alert_form *form = &alert_forms[row->kind];
    if (form->to == VALUE_DAY)
        return (day)row->to_value;
    return form->from == VALUE_DAY ? (day)row->from_value : row->day_;
}

static struct text card_name(const struct telling *t)
{
    const struct q_alert_lines_row *row = t->row;
    struct buf b;
    buf_init(&b);
    struct text grade = label(t, &grade_words, row->grade.known ? row->grade.value : GRADE_NONE);
    struct text kind = label(t, &card_kind_words, row->card_kind.value);
    buf_printf(&b, t->tongue == CHINESE ? "%.*s（%.*s）" : "%.*s (%.*s)", (int)kind.len, kind.ptr,
               (int)grade.len, grade.ptr);
    return kept(t->arena, &b);
}

static struct text tell(const struct telling *t)
{
    const struct q_alert_lines_row *row = t->row;
    const struct alert_form *form = &alert_forms[row->kind];
    const struct place places[] = {
        {"from", value(t, form->from, row->from_value)},
        {"to", value(t, form->to, row->to_value)},
        {"amount", say_money(t->arena, t->tongue, row->amount, row->currency, t->whole)},
        {"share", form->from == VALUE_FEN ? share(t, row->amount, row->from_value) : text_of("")},
        {"fa", money(t, row->fa.value)},
        {"average", money(t, average_of(row))},
        {"aum", money(t, row->aum.value)},
        {"acct", money(t, row->acct_max.value)},
        {"ref", label(t, &tier_words, row->ref)},
        {"below", text_of(arena_printf(t->arena, "%d", row->below))},
        {"date", date(t, day_meant(row))},
        {"details", details(t)},
        {"product", either(row->product, text_of(in_tongue(t->tongue, N_("An account"))))},
        {"card", card_name(t)},
        {"number", say_ending(t->arena, t->tongue, either(row->account, row->card))},
    };
    return text_of(say(t->arena, t->tongue, sentence_of(t), ARRAY_LEN(places), places));
}

/* ---- lines ---- */

static const struct field line_fields[] = {
    FIELD_AS(struct alert_line, customer_id, KIND_ID),
    FIELD(struct alert_line, customer),
    FIELD_AS(struct alert_line, day, KIND_DAY),
    {.name = "number",
     .kind = KIND_INT4,
     .offset = offsetof(struct alert_line, number),
     .inner = true},
    FIELD_CODE(struct alert_line, kind, alert_kind_words),
    FIELD_CODE(struct alert_line, group, alert_group_words),
    {.name = "tone", .kind = KIND_TEXT, .offset = offsetof(struct alert_line, tone), .inner = true},
    {.name = "icon", .kind = KIND_TEXT, .offset = offsetof(struct alert_line, icon), .inner = true},
    {.name = "said", .kind = KIND_TEXT, .offset = offsetof(struct alert_line, said), .inner = true},
    FIELD(struct alert_line, exact),
    FIELD_AS(struct alert_line, amount, KIND_FEN),
    {.name = "is_new",
     .kind = KIND_BOOL,
     .offset = offsetof(struct alert_line, is_new),
     .inner = true},
};
const struct record alert_line_record = RECORD(struct alert_line, line_fields);

struct alert_line alert_tell(struct arena *a, enum tongue tongue, day today,
                             const struct q_alert_lines_row *row)
{
    struct telling t = {.arena = a, .tongue = tongue, .today = today, .row = row};
    enum alert_group group = row->kind == ALERT_LARGE_MOVEMENT
                                 ? group_of_movement(row)
                                 : alert_group_of((enum alert_kind)row->kind);
    struct alert_line line = {
        .customer_id = row->customer_id,
        .customer = row->customer,
        .day = row->day_,
        .number = row->number,
        .kind = row->kind,
        .group = (int16_t)group,
        .tone = text_of(group_items[group].tone),
        .icon = text_of(row->kind == ALERT_BIRTHDAY ? "cake" : group_icons[group]),
        .said = tell(&t),
        .amount = {.known = alert_forms[row->kind].has_amount, .value = row->amount},
    };
    t.whole = true;
    line.exact = tell(&t);
    return line;
}

/* It may hold an account's number. */
static void mask_party(struct req *r, struct q_alert_lines_row *row)
{
    if (!row->counterparty.ptr)
        return;
    struct masked m = mask_value(PERSONAL_NOTE, row->counterparty);
    row->counterparty = text_of(arena_text(r->arena, m.text, strlen(m.text)));
}

static rc fetch(struct req *r, const struct q_alert_lines_in *in, struct alert_line **ret_lines,
                size_t *ret_count)
{
    struct q_alert_lines_row *rows;
    size_t count, told = 0;
    const day today = req_read_on(r).today;
    TRY(q_alert_lines(r->db, r->arena, in, &rows, &count));
    TRY(mask_rows(r, &q_alert_lines_record, rows, count));
    *ret_lines = arena_alloc(r->arena, (count + 1) * sizeof **ret_lines);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].kind < 0 || rows[i].kind >= ALERT_COUNT)
            continue; /* of a newer program */
        mask_party(r, &rows[i]);
        struct alert_line *line = &(*ret_lines)[told++];
        *line = alert_tell(r->arena, r->tongue, today, &rows[i]);
        line->is_new = line->day == r->who->published.day;
    }
    *ret_count = told;
    return OK;
}

rc alerts_tell(struct req *r, const struct alerts_asked *asked, struct alert_line **ret_lines,
               size_t *ret_count)
{
    const struct q_alert_lines_in in = {.customers = asked->customers,
                                        .numbers = asked->numbers,
                                        .ages = asked->ages,
                                        .since = asked->since,
                                        .until = asked->until,
                                        .limit = (int64_t)asked->customers.len};
    return fetch(r, &in, ret_lines, ret_count);
}

rc alerts_of_customer(struct req *r, int64_t customer_id, day since, day until, int64_t limit,
                      struct alert_line **ret_lines, size_t *ret_count)
{
    const struct int8s one = {&customer_id, 1};
    const struct int4s any = {(const int32_t[]){0}, 0};
    struct q_alert_any_row found;
    *ret_lines = NULL;
    *ret_count = 0;
    TRY(q_alert_any(r->db, customer_id, since, until, &found));
    if (!found.any)
        return OK;
    return fetch(r, &(struct q_alert_lines_in){one, any, any, since, until, limit}, ret_lines,
                 ret_count);
}
