/* GET /reports/fields: what reports can divide by and sum up, for the builder; what the fields are
 * called stands in /conditions/fields. */
#include "analysis/shown/pages.h"

#include "analysis/report/report.h"
#include "base/json_out.h"
#include "cond/catalogue.h"
#include "engine/schemes.h"
#include "engine/snapshot.h"
#include "web/request.h"

static const char *const dim_kinds[DIM_KINDS] = {
    [DIM_ORG] = "org",     [DIM_MANAGER] = "plain", [DIM_CODE] = "plain",  [DIM_LEVEL] = "level",
    [DIM_BANDS] = "bands", [DIM_YEARS] = "years",   [DIM_MONTH] = "plain", [DIM_TERM] = "plain",
    [DIM_HOLDS] = "plain", [DIM_TAG] = "names",
};

/* A word of the language and how people read it. */
struct option {
    const char *name, *label;
};
static const struct option figures[] = {
    {"customers", N_("Customers")}, {"sum", N_("Sum")},     {"avg", N_("Average")},
    {"median", N_("Median")},       {"share", N_("Share")}, {"top", N_("Of the largest")},
};
static const struct option bases[] = {
    {"", N_("at the point")},
    {"month_avg", N_("monthly average")},
    {"quarter_avg", N_("quarterly average")},
    {"year_avg", N_("yearly average")},
};
static const struct option since[] = {
    {"", N_("as it is")},
    {"vs_yesterday", N_("since the day before")},
    {"vs_month_end", N_("since the last month end")},
    {"vs_year_begin", N_("since the beginning of the year")},
    {"vs_year_ago", N_("since a year ago")},
};
static const struct option moments[] = {
    {"", N_("of that day")},
    {"yesterday", N_("of the day before")},
    {"month_end", N_("of the last month end")},
    {"year_begin", N_("of the beginning of the year")},
};

static void add_member(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, "\"%s\":", name);
    json_add_text(out, text_of(value));
}

static void add_options(struct req *r, const char *name, const struct option *options, size_t len,
                        struct buf *out)
{
    buf_printf(out, ",\"%s\":[", name);
    for (size_t i = 0; i < len; i++) {
        buf_add_text(out, i ? ",{" : "{");
        add_member(out, "name", options[i].name);
        buf_add_char(out, ',');
        add_member(out, "label", word(r, options[i].label));
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

/* Those in force on the day of the figures, by their codes. */
static void add_schemes(struct req *r, const struct schemes *schemes, struct buf *out)
{
    const char *comma = "";
    buf_add_text(out, ",\"schemes\":[");
    for (size_t side = 0; side < SIDES_MOST; side++) {
        if (!schemes_has(schemes, side))
            continue;
        const struct level_named *is = &schemes->at[side].is;
        buf_printf(out, "%s{", comma);
        add_member(out, "name", is->name);
        buf_add_text(out, ",\"label\":");
        json_add_text(out, named_title(is, r->tongue));
        buf_add_char(out, '}');
        comma = ",";
    }
    buf_add_char(out, ']');
}

static void add_dims(struct buf *out)
{
    const char *comma = "";
    for (enum customer_field f = 0; f < CUSTOMER_FIELDS; f++) {
        enum report_dim_kind kind;
        if (!report_dim_of_field(f, &kind))
            continue;
        buf_printf(out, "%s{", comma);
        add_member(out, "name", customer_fields[f].name);
        buf_add_char(out, ',');
        add_member(out, "kind", dim_kinds[kind]);
        buf_add_char(out, '}');
        comma = ",";
    }
}

static void add_measures(struct buf *out)
{
    const char *comma = "";
    for (enum customer_field f = 0; f < CUSTOMER_FIELDS; f++) {
        if (!report_measures_field(f))
            continue;
        buf_printf(out, "%s{", comma);
        add_member(out, "name", customer_fields[f].name);
        buf_printf(out, ",\"averages\":%s}", report_averages_field(f) ? "true" : "false");
        comma = ",";
    }
}

/* clang-format off */
#define OBJECTS(required, properties) "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[" required "],\"properties\":{" properties "}}}"
#define STRING(name) "\"" name "\":{\"type\":\"string\"}"
#define OPTIONS OBJECTS("\"name\",\"label\"", STRING("name") "," STRING("label"))
const char report_fields_answer[] =
    "{\"type\":\"object\",\"additionalProperties\":false,"
    "\"required\":[\"dims\",\"measures\",\"figures\",\"bases\",\"since\",\"moments\",\"schemes\"],\"properties\":{"
      "\"dims\":" OBJECTS("\"name\",\"kind\"", STRING("name") "," STRING("kind")) ","
      "\"measures\":" OBJECTS("\"name\",\"averages\"", STRING("name") ",\"averages\":{\"type\":\"boolean\"}") ","
      "\"figures\":" OPTIONS ",\"bases\":" OPTIONS ",\"since\":" OPTIONS ",\"moments\":" OPTIONS ",\"schemes\":" OPTIONS "}}";
/* clang-format on */

rc report_fields(struct req *r)
{
    struct buf out;
    const struct snapshot *snapshot;
    TRY(req_snapshot(r, &snapshot));
    buf_init(&out);
    buf_add_text(&out, "{\"dims\":[");
    add_dims(&out);
    buf_add_text(&out, "],\"measures\":[");
    add_measures(&out);
    buf_add_char(&out, ']');
    add_options(r, "figures", figures, ARRAY_LEN(figures), &out);
    add_options(r, "bases", bases, ARRAY_LEN(bases), &out);
    add_options(r, "since", since, ARRAY_LEN(since), &out);
    add_options(r, "moments", moments, ARRAY_LEN(moments), &out);
    add_schemes(r, snapshot->schemes, &out);
    buf_add_char(&out, '}');
    return send_bytes(r, keep(r->arena, &out), "application/json", NULL);
}
