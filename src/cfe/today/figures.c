/* figures -- what the customers of the page sum up to, and how that has changed. */
#include "cfe/today/parts.h"
#include "cif/customer/codes.h"

/* ---- change ---- */

static const struct field change_fields[] = {
    FIELD_AS(struct moved, amount, KIND_FEN),
    FIELD(struct moved, way),
    {.name = "size",
     .kind = KIND_FEN,
     .nullable = true,
     .offset = offsetof(struct moved, size),
     .inner = true},
    FIELD(struct moved, percent),
};
const struct record moved_record = RECORD(struct moved, change_fields);

static struct text percent_of(struct arena *a, fen size, fen before)
{
    if (before <= 0)
        return (struct text){NULL, 0};
    int64_t hundredths = (int64_t)divide_half_up((int128_t)size * 10000, before);
    if (hundredths >= 1000000)
        return (struct text){NULL, 0}; /* says nothing any more */
    return text_of(
        arena_printf(a, "%" PRId64 ".%02d%%", hundredths / 100, (int)(hundredths % 100)));
}

struct moved moved_since(struct arena *a, const struct snapshot *s, fen now, fen before, enum at at)
{
    if (snapshot_day_of(s, at) == NO_DAY)
        return (struct moved){0};
    fen amount = fen_clamp((int128_t)now - before);
    fen size = amount < 0 ? fen_clamp(-(int128_t)amount) : amount;
    return (struct moved){
        .amount = {true, amount},
        .size = {true, size},
        .way = amount > 0   ? TEXT("rise")
               : amount < 0 ? TEXT("fall")
                            : (struct text){NULL, 0},
        .percent = percent_of(a, size, before),
    };
}

/* ---- lines ---- */

static const struct field line_fields[] = {
    FIELD(struct figure_line, label),
    FIELD(struct figure_line, strong),
    FIELD_AS(struct figure_line, now, KIND_FEN),
    FIELD_RECORD(struct figure_line, yesterday, moved_record),
    FIELD_RECORD(struct figure_line, month_end, moved_record),
    FIELD_RECORD(struct figure_line, year_end, moved_record),
};
static const struct record line_record = RECORD(struct figure_line, line_fields);

static const struct field count_fields[] = {
    FIELD_CODE(struct count_line, tier, tier_words),
    FIELD(struct count_line, customers),
    FIELD_AS(struct count_line, url, KIND_URL),
    FIELD(struct count_line, normal),
    FIELD(struct count_line, watch),
    FIELD(struct count_line, attention),
    FIELD(struct count_line, churned),
};
static const struct record count_record = RECORD(struct count_line, count_fields);

static const struct field figures_fields[] = {
    FIELD_ROWS(struct own_figures, lines, line_record),
    FIELD_ROWS(struct own_figures, tiers, count_record),
    FIELD_AS(struct own_figures, aum, KIND_FEN),
    FIELD_AS(struct own_figures, deposits, KIND_FEN),
    FIELD_RECORD(struct own_figures, aum_change, moved_record),
    FIELD_RECORD(struct own_figures, deposits_change, moved_record),
    FIELD(struct own_figures, customers),
    FIELD(struct own_figures, targets),
    FIELD(struct own_figures, potentials),
    FIELD(struct own_figures, watch),
    FIELD(struct own_figures, attention),
    FIELD(struct own_figures, churned),
    FIELD(struct own_figures, has_customers),
    {.name = "yesterday",
     .kind = KIND_DAY,
     .nullable = true,
     .offset = offsetof(struct own_figures, yesterday)},
    {.name = "month_end",
     .kind = KIND_DAY,
     .nullable = true,
     .offset = offsetof(struct own_figures, month_end)},
    {.name = "year_end",
     .kind = KIND_DAY,
     .nullable = true,
     .offset = offsetof(struct own_figures, year_end)},
    FIELD_AS(struct own_figures, customers_url, KIND_URL),
    FIELD_AS(struct own_figures, targets_url, KIND_URL),
    FIELD_AS(struct own_figures, attention_url, KIND_URL),
    FIELD_AS(struct own_figures, churned_url, KIND_URL),
};
const struct record figures_record = RECORD(struct own_figures, figures_fields);

enum { PARTS_MOST = 3 };

/* The five classes make the AUM; then loans, and the two sums. */
static const struct shown_figure {
    const char *label;
    enum amount parts[PARTS_MOST];
    int len;
    bool strong;
} shown[] = {
    {N_("Deposits"), {AMOUNT_DEPOSITS}, 1, false},
    {N_("Wealth products"), {AMOUNT_WEALTH}, 1, false},
    {N_("Funds"), {AMOUNT_FUND}, 1, false},
    {N_("Treasury bonds"), {AMOUNT_BOND}, 1, false},
    {N_("Insurance, other"), {AMOUNT_INSURANCE, AMOUNT_SECURITIES, AMOUNT_GOLD}, 3, false},
    {N_("AUM"), {AMOUNT_AUM}, 1, true},
    {N_("Loans"), {AMOUNT_LOANS}, 1, false},
    {N_("Financial assets"), {AMOUNT_FA}, 1, true},
};

static fen sum_of(const struct totals *t, const struct shown_figure *f, enum at at)
{
    fen sum = 0;
    for (int i = 0; i < f->len; i++)
        sum = fen_add(sum, t->amounts[at][f->parts[i]]);
    return sum;
}

static struct moved since(const struct morning *m, const struct totals *t,
                          const struct shown_figure *f, enum at at)
{
    return moved_since(m->r->arena, m->s, sum_of(t, f, AT_DAY), sum_of(t, f, at), at);
}

static void fill_lines(const struct morning *m, const struct totals *t, struct own_figures *f)
{
    f->lines = arena_alloc(m->r->arena, ARRAY_LEN(shown) * sizeof *f->lines);
    for (size_t i = 0; i < ARRAY_LEN(shown); i++)
        f->lines[f->lines_count++] = (struct figure_line){
            .label = text_of(word(m->r, shown[i].label)),
            .strong = shown[i].strong,
            .now = sum_of(t, &shown[i], AT_DAY),
            .yesterday = since(m, t, &shown[i], AT_YESTERDAY),
            .month_end = since(m, t, &shown[i], AT_MONTH_END),
            .year_end = since(m, t, &shown[i], AT_YEAR_END),
        };
}

/* Beyond, only the sums that are made with the snapshot are shown. */
enum { CROSSED_MOST = 200000 };

static struct opt_int4 counted(bool is_crossed, struct cell cell)
{
    return (struct opt_int4){is_crossed, is_crossed ? (int32_t)cell.customers : 0};
}

/* From the highest tier down. */
static void fill_tiers(const struct morning *m, const struct totals *t, struct own_figures *f)
{
    static const struct cell none[SPLIT_MOST];
    bool is_crossed = reach_size(m->s, &m->reach) <= CROSSED_MOST;
    struct cross cross;
    if (is_crossed)
        cross_of(m->s, &m->reach, SPLIT_TIER, SPLIT_STANDING, &cross);
    f->tiers = arena_alloc(m->r->arena, TIER_COUNT * sizeof *f->tiers);
    for (int tier = TIER_COUNT - 1; tier >= 0; tier--) {
        const struct cell *cells = is_crossed ? cross.cells[tier] : none;
        if (t->tiers[tier] > 0)
            f->tiers[f->tiers_count++] = (struct count_line){
                .tier = (int16_t)tier,
                .customers = (int32_t)t->tiers[tier],
                .normal = counted(is_crossed, cells[STANDING_NORMAL]),
                .watch = counted(is_crossed, cells[STANDING_WATCH]),
                .attention = counted(is_crossed, cells[STANDING_ATTENTION]),
                .churned = counted(is_crossed, cells[STANDING_CHURNED]),
            };
    }
}

void figures_fill(const struct morning *m, struct own_figures *f)
{
    struct totals t;
    struct arena *a = m->r->arena;
    totals_of(m->s, &m->reach, &t);
    *f = (struct own_figures){
        .aum = t.amounts[AT_DAY][AMOUNT_AUM],
        .deposits = t.amounts[AT_DAY][AMOUNT_DEPOSITS],
        .customers = (int32_t)t.customers,
        .targets = (int32_t)t.stages[STAGE_TARGET],
        .potentials = (int32_t)t.stages[STAGE_POTENTIAL],
        .watch = (int32_t)t.standings[STANDING_WATCH],
        .attention = (int32_t)t.standings[STANDING_ATTENTION],
        .churned = (int32_t)t.standings[STANDING_CHURNED],
        .has_customers = t.customers > 0,
        .yesterday = snapshot_day_of(m->s, AT_YESTERDAY),
        .month_end = snapshot_day_of(m->s, AT_MONTH_END),
        .year_end = snapshot_day_of(m->s, AT_YEAR_END),
    };
    f->aum_change = moved_since(a, m->s, f->aum, t.amounts[AT_YESTERDAY][AMOUNT_AUM], AT_YESTERDAY);
    f->deposits_change =
        moved_since(a, m->s, f->deposits, t.amounts[AT_YESTERDAY][AMOUNT_DEPOSITS], AT_YESTERDAY);
    fill_lines(m, &t, f);
    fill_tiers(m, &t, f);
}

void figures_named(const struct morning *m, struct own_figures *f)
{
    f->customers_url = customers_url(m, "");
    f->targets_url = customers_url(m, "stage=target");
    f->attention_url = customers_url(m, "standing=attention");
    f->churned_url = customers_url(m, "standing=churned");
    for (size_t i = 0; i < f->tiers_count; i++) {
        const struct word *tier = word_of_code(&tier_words, f->tiers[i].tier);
        f->tiers[i].url = customers_url(m, arena_printf(m->r->arena, "tier=%s", tier->name));
    }
}
