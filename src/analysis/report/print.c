/* A definition as it is written best, and as an address. */
#include "analysis/report/terms.h"
#include "base/say.h"
#include "tmpl/show.h"

static struct text kept(struct arena *a, struct buf *b)
{
    struct text t = {b->len ? arena_text(a, b->bytes, b->len) : NULL, b->len};
    buf_release(b);
    return t;
}

/* ---- dimensions ---- */

static void print_amount(struct buf *out, fen amount)
{
    struct fen_text t = fen_format(amount);
    size_t len = strlen(t.text);
    if (amount % FEN_PER_YUAN == 0)
        len -= 3; /* ".00" */
    buf_add(out, t.text, len);
}

static void print_cuts(struct buf *out, const struct report_dim *d)
{
    for (size_t i = 0; i < d->cuts_len; i++) {
        buf_add_char(out, i ? ',' : '(');
        if (d->kind == DIM_YEARS)
            buf_printf(out, "%" PRId64, d->cuts[i]);
        else
            print_amount(out, d->cuts[i]);
    }
    buf_add_text(out, d->cuts_len ? ")" : "");
}

/* A scheme's code stands as it is; what people called something stands in quotes. */
static bool is_plain(struct text name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-",
                    name.ptr[i]))
            return false;
    return name.len > 0;
}

static void print_name(struct buf *out, struct text name, bool plain)
{
    buf_add_text(out, plain ? "" : "\"");
    for (size_t c = 0; c < name.len; c++) {
        if (strchr("\"\\", name.ptr[c]))
            buf_add_char(out, '\\');
        buf_add_char(out, name.ptr[c]);
    }
    buf_add_text(out, plain ? "" : "\"");
}

static void print_names(struct buf *out, const struct report_dim *d)
{
    for (size_t i = 0; i < d->names_len; i++) {
        buf_add_char(out, i ? ',' : '(');
        print_name(out, d->names[i], d->kind == DIM_LEVEL && is_plain(d->names[i]));
    }
    buf_add_text(out, d->names_len ? ")" : "");
}

static void print_dim(struct buf *out, const struct report_dim *d)
{
    buf_add_text(out, customer_fields[d->field].name);
    if (d->kind == DIM_ORG && d->levels == REPORT_ALL_LEVELS)
        buf_add_text(out, "(all)");
    else if (d->kind == DIM_ORG)
        buf_printf(out, "(%d)", d->levels);
    print_cuts(out, d);
    print_names(out, d);
    if (!d->is_past)
        return;
    buf_add_char(out, '@');
    report_moment_print(out, d->at);
}

/* ---- measures ---- */

static void print_option(struct buf *out, bool *first, const char *option)
{
    buf_add_char(out, *first ? '(' : ',');
    buf_add_text(out, option);
    *first = false;
}

static void print_measure(struct buf *out, const struct report_measure *m)
{
    bool first = true;
    buf_add_text(out, report_what_names[m->what]);
    if (m->what != SHOW_CUSTOMERS && m->what != SHOW_COUNT_SHARE)
        print_option(out, &first, customer_fields[m->field].name);
    if (m->what == SHOW_TOP)
        buf_printf(out, ",%d", m->top);
    if (m->basis)
        print_option(out, &first, report_basis_names[m->basis]);
    if (m->is_change) {
        print_option(out, &first, "vs_");
        report_moment_print(out, m->since);
    }
    if (m->is_rate)
        print_option(out, &first, "rate");
    buf_add_text(out, first ? "" : ")");
}

/* ---- the whole ---- */

static struct text by_of(struct arena *a, const struct report *r)
{
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < r->dims_len; i++) {
        buf_add_text(&out, i ? "," : "");
        print_dim(&out, &r->dims[i]);
    }
    return kept(a, &out);
}

static struct text show_of(struct arena *a, const struct report *r)
{
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < r->measures_len; i++) {
        buf_add_text(&out, i ? "," : "");
        print_measure(&out, &r->measures[i]);
    }
    return kept(a, &out);
}

static struct text order_of(struct arena *a, const struct report *r)
{
    struct buf out;
    buf_init(&out);
    if (r->order >= 0) {
        buf_add_text(&out, r->desc ? "-" : "");
        print_measure(&out, &r->measures[r->order]);
    }
    return kept(a, &out);
}

static struct text at_of(struct arena *a, const struct report *r)
{
    struct buf out;
    buf_init(&out);
    if (r->at.kind != REPORT_TODAY)
        report_moment_print(&out, r->at);
    return kept(a, &out);
}

void report_text(struct arena *a, const struct report *r, struct report_text *ret)
{
    *ret = (struct report_text){
        .by = by_of(a, r),
        .show = show_of(a, r),
        .where = r->where,
        .at = at_of(a, r),
        .as = r->as == AS_THEN ? TEXT("then") : (struct text){NULL, 0},
        .org = r->org,
        .order = order_of(a, r),
    };
    if (r->over)
        ret->over = text_of(arena_printf(a, "%s(%d)", report_over_names[r->over], r->points));
    if (r->first)
        ret->first = text_of(arena_printf(a, "%" PRIu32, r->first));
    if (r->chart)
        ret->chart = text_of(word_of_code(&report_chart_words, (int16_t)r->chart)->name);
}

/* ---- as an address ---- */

/* Percent-encoded but for what an address may hold as it is. */
static void add_encoded(struct buf *out, struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c && strchr("-._~(),@:", c));
        if (plain)
            buf_add_char(out, (char)c);
        else
            buf_printf(out, "%%%02X", c);
    }
}

struct text report_address(struct arena *a, const struct report *r)
{
    struct report_text t;
    struct buf out;
    report_text(a, r, &t);
    buf_init(&out);
    for (size_t i = 0; report_inputs[i]; i++) {
        struct text value = *report_input(&t, i);
        if (value.len == 0)
            continue;
        buf_printf(&out, "%s%s=", out.len ? "&" : "", report_inputs[i]);
        add_encoded(&out, value);
    }
    return kept(a, &out);
}

bool report_equal(const struct report *x, const struct report *y)
{
    struct arena a;
    arena_init(&a);
    bool equal = text_equal(report_address(&a, x), report_address(&a, y));
    arena_release(&a);
    return equal;
}

static int hex_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* What is no code stays as it is: definitions are typed by people too. */
static struct text decoded(struct arena *a, struct text t)
{
    char *to = arena_alloc(a, t.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < t.len; i++) {
        bool is_code = t.ptr[i] == '%' && i + 2 < t.len && hex_of(t.ptr[i + 1]) >= 0 &&
                       hex_of(t.ptr[i + 2]) >= 0;
        to[len++] = is_code           ? (char)(hex_of(t.ptr[i + 1]) * 16 + hex_of(t.ptr[i + 2]))
                    : t.ptr[i] == '+' ? ' '
                                      : t.ptr[i];
        i += is_code ? 2 : 0;
    }
    return (struct text){to, len};
}

static rc no_input(struct arena *a, enum tongue tongue, struct text name,
                   struct report_fault *fault)
{
    const struct place places[] = {{"found", name}};
    *fault = (struct report_fault){
        "by", say(a, tongue,
                  N_("\"{found}\" is no part of a report: take by, show, where, at, over, as, org, "
                     "order, first or chart"),
                  ARRAY_LEN(places), places)};
    return E_INVALID;
}

static struct text trimmed(struct text t)
{
    while (t.len && strchr(" \t\r\n?", t.ptr[0]))
        t = (struct text){t.ptr + 1, t.len - 1};
    while (t.len && strchr(" \t\r\n", t.ptr[t.len - 1]))
        t.len--;
    return t;
}

static rc take_input(struct arena *a, enum tongue tongue, struct text pair, struct report_text *to,
                     struct report_fault *fault)
{
    const char *equals = pair.len ? memchr(pair.ptr, '=', pair.len) : NULL;
    size_t len = equals ? (size_t)(equals - pair.ptr) : pair.len;
    struct text name = trimmed((struct text){pair.ptr, len});
    if (pair.len == 0)
        return OK;
    for (size_t i = 0; report_inputs[i]; i++)
        if (equals && text_is(name, report_inputs[i])) {
            *report_input(to, i) =
                decoded(a, trimmed((struct text){equals + 1, pair.len - len - 1}));
            return OK;
        }
    return no_input(a, tongue, (struct text){name.ptr, name.len < 40 ? name.len : 40}, fault);
}

/* Where the next parameter begins: "&" within quotes is a part of a name. */
static size_t end_of_input(struct text t)
{
    bool quoted = false;
    size_t i = 0;
    for (; i < t.len && (quoted || t.ptr[i] != '&'); i++)
        quoted ^= t.ptr[i] == '"';
    return i;
}

rc report_from_address(struct arena *a, enum tongue tongue, struct text address,
                       const struct report **ret_report, struct report_fault *fault)
{
    struct report_text t = {{NULL, 0}};
    if (!text_is_utf8(address)) {
        *fault = (struct report_fault){"by", in_tongue(tongue, N_("not UTF-8"))};
        return E_INVALID;
    }
    for (struct text rest = address; rest.len;) {
        size_t len = end_of_input(rest);
        TRY(take_input(a, tongue, trimmed((struct text){rest.ptr, len}), &t, fault));
        len += len < rest.len;
        rest = (struct text){rest.ptr + len, rest.len - len};
    }
    return report_parse(a, tongue, &t, ret_report, fault);
}

struct report report_of_measure(const struct report *r, size_t measure)
{
    struct report one = *r;
    one.measures[0] = r->measures[measure];
    one.measures_len = 1;
    one.order = -1;
    one.desc = false;
    one.first = 0;
    one.chart = CHART_TABLE;
    return one;
}
