#include "analysis/report/axes.h"

#include "base/say.h"
#include "cfe/portfolio/portfolio.sql.h"
#include "cond/words.h"
#include "engine/totals.h"
#include "platform/scope.h"
#include "tmpl/show.h"

enum { MONTHS_SHOWN = 24, TERMS_MOST = 2000 };

rc inquiry_refuse(struct inquiry *q, const char *sentence, size_t len, const struct place *places)
{
    q->said = say(q->a, q->k->tongue, sentence, len, places);
    return E_REFUSED;
}

/* ---- parts ---- */

static struct report_part *parts_room(struct inquiry *q, struct axis *x, size_t len)
{
    struct report_part *parts = arena_alloc(q->a, (len + 1) * sizeof *parts);
    x->shown.parts = parts;
    x->shown.len = (uint32_t)len;
    return parts;
}

static struct text in_words(const struct inquiry *q, const char *english)
{
    return text_of(in_tongue(q->k->tongue, english));
}

static struct text number_text(const struct inquiry *q, int64_t n)
{
    return text_of(arena_printf(q->a, "%" PRId64, n));
}

static const struct text no_key = {"-", 1};

static void name_rest(const struct inquiry *q, struct axis *x, struct report_part *parts,
                      const char *label)
{
    x->rest = true;
    parts[x->shown.len - 1] = (struct report_part){.key = no_key, .label = in_words(q, label)};
}

/* ---- organisations ---- */

static rc find_root(struct inquiry *q, int32_t *ret)
{
    struct names names = {.db = q->k->db, .arena = q->a, .s = q->s, .asking = q->k->asking};
    struct text nearest = {NULL, 0};
    int64_t id = q->k->who->org_id;
    if (q->r->org.len) {
        rc done = names_find(&names, NAMED_ORG, q->r->org, &id, &nearest);
        const struct place places[] = {{"found", q->r->org}, {"nearest", nearest}};
        if (done == E_NOT_FOUND)
            return inquiry_refuse(
                q,
                nearest.len ? N_("there is no organisation \"{found}\"; is {nearest} meant?")
                            : N_("there is no organisation \"{found}\""),
                ARRAY_LEN(places), places);
        TRY(done);
    } else if (post_scope(q->k->who->post) == SCOPE_ALL && q->s->place_count) {
        id = q->s->places[1].org_id;
    }
    *ret = (int32_t)id;
    return OK;
}

static rc name_orgs(struct inquiry *q, struct int4s orgs, struct report_part *parts)
{
    struct q_portfolio_orgs_row *rows = NULL;
    size_t len = 0;
    int32_t most = 0;
    if (q->k->db)
        TRY(q_portfolio_orgs(q->k->db, q->a, orgs, q->s->day, &rows, &len));
    for (size_t i = 0; i < orgs.len; i++) {
        most = orgs.items[i] > most ? orgs.items[i] : most;
        parts[i] = (struct report_part){.key = number_text(q, -orgs.items[i]), .label = TEXT("–")};
    }
    uint32_t *at = arena_alloc(q->a, ((size_t)most + 1) * sizeof *at);
    for (size_t i = 0; i < orgs.len; i++)
        at[orgs.items[i]] = (uint32_t)i;
    for (size_t i = 0; i < len; i++)
        parts[at[rows[i].org_id]] = (struct report_part){rows[i].org_no, rows[i].name, NULL};
    return OK;
}

/* By the organisation itself: homes of a sheet. */
static void know_orgs(struct inquiry *q, struct axis *x, uint32_t own)
{
    const struct snapshot *s = q->s;
    int32_t most = 0;
    for (uint32_t p = own; p <= s->places[own].last; p++)
        most = s->places[p].org_id > most ? s->places[p].org_id : most;
    x->part_of_len = (size_t)most + 1;
    x->part_of = arena_alloc(q->a, x->part_of_len * sizeof *x->part_of);
    for (size_t i = 0; i < x->part_of_len; i++)
        x->part_of[i] = CUBE_NO_PART;
    for (uint32_t p = own; p <= s->places[own].last; p++)
        x->part_of[s->places[p].org_id] = x->part_of_place[p];
}

/* Is nobody whom the question is about at home elsewhere? */
static bool is_closed(const struct inquiry *q, uint32_t own)
{
    const struct snapshot *s = q->s;
    uint32_t last = s->places[own].last;
    if (q->reach.kind == REACH_PLACES)
        return q->reach.first >= own && q->reach.last <= last;
    return s->first_in_place[last + 1] - s->first_in_place[own] == s->count;
}

static rc make_orgs(struct inquiry *q, struct axis *x)
{
    struct cube_dim dim;
    struct int4s orgs;
    struct why why = {""};
    int32_t root = 0;
    TRY(find_root(q, &root));
    uint32_t own = snapshot_place(q->s, root);
    if (!own || cube_dim_org(q->s, root, (uint32_t)x->dim->levels, q->a, &dim, &orgs, &why) != OK)
        return inquiry_refuse(q, N_("there is no organisation to divide: no place in the tree"), 0,
                              NULL);
    struct report_part *parts = parts_room(q, x, orgs.len + 1);
    TRY(name_orgs(q, orgs, parts));
    name_rest(q, x, parts, N_("Elsewhere"));
    x->orgs = dim;
    x->is_closed = is_closed(q, own);
    x->part_of_place =
        arena_alloc(q->a, (q->s->place_count + (size_t)1) * sizeof *x->part_of_place);
    for (uint32_t p = 0; p <= q->s->place_count; p++) {
        bool within = p >= own && p <= q->s->places[own].last;
        x->part_of_place[p] = within ? dim.part_of ? dim.part_of[p - own] : p - own : CUBE_NO_PART;
    }
    know_orgs(q, x, own);
    return OK;
}

/* ---- managers ---- */

static int by_id(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Who manages anybody on one of these days, ascending; 0, nobody, is the first. */
static struct int4s managers_of(struct inquiry *q, const struct source *sources, size_t len)
{
    struct vec all;
    vec_init(&all, sizeof(int32_t));
    *(int32_t *)vec_add(&all) = 0;
    for (size_t i = 0; i < len; i++) {
        const struct sheet *sheet = source_is_today(&sources[i]) ? NULL : sources[i].sheet;
        const int32_t *column = sheet ? sheet->manager : q->s->manager;
        uint32_t rows = sheet ? sheet->count : q->s->count;
        for (uint32_t row = 0, last = 0; row < rows; row++)
            if (column[row] && (uint32_t)column[row] != last)
                *(int32_t *)vec_add(&all) = column[row], last = (uint32_t)column[row];
    }
    int32_t *ids = arena_copy(q->a, all.items, all.len * sizeof *ids);
    size_t kept = 0, many = all.len;
    vec_release(&all);
    qsort(ids, many, sizeof *ids, by_id);
    for (size_t i = 0; i < many; i++)
        if (!i || ids[i] != ids[kept - 1])
            ids[kept++] = ids[i];
    return (struct int4s){ids, kept};
}

static rc make_managers(struct inquiry *q, struct axis *x, const struct source *sources, size_t len)
{
    struct q_portfolio_staff_row *rows = NULL;
    size_t rows_len = 0;
    struct int4s ids = managers_of(q, sources, len);
    struct report_part *parts = parts_room(q, x, ids.len);
    if (q->k->db)
        TRY(q_portfolio_staff(q->k->db, q->a, ids, q->s->day, &rows, &rows_len));
    x->part_of_len = (size_t)ids.items[ids.len - 1] + 1;
    x->part_of = arena_alloc(q->a, x->part_of_len * sizeof *x->part_of);
    for (size_t i = 0; i < x->part_of_len; i++)
        x->part_of[i] = CUBE_NO_PART;
    for (size_t i = 0; i < ids.len; i++) {
        x->part_of[ids.items[i]] = (uint32_t)i;
        parts[i] = (struct report_part){.key = number_text(q, -ids.items[i]), .label = TEXT("–")};
    }
    parts[0] = (struct report_part){.key = no_key, .label = in_words(q, N_("Nobody"))};
    for (size_t i = 0; i < rows_len; i++)
        parts[x->part_of[rows[i].staff_id]] =
            (struct report_part){rows[i].staff_no, rows[i].name, NULL};
    return OK;
}

/* ---- codes ---- */

static uint32_t codes_of(const struct words *words)
{
    int16_t most = 0;
    for (size_t i = 0; i < words->len; i++)
        most = words->items[i].code > most ? words->items[i].code : most;
    return (uint32_t)most + 1;
}

static void name_words(struct inquiry *q, const struct words *words, struct report_part *parts)
{
    for (uint32_t code = 0; code < codes_of(words); code++) {
        const struct word *w = word_of_code(words, (int16_t)code);
        parts[code] = w ? (struct report_part){text_of(w->name), in_words(q, w->label), w->tone}
                        : (struct report_part){.key = number_text(q, code), .label = TEXT("–")};
    }
}

static void make_flag(struct inquiry *q, struct axis *x)
{
    struct report_part *parts = parts_room(q, x, 2);
    parts[0] = (struct report_part){TEXT("false"), in_words(q, N_("no")), NULL};
    parts[1] = (struct report_part){TEXT("true"), in_words(q, N_("yes")), NULL};
}

static void make_numbers(struct inquiry *q, struct axis *x)
{
    struct report_part *parts = parts_room(q, x, NOT_KNOWN);
    for (int n = 0; n < NOT_KNOWN; n++)
        parts[n] = (struct report_part){number_text(q, n), number_text(q, n), NULL};
}

static void make_codes(struct inquiry *q, struct axis *x)
{
    const struct catalogue_field *f = &customer_fields[x->dim->field];
    if (f->type == OF_FLAG) {
        make_flag(q, x);
    } else if (!f->words) {
        make_numbers(q, x);
    } else {
        struct report_part *parts = parts_room(q, x, codes_of(f->words) + f->nullable);
        name_words(q, f->words, parts);
        if (f->nullable)
            name_rest(q, x, parts, N_("Not known"));
    }
}

/* ---- bands ---- */

static struct text bound(struct inquiry *q, const struct axis *x, int64_t at)
{
    struct buf b;
    buf_init(&b);
    if (x->dim->kind == DIM_YEARS)
        buf_printf(&b, "%" PRId64, at);
    else
        show_round(&b, at, q->k->tongue);
    struct text t = {arena_text(q->a, b.bytes, b.len), b.len};
    buf_release(&b);
    return t;
}

static struct report_part band_part(struct inquiry *q, const struct axis *x, size_t k, size_t len)
{
    bool last = k + 1 == len;
    bool is_years = x->dim->kind == DIM_YEARS;
    const struct place places[] = {{"from", k ? bound(q, x, x->bands[k]) : TEXT("")},
                                   {"until", last ? TEXT("") : bound(q, x, x->bands[k + 1])}};
    struct text key = TEXT("below");
    if (k && is_years)
        key = number_text(q, x->bands[k]);
    else if (k)
        key = text_of(arena_printf(q->a, "%s", fen_format(x->bands[k]).text));
    const char *form = k == 0 ? N_("below {until}")
                       : last ? N_("{from} and above")
                              : N_("{from} to below {until}");
    return (struct report_part){
        key, text_of(say(q->a, q->k->tongue, form, ARRAY_LEN(places), places)), NULL};
}

static const int64_t usual_years[] = {18, 25, 35, 45, 55, 65};

static void make_bands(struct inquiry *q, struct axis *x)
{
    const struct report_dim *d = x->dim;
    bool is_years = d->kind == DIM_YEARS;
    const int64_t *cuts = d->cuts_len ? d->cuts : is_years ? usual_years : band_from + 1;
    size_t len = d->cuts_len ? d->cuts_len : is_years ? ARRAY_LEN(usual_years) : BAND_COUNT - 1;
    x->bands = arena_alloc(q->a, (len + 1) * sizeof *x->bands);
    memcpy(x->bands + 1, cuts, len * sizeof *cuts);
    struct report_part *parts = parts_room(q, x, len + 1 + is_years);
    for (size_t k = 0; k <= len; k++)
        parts[k] = band_part(q, x, k, len + 1);
    if (is_years)
        name_rest(q, x, parts, N_("Not known"));
}

/* ---- months ---- */

/* Not known; earlier; then month by month up to that of the day that is shown. */
static void make_months(struct inquiry *q, struct axis *x)
{
    struct report_part *parts = parts_room(q, x, MONTHS_SHOWN + 2);
    x->bands = arena_alloc(q->a, (MONTHS_SHOWN + 2) * sizeof *x->bands);
    x->bands[1] = (int64_t)NO_DAY + 1;
    parts[0] = (struct report_part){no_key, in_words(q, N_("Not known")), NULL};
    parts[1] = (struct report_part){TEXT("before"), in_words(q, N_("Earlier")), NULL};
    for (int m = 0; m < MONTHS_SHOWN; m++) {
        day first = day_add_months(day_month_start(q->s->day), m + 1 - MONTHS_SHOWN);
        struct text month = text_of(arena_printf(q->a, "%.7s", day_format(first).text));
        x->bands[m + 2] = first;
        parts[m + 2] = (struct report_part){month, month, NULL};
    }
}

static const day *days_of(const struct snapshot *s, enum customer_field field)
{
    switch ((int)field) {
    case FIELD_CAME:
        return s->came;
    case FIELD_OPENED_ON:
        return s->profile.opened_on;
    case FIELD_MANAGED_SINCE:
        return s->managed_since;
    }
    return NULL;
}

/* ---- terms ---- */

static const uint32_t *terms_column(const struct snapshot *s, enum customer_field field)
{
    switch ((int)field) {
    case FIELD_OCCUPATION:
        return s->profile.occupation;
    case FIELD_EDUCATION:
        return s->profile.education;
    case FIELD_MARITAL:
        return s->profile.marital;
    }
    return NULL;
}

/* Only those that somebody has; 0, not known, is the last. */
static rc number_terms(struct inquiry *q, struct axis *x, const uint32_t *column, size_t len)
{
    x->part_of_len = (q->s->words ? terms_count(q->s->words) : 0) + (size_t)1;
    x->part_of = arena_alloc(q->a, x->part_of_len * sizeof *x->part_of);
    uint32_t parts = 0;
    for (size_t i = 0; i < len; i++)
        x->part_of[column[i]] = 1;
    x->part_of[0] = CUBE_NO_PART;
    for (size_t t = 1; t < x->part_of_len; t++)
        x->part_of[t] = x->part_of[t] ? parts++ : CUBE_NO_PART;
    const struct place places[] = {{"limit", number_text(q, TERMS_MOST)}};
    if (parts > TERMS_MOST)
        return inquiry_refuse(q, N_("more than {limit} different words: divide by something else"),
                              ARRAY_LEN(places), places);
    parts_room(q, x, parts + (size_t)1);
    return OK;
}

static rc make_terms(struct inquiry *q, struct axis *x)
{
    bool by_place = x->dim->field == FIELD_REGION;
    const uint32_t *column = by_place ? q->s->regions : terms_column(q->s, x->dim->field);
    size_t len = by_place ? q->s->place_count + (size_t)1 : q->s->count;
    if (!column || !q->s->words)
        len = 0;
    TRY(number_terms(q, x, column, len));
    struct report_part *parts = (struct report_part *)(uintptr_t)x->shown.parts;
    for (size_t t = 1; t < x->part_of_len; t++)
        if (x->part_of[t] != CUBE_NO_PART) {
            struct text term = terms_text(q->s->words, (uint32_t)t);
            parts[x->part_of[t]] = (struct report_part){term, term, NULL};
        }
    name_rest(q, x, parts, N_("Not known"));
    if (!by_place)
        return OK;
    x->part_of_place = arena_alloc(q->a, (len + 1) * sizeof *x->part_of_place);
    for (size_t p = 0; p < len; p++)
        x->part_of_place[p] = x->part_of[column[p]];
    return OK;
}

/* ---- several ---- */

static rc members_who(struct inquiry *q, const char *condition, const struct set **ret)
{
    const struct who *who;
    const char *said;
    TRY(who_ask(q->k, text_of(condition), &who, &said));
    if (said)
        return inquiry_refuse(q, said, 0, NULL);
    *ret = evaluate(who->evaluation, NULL, q->a);
    return OK;
}

static rc make_holds(struct inquiry *q, struct axis *x)
{
    struct report_part *parts = parts_room(q, x, class_words.len);
    x->members = arena_alloc(q->a, class_words.len * sizeof *x->members);
    for (size_t i = 0; i < class_words.len; i++) {
        const struct word *w = &class_words.items[i];
        parts[i] = (struct report_part){text_of(w->name), in_words(q, w->label), NULL};
        TRY(members_who(q, arena_printf(q->a, "holds(%s)", w->name), &x->members[i]));
    }
    return OK;
}

/* The condition that a tag's part stands for, with its name as the language writes it. */
static const char *tag_test(struct inquiry *q, struct text name)
{
    struct buf b;
    buf_init(&b);
    buf_add_text(&b, "tag(\"");
    for (size_t i = 0; i < name.len; i++) {
        if (strchr("\"\\", name.ptr[i]))
            buf_add_char(&b, '\\');
        buf_add_char(&b, name.ptr[i]);
    }
    buf_add_text(&b, "\")");
    const char *t = arena_text(q->a, b.bytes, b.len);
    buf_release(&b);
    return t;
}

static rc make_tags(struct inquiry *q, struct axis *x)
{
    struct report_part *parts = parts_room(q, x, x->dim->names_len);
    x->members = arena_alloc(q->a, x->dim->names_len * sizeof *x->members);
    for (size_t i = 0; i < x->dim->names_len; i++) {
        struct text name = x->dim->names[i];
        parts[i] = (struct report_part){name, name, NULL};
        TRY(members_who(q, tag_test(q, name), &x->members[i]));
    }
    return OK;
}

/* ---- levels ---- */

static void make_levels(struct inquiry *q, struct axis *x)
{
    struct report_part *parts = parts_room(q, x, codes_of(&grade_words));
    name_words(q, &grade_words, parts);
    x->part_of_len = GRADE_COUNT;
    x->part_of = arena_alloc(q->a, x->part_of_len * sizeof *x->part_of);
    for (uint32_t level = 1; level < GRADE_COUNT; level++)
        x->part_of[level] = level + GRADE_ORDINARY;
}

/* ---- axes ---- */

static rc make_parts(struct inquiry *q, const struct source *sources, size_t len, struct axis *x)
{
    switch (x->dim->kind) {
    case DIM_ORG:
        return make_orgs(q, x);
    case DIM_MANAGER:
        return make_managers(q, x, sources, len);
    case DIM_CODE:
        make_codes(q, x);
        return OK;
    case DIM_LEVEL:
        make_levels(q, x);
        return OK;
    case DIM_BANDS:
    case DIM_YEARS:
        make_bands(q, x);
        return OK;
    case DIM_MONTH:
        make_months(q, x);
        return OK;
    case DIM_TERM:
        return make_terms(q, x);
    case DIM_HOLDS:
        return make_holds(q, x);
    case DIM_TAG:
        return make_tags(q, x);
    case DIM_KINDS:
        break;
    }
    return OK;
}

rc axis_make(struct inquiry *q, const struct report_dim *dim, const struct source *sources,
             size_t sources_len, struct axis *ret)
{
    *ret = (struct axis){.dim = dim,
                         .shown = {.dim = dim, .title = report_dim_told(q->a, q->k->tongue, dim)}};
    TRY(make_parts(q, sources, sources_len, ret));
    ret->shown.several = axis_is_several(ret);
    return OK;
}

bool axis_part(const struct axis *x, struct text key, uint32_t *ret)
{
    for (uint32_t i = 0; i < x->shown.len; i++)
        if (text_equal(x->shown.parts[i].key, key)) {
            *ret = i;
            return true;
        }
    return false;
}

/* ---- as of a day ---- */

static bool org_dim(const struct inquiry *q, const struct axis *x, const struct source *source,
                    struct cube_dim *ret)
{
    bool is_today = source_is_today(source);
    if (!is_today && !source->sheet)
        return false;
    if (is_today && x->is_closed) {
        *ret = x->orgs;
        return true;
    }
    *ret = (struct cube_dim){
        .code = {CUBE_I32, is_today ? (const void *)q->s->place : source->sheet->home},
        .part_of = is_today ? x->part_of_place : x->part_of,
        .part_of_len = is_today ? q->s->place_count + 1 : (uint32_t)x->part_of_len};
    return true;
}

static bool manager_dim(const struct inquiry *q, const struct axis *x, const struct source *source,
                        struct cube_dim *ret)
{
    bool is_today = source_is_today(source);
    if (!is_today && !source->sheet)
        return false;
    *ret = (struct cube_dim){.code = {CUBE_I32, is_today ? q->s->manager : source->sheet->manager},
                             .part_of = x->part_of,
                             .part_of_len = (uint32_t)x->part_of_len};
    return true;
}

static bool code_dim(const struct axis *x, const struct source *source, struct cube_dim *ret)
{
    const uint8_t *column = source_codes(source, x->dim->field);
    *ret = (struct cube_dim){.code = {CUBE_U8, column}};
    return column;
}

static bool level_dim(const struct inquiry *q, const struct axis *x, const struct source *source,
                      struct cube_dim *ret)
{
    *ret = (struct cube_dim){.code = {CUBE_U8, q->s->levels[SIDE_CARD]},
                             .part_of = x->part_of,
                             .part_of_len = (uint32_t)x->part_of_len};
    return source_is_today(source) && q->s->levels[SIDE_CARD];
}

static bool term_dim(const struct inquiry *q, const struct axis *x, struct cube_dim *ret)
{
    bool by_place = x->part_of_place;
    const void *column = by_place ? q->s->place : terms_column(q->s, x->dim->field);
    *ret = (struct cube_dim){.code = {CUBE_I32, column},
                             .part_of = by_place ? x->part_of_place : x->part_of,
                             .part_of_len =
                                 by_place ? q->s->place_count + 1 : (uint32_t)x->part_of_len};
    return column;
}

static bool bands_dim(const struct axis *x, const struct source *source, struct cube_dim *ret)
{
    *ret = (struct cube_dim){.from = x->bands};
    return source_figure(source, x->dim->field, &ret->figure);
}

static bool months_dim(const struct inquiry *q, const struct axis *x, struct cube_dim *ret)
{
    const day *column = days_of(q->s, x->dim->field);
    *ret = (struct cube_dim){.from = x->bands,
                             .figure = {.columns = {{CUBE_I32, column}}, .len = 1, .plus = 1}};
    return column;
}

static bool years_dim(const struct inquiry *q, const struct axis *x, struct cube_dim *ret)
{
    if (!q->s->profile.born)
        return false;
    *ret = cube_dim_years(q->s->profile.born, q->s->day, x->bands, x->shown.len - 1, q->a);
    return true;
}

static bool dim_of(const struct inquiry *q, const struct axis *x, const struct source *source,
                   struct cube_dim *ret)
{
    switch (x->dim->kind) {
    case DIM_ORG:
        return org_dim(q, x, source, ret);
    case DIM_MANAGER:
        return manager_dim(q, x, source, ret);
    case DIM_CODE:
        return code_dim(x, source, ret);
    case DIM_LEVEL:
        return level_dim(q, x, source, ret);
    case DIM_BANDS:
        return bands_dim(x, source, ret);
    case DIM_YEARS:
        return years_dim(q, x, ret);
    case DIM_MONTH:
        return months_dim(q, x, ret);
    case DIM_TERM:
        return term_dim(q, x, ret);
    case DIM_HOLDS:
    case DIM_TAG:
    case DIM_KINDS:
        break;
    }
    return false;
}

bool axis_dim(const struct inquiry *q, const struct axis *x, const struct source *source,
              struct cube_dim *ret)
{
    if (!dim_of(q, x, source, ret))
        return false;
    ret->parts = x->shown.len;
    ret->rest = x->rest && !(x->is_closed && source_is_today(source));
    return true;
}
