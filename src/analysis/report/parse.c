/* From text to a definition: what is wrong is said with its place and, where something is spelt
 * alike, what may be meant. */
#include "analysis/report/terms.h"
#include "base/say.h"
#include "cond/near.h"

struct scan {
    struct arena *a;
    enum tongue tongue;
    const char *input;
    struct text t;
    size_t at;
    struct report_fault *fault;
};

/* ---- faults ---- */

static int64_t character_of(const struct scan *s, size_t at)
{
    int64_t n = 1;
    for (size_t i = 0; i < at && i < s->t.len; i++)
        n += ((unsigned char)s->t.ptr[i] & 0xc0) != 0x80;
    return n;
}

/* 'sentence' has {found}, {limit}. */
struct wrong {
    const char *sentence;
    struct text found;
    const char *nearest; /* NULL */
    int64_t limit;
};
static rc wrong_at(const struct scan *s, size_t at, const struct wrong *w)
{
    char limit[24];
    int len = snprintf(limit, sizeof limit, "%" PRId64, w->limit);
    const struct place what[] = {{"found", w->found}, {"limit", {limit, (size_t)len}}};
    const struct place places[] = {
        {"where", text_of(say_number(s->a, s->tongue, N_("character {n}"), character_of(s, at)))},
        {"what", text_of(say(s->a, s->tongue, w->sentence, ARRAY_LEN(what), what))},
        {"nearest", text_of(w->nearest)},
    };
    const char *form =
        w->nearest ? N_("{where}: {what}; is {nearest} meant?") : N_("{where}: {what}");
    *s->fault =
        (struct report_fault){s->input, say(s->a, s->tongue, form, ARRAY_LEN(places), places)};
    return E_INVALID;
}

static rc wrong_word(const struct scan *s, size_t at, const char *sentence, struct text found)
{
    return wrong_at(s, at, &(struct wrong){.sentence = sentence, .found = found});
}

static rc too_many(const struct scan *s, size_t at, const char *sentence, int64_t limit)
{
    return wrong_at(s, at, &(struct wrong){.sentence = sentence, .limit = limit});
}

/* ---- words ---- */

static bool is_of_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

static void skip_space(struct scan *s)
{
    while (s->at < s->t.len && strchr(" \t\r\n", s->t.ptr[s->at]))
        s->at++;
}

static bool at_end(struct scan *s)
{
    skip_space(s);
    return s->at == s->t.len;
}

/* What stands here, for a sentence: a word, or one character. */
static struct text here(const struct scan *s)
{
    size_t end = s->at;
    while (end < s->t.len && is_of_word(s->t.ptr[end]) && end - s->at < 40)
        end++;
    if (end == s->at && end < s->t.len)
        end++;
    while (end < s->t.len && ((unsigned char)s->t.ptr[end] & 0xc0) == 0x80)
        end++;
    return (struct text){s->t.ptr + s->at, end - s->at};
}

static bool take(struct scan *s, char c)
{
    skip_space(s);
    if (s->at == s->t.len || s->t.ptr[s->at] != c)
        return false;
    s->at++;
    return true;
}

static rc expect(struct scan *s, char c)
{
    const char wanted[] = {c, 0};
    if (take(s, c))
        return OK;
    const struct place places[] = {{"expected", text_of(wanted)}, {"found", here(s)}};
    const char *said =
        say(s->a, s->tongue,
            at_end(s) ? N_("expected {expected}") : N_("expected {expected}, not \"{found}\""),
            ARRAY_LEN(places), places);
    return wrong_word(s, s->at, said, here(s));
}

static rc word_here(struct scan *s, struct text *ret)
{
    skip_space(s);
    size_t from = s->at;
    while (s->at < s->t.len && is_of_word(s->t.ptr[s->at]))
        s->at++;
    *ret = (struct text){s->t.ptr + from, s->at - from};
    if (ret->len)
        return OK;
    return wrong_word(s, from,
                      at_end(s) ? N_("something is missing at the end")
                                : N_("a word is expected, not \"{found}\""),
                      here(s));
}

static rc begin(struct scan *s, const char *input, struct text t)
{
    s->input = input;
    s->t = t;
    s->at = 0;
    if (t.len > REPORT_TEXT_MOST)
        return too_many(s, 0, N_("too long: at most {limit} bytes"), REPORT_TEXT_MOST);
    if (!text_is_utf8(t))
        return wrong_word(s, 0, N_("not UTF-8"), TEXT(""));
    return OK;
}

static bool whole_number(struct text t, int64_t most, int64_t *ret)
{
    int64_t n = 0;
    if (t.len == 0 || t.len > 9)
        return false;
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
        n = n * 10 + (t.ptr[i] - '0');
    }
    *ret = n;
    return n <= most;
}

static rc number_here(struct scan *s, int64_t least, int64_t most, int64_t *ret)
{
    struct text word;
    TRY(word_here(s, &word));
    size_t at = s->at - word.len;
    if (!whole_number(word, most, ret) || *ret < least)
        return wrong_at(
            s, at,
            &(struct wrong){.sentence =
                                least ? N_("\"{found}\": a number from 1 to {limit} is expected")
                                      : N_("\"{found}\": a number up to {limit} is expected"),
                            .found = word,
                            .limit = most});
    return OK;
}

/* ---- fields ---- */

static rc field_wrong(struct scan *s, struct text word, const char *sentence)
{
    return wrong_at(s, s->at - word.len, &(struct wrong){.sentence = sentence, .found = word});
}

/* The nearest of those that may stand there. */
static rc no_field(struct scan *s, struct text word, bool is_dim)
{
    struct nearest near;
    enum report_dim_kind kind;
    nearest_begin(&near, word);
    for (enum customer_field f = 0; f < CUSTOMER_FIELDS; f++)
        if (is_dim ? report_dim_of_field(f, &kind) : report_measures_field(f))
            nearest_try(&near, customer_fields[f].name);
    return wrong_at(
        s, s->at - word.len,
        &(struct wrong){.sentence = N_("there is no field \"{found}\", or not any more"),
                        .found = word,
                        .nearest = near.name});
}

/* ---- dimensions ---- */

static rc read_moment(struct scan *s, struct text word, struct report_moment *ret)
{
    if (report_moment_read(word, ret))
        return OK;
    return field_wrong(s, word,
                       N_("\"{found}\" is no day: take today, yesterday, month_end, year_begin, "
                          "3_months_ago or a date such as 2026-10-31"));
}

static rc read_levels(struct scan *s, struct report_dim *d)
{
    int64_t n = 1;
    struct text word;
    if (!take(s, '(')) {
        d->levels = 1;
        return OK;
    }
    TRY(word_here(s, &word));
    if (text_is(word, "all")) {
        n = REPORT_ALL_LEVELS;
    } else {
        s->at -= word.len;
        TRY(number_here(s, 1, 9, &n));
    }
    d->levels = (int)n;
    return expect(s, ')');
}

static rc read_cut(struct scan *s, const struct report_dim *d, int64_t *ret)
{
    struct text word;
    TRY(word_here(s, &word));
    if (d->kind == DIM_YEARS && whole_number(word, 200, ret))
        return OK;
    if (d->kind == DIM_BANDS && fen_parse(word.ptr, word.len, true, ret))
        return OK;
    return field_wrong(s, word,
                       d->kind == DIM_YEARS ? N_("\"{found}\" is no number of years")
                                            : N_("\"{found}\" is no amount"));
}

static rc read_cuts(struct scan *s, struct report_dim *d)
{
    int64_t *cuts = arena_alloc(s->a, REPORT_CUTS_MOST * sizeof *cuts);
    d->cuts = cuts;
    if (!take(s, '('))
        return OK;
    do {
        if (d->cuts_len == REPORT_CUTS_MOST)
            return too_many(s, s->at, N_("more than {limit} bands"), REPORT_CUTS_MOST);
        skip_space(s);
        size_t from = s->at;
        TRY(read_cut(s, d, &cuts[d->cuts_len++]));
        if (d->cuts_len > 1 && cuts[d->cuts_len - 1] <= cuts[d->cuts_len - 2])
            return wrong_word(s, from, N_("\"{found}\" is not above the band before it"),
                              (struct text){s->t.ptr + from, s->at - from});
    } while (take(s, ','));
    return expect(s, ')');
}

static rc read_quoted(struct scan *s, struct text *ret)
{
    struct buf name;
    skip_space(s);
    size_t from = s->at;
    if (!take(s, '"'))
        return wrong_word(s, from, N_("a name in quotes is expected"), TEXT(""));
    buf_init(&name);
    while (s->at < s->t.len && s->t.ptr[s->at] != '"') {
        s->at += s->t.ptr[s->at] == '\\' && s->at + 1 < s->t.len;
        buf_add_char(&name, s->t.ptr[s->at++]);
    }
    *ret = (struct text){arena_text(s->a, buf_text(&name).ptr, name.len), name.len};
    buf_release(&name);
    if (!take(s, '"'))
        return wrong_word(s, from, N_("a quote is never closed"), TEXT(""));
    return ret->len ? OK : wrong_word(s, from, N_("a name in quotes is expected"), TEXT(""));
}

static rc read_names(struct scan *s, struct report_dim *d)
{
    struct text *names = arena_alloc(s->a, REPORT_NAMES_MOST * sizeof *names);
    d->names = names;
    TRY(expect(s, '('));
    do {
        if (d->names_len == REPORT_NAMES_MOST)
            return too_many(s, s->at, N_("more than {limit} names"), REPORT_NAMES_MOST);
        TRY(read_quoted(s, &names[d->names_len++]));
    } while (take(s, ','));
    return expect(s, ')');
}

/* Which schemes there are, the day says: axes.c. */
static rc read_scheme(struct scan *s, struct report_dim *d)
{
    struct text *name = arena_alloc(s->a, sizeof *name);
    d->names = name;
    d->names_len = 1;
    TRY(expect(s, '('));
    skip_space(s);
    if (s->at < s->t.len && s->t.ptr[s->at] == '"')
        TRY(read_quoted(s, name));
    else
        TRY(word_here(s, name));
    *name = (struct text){arena_text(s->a, name->ptr, name->len), name->len};
    return expect(s, ')');
}

static rc read_dim_args(struct scan *s, struct report_dim *d)
{
    switch (d->kind) {
    case DIM_ORG:
        return read_levels(s, d);
    case DIM_LEVEL:
        return read_scheme(s, d);
    case DIM_BANDS:
    case DIM_YEARS:
        return read_cuts(s, d);
    case DIM_TAG:
        return read_names(s, d);
    case DIM_MANAGER:
    case DIM_CODE:
    case DIM_MONTH:
    case DIM_TERM:
    case DIM_HOLDS:
    case DIM_KINDS:
        break;
    }
    return OK;
}

/* What sheets keep of earlier days (engine/sheet.h). */
static bool is_kept(const struct report_dim *d)
{
    switch (d->kind) {
    case DIM_ORG:
    case DIM_MANAGER:
        return true;
    case DIM_CODE:
        return d->field <= FIELD_STANDING || d->field == FIELD_CC_GRADE ||
               d->field == FIELD_PRODUCT_KINDS;
    case DIM_BANDS:
        return d->field != FIELD_ACCT_MAX && d->field != FIELD_CC_SPEND;
    case DIM_LEVEL:
    case DIM_YEARS:
    case DIM_MONTH:
    case DIM_TERM:
    case DIM_HOLDS:
    case DIM_TAG:
    case DIM_KINDS:
        break;
    }
    return false;
}

static rc read_past(struct scan *s, struct report_dim *d, struct text name)
{
    struct text word;
    if (!take(s, '@'))
        return OK;
    if (!is_kept(d))
        return wrong_word(s, s->at - 1, N_("{found} is not kept of earlier days"), name);
    TRY(word_here(s, &word));
    TRY(read_moment(s, word, &d->at));
    if (d->at.kind == REPORT_BEFORE || d->at.kind == REPORT_TODAY)
        return field_wrong(s, word, N_("\"{found}\" cannot stand here: take a day before"));
    d->is_past = true;
    return OK;
}

static rc read_dim(struct scan *s, struct report_dim *d)
{
    struct text word;
    TRY(word_here(s, &word));
    d->field = field_of_name(word);
    if (d->field == CUSTOMER_FIELDS)
        return no_field(s, word, true);
    if (!report_dim_of_field(d->field, &d->kind))
        return wrong_word(s, s->at - word.len, N_("\"{found}\" cannot be divided by"), word);
    TRY(read_dim_args(s, d));
    return read_past(s, d, word);
}

static bool is_several(const struct report_dim *d)
{
    return d->kind == DIM_HOLDS || d->kind == DIM_TAG;
}

static rc check_dims(struct scan *s, const struct report *r)
{
    int several = 0;
    for (size_t i = 0; i < r->dims_len; i++)
        several += is_several(&r->dims[i]);
    return several > 1 ? wrong_word(s, 0, N_("only one of holds and tag at a time"), TEXT("")) : OK;
}

static rc read_by(struct scan *s, const struct report_text *t, struct report *r)
{
    TRY(begin(s, "by", t->by));
    if (at_end(s))
        return OK;
    do {
        if (r->dims_len == REPORT_DIMS_MOST)
            return too_many(s, s->at, N_("more than {limit} dimensions"), REPORT_DIMS_MOST);
        TRY(read_dim(s, &r->dims[r->dims_len++]));
    } while (take(s, ','));
    if (!at_end(s))
        return wrong_word(s, s->at, N_("\"{found}\" cannot stand here"), here(s));
    return check_dims(s, r);
}

/* ---- measures ---- */

static bool read_what(struct text word, enum report_what *ret)
{
    for (int w = SHOW_CUSTOMERS; w < SHOW_KINDS; w++)
        if (text_is(word, report_what_names[w])) {
            *ret = (enum report_what)w;
            return true;
        }
    return false;
}

static bool read_basis(struct text word, struct report_measure *m)
{
    for (int b = MONTH_AVERAGE; b < REPORT_BASES; b++)
        if (text_is(word, report_basis_names[b])) {
            m->basis = (enum report_basis)b;
            return true;
        }
    return false;
}

static bool read_since(struct text word, struct report_measure *m)
{
    if (word.len < 3 || memcmp(word.ptr, "vs_", 3) != 0 ||
        !report_moment_read((struct text){word.ptr + 3, word.len - 3}, &m->since) ||
        m->since.kind == REPORT_TODAY)
        return false;
    m->is_change = true;
    return true;
}

static bool has_field(enum report_what w)
{
    return w != SHOW_CUSTOMERS && w != SHOW_COUNT_SHARE;
}

static rc read_measured(struct scan *s, struct text word, struct report_measure *m, bool *field)
{
    enum customer_field f = field_of_name(word);
    if (m->what == SHOW_COUNT_SHARE && !*field)
        m->what = SHOW_SHARE;
    if (*field || !has_field(m->what))
        return field_wrong(
            s, word,
            N_("\"{found}\" cannot stand here: take month_avg, quarter_avg, year_avg, "
               "vs_yesterday, vs_month_end, vs_year_begin, vs_year_ago, vs_before or rate"));
    if (f == CUSTOMER_FIELDS)
        return no_field(s, word, false);
    if (!report_measures_field(f))
        return field_wrong(s, word, N_("\"{found}\" cannot be added up"));
    m->field = f;
    *field = true;
    return OK;
}

static rc read_option(struct scan *s, struct report_measure *m, bool *field)
{
    struct text word;
    int64_t n;
    TRY(word_here(s, &word));
    if (m->what == SHOW_TOP && *field && !m->top && whole_number(word, REPORT_TOP_MOST, &n) && n) {
        m->top = (int)n;
        return OK;
    }
    if (text_is(word, "rate")) {
        m->is_rate = true;
        return OK;
    }
    return read_basis(word, m) || read_since(word, m) ? OK : read_measured(s, word, m, field);
}

static rc check_measure(struct scan *s, size_t from, const struct report_measure *m, bool field)
{
    if (has_field(m->what) && !field)
        return wrong_word(s, from, N_("{found} of what? such as {found}(aum)"),
                          text_of(report_what_names[m->what]));
    if (m->what == SHOW_TOP && !m->top)
        return wrong_at(
            s, from,
            &(struct wrong){.sentence = N_("top of how many? such as top(aum,10); at most {limit}"),
                            .limit = REPORT_TOP_MOST});
    if (m->basis && (m->what == SHOW_CUSTOMERS || m->what == SHOW_COUNT_SHARE ||
                     m->what == SHOW_MEDIAN || m->what == SHOW_TOP))
        return wrong_word(s, from, N_("{found} has no daily average"),
                          text_of(report_what_names[m->what]));
    if (m->basis && !report_averages_field(m->field))
        return wrong_word(
            s, from, N_("no daily average is kept of {found}: take deposits, loans, fa or aum"),
            text_of(customer_fields[m->field].name));
    if (m->is_rate && !m->is_change)
        return wrong_word(s, from, N_("rate of which change? such as vs_month_end,rate"), TEXT(""));
    return OK;
}

static rc read_measure(struct scan *s, struct report_measure *m)
{
    struct text word;
    bool field = false;
    TRY(word_here(s, &word));
    size_t from = s->at - word.len;
    if (!read_what(word, &m->what))
        return wrong_word(s, from,
                          N_("\"{found}\" is no measure: take customers, share, sum(F), avg(F), "
                             "median(F), share(F) or top(F,n)"),
                          word);
    if (take(s, '(')) {
        do
            TRY(read_option(s, m, &field));
        while (take(s, ','));
        TRY(expect(s, ')'));
    }
    return check_measure(s, from, m, field);
}

static rc read_measures(struct scan *s, struct report_measure *items, size_t *len)
{
    do {
        if (*len == REPORT_MEASURES_MOST)
            return too_many(s, s->at, N_("more than {limit} measures"), REPORT_MEASURES_MOST);
        TRY(read_measure(s, &items[(*len)++]));
    } while (take(s, ','));
    if (!at_end(s))
        return wrong_word(s, s->at, N_("\"{found}\" cannot stand here"), here(s));
    return OK;
}

static rc read_show(struct scan *s, const struct report_text *t, struct report *r)
{
    TRY(begin(s, "show", t->show));
    if (!at_end(s))
        return read_measures(s, r->measures, &r->measures_len);
    r->measures[0] = (struct report_measure){.what = SHOW_CUSTOMERS};
    r->measures_len = 1;
    return OK;
}

/* ---- the rest ---- */

static rc read_where(struct scan *s, const struct report_text *t, struct report *r)
{
    const struct cond *c;
    struct cond_fault fault;
    struct why why = {""};
    s->input = "where";
    s->t = t->where;
    s->at = 0;
    if (at_end(s))
        return OK;
    if (cond_parse(s->a, t->where, &c, &fault) == OK) {
        r->where = cond_text(s->a, c);
        return OK;
    }
    cond_fault_say(&fault, s->tongue, &why);
    *s->fault = (struct report_fault){s->input, arena_text(s->a, why.text, strlen(why.text))};
    return E_INVALID;
}

static rc read_at(struct scan *s, const struct report_text *t, struct report *r)
{
    struct text word;
    TRY(begin(s, "at", t->at));
    if (at_end(s))
        return OK;
    TRY(word_here(s, &word));
    TRY(read_moment(s, word, &r->at));
    if (r->at.kind == REPORT_BEFORE || !at_end(s))
        return wrong_word(s, s->at, N_("\"{found}\" cannot stand here"), here(s));
    return OK;
}

static rc read_over(struct scan *s, const struct report_text *t, struct report *r)
{
    struct text word;
    int64_t n;
    int over = OVER_MONTHS;
    TRY(begin(s, "over", t->over));
    r->points = 1;
    if (at_end(s))
        return OK;
    TRY(word_here(s, &word));
    while (over < OVER_KINDS && !text_is(word, report_over_names[over]))
        over++;
    if (over == OVER_KINDS)
        return field_wrong(s, word,
                           N_("\"{found}\" are no times: take months(n), tens(n) or days(n)"));
    r->over = (enum report_over)over;
    TRY(expect(s, '('));
    TRY(number_here(s, 1, REPORT_POINTS_MOST, &n));
    r->points = (int)n;
    TRY(expect(s, ')'));
    return at_end(s) ? OK : wrong_word(s, s->at, N_("\"{found}\" cannot stand here"), here(s));
}

static rc read_as(struct scan *s, const struct report_text *t, struct report *r)
{
    TRY(begin(s, "as", t->as));
    if (text_is(t->as, "then"))
        r->as = AS_THEN;
    else if (!text_is(t->as, "now") && !at_end(s))
        return wrong_word(s, 0, N_("\"{found}\": take now or then"), here(s));
    return OK;
}

static bool measure_equal(const struct report_measure *x, const struct report_measure *y)
{
    return x->what == y->what && (!has_field(x->what) || x->field == y->field) &&
           x->basis == y->basis && x->top == y->top && x->is_change == y->is_change &&
           x->is_rate == y->is_rate && x->since.kind == y->since.kind && x->since.n == y->since.n &&
           x->since.on == y->since.on;
}

static rc read_order(struct scan *s, const struct report_text *t, struct report *r)
{
    struct report_measure m[REPORT_MEASURES_MOST] = {{0}};
    size_t len = 0;
    r->order = -1;
    TRY(begin(s, "order", t->order));
    if (at_end(s))
        return OK;
    skip_space(s);
    r->desc = take(s, '-');
    TRY(read_measures(s, m, &len));
    for (size_t i = 0; len == 1 && i < r->measures_len; i++)
        if (measure_equal(&m[0], &r->measures[i])) {
            r->order = (int)i;
            return OK;
        }
    return wrong_word(s, 0, N_("ordered by what is not shown: take one of the measures"), TEXT(""));
}

static rc read_first(struct scan *s, const struct report_text *t, struct report *r)
{
    int64_t n;
    TRY(begin(s, "first", t->first));
    if (at_end(s))
        return OK;
    TRY(number_here(s, 1, REPORT_GROUPS_MOST, &n));
    r->first = (uint32_t)n;
    return at_end(s) ? OK : wrong_word(s, s->at, N_("\"{found}\" cannot stand here"), here(s));
}

static rc read_chart(struct scan *s, const struct report_text *t, struct report *r)
{
    int16_t code = CHART_TABLE;
    TRY(begin(s, "chart", t->chart));
    if (!at_end(s) && !code_of_word(&report_chart_words, t->chart, &code))
        return wrong_at(s, 0,
                        &(struct wrong){.sentence = N_("there is no chart \"{found}\""),
                                        .found = t->chart,
                                        .nearest = word_near(&report_chart_words, t->chart)});
    r->chart = (enum report_chart)code;
    return OK;
}

static rc read_org(struct scan *s, const struct report_text *t, struct report *r)
{
    TRY(begin(s, "org", t->org));
    r->org = at_end(s) ? (struct text){NULL, 0}
                       : (struct text){arena_text(s->a, t->org.ptr, t->org.len), t->org.len};
    return OK;
}

/* What each part allows, and the whole does not. */
static rc check_whole(struct scan *s, const struct report *r)
{
    s->input = "show";
    s->t = (struct text){NULL, 0};
    for (size_t i = 0; i < r->measures_len; i++)
        if (r->measures[i].is_change && r->measures[i].since.kind == REPORT_BEFORE && !r->over)
            return wrong_word(s, 0, N_("vs_before needs several times: over=months(n)"), TEXT(""));
    return OK;
}

rc report_parse(struct arena *a, enum tongue tongue, const struct report_text *text,
                const struct report **ret_report, struct report_fault *fault)
{
    struct scan s = {.a = a, .tongue = tongue, .fault = fault};
    struct report *r = arena_alloc(a, sizeof *r);
    TRY(read_by(&s, text, r));
    TRY(read_show(&s, text, r));
    TRY(read_where(&s, text, r));
    TRY(read_at(&s, text, r));
    TRY(read_over(&s, text, r));
    TRY(read_as(&s, text, r));
    TRY(read_org(&s, text, r));
    TRY(read_order(&s, text, r));
    TRY(read_first(&s, text, r));
    TRY(read_chart(&s, text, r));
    TRY(check_whole(&s, r));
    *ret_report = r;
    return OK;
}
