#include "analysis/shown/definition.h"

#include "platform/view.h"

const char report_list[] = "/reports/run";

static struct report_text text_given(const struct definition_in *in)
{
    return (struct report_text){
        .by = text_or_empty(in->by),
        .show = text_or_empty(in->show),
        .where = text_or_empty(in->where),
        .at = text_or_empty(in->at),
        .over = text_or_empty(in->over),
        .as = text_or_empty(in->as),
        .org = text_or_empty(in->org),
        .order = text_or_empty(in->order),
        .first = text_or_empty(in->first),
        .chart = text_or_empty(in->chart),
    };
}

bool definition_is_empty(const struct definition_in *in)
{
    const struct text given[] = {in->by, in->show, in->where, in->at,    in->over,
                                 in->as, in->org,  in->order, in->first, in->chart};
    for (size_t i = 0; i < ARRAY_LEN(given); i++)
        if (given[i].len)
            return false;
    return true;
}

/* Under which name; what was saved, as a report: it may no longer be one. */
static rc find_name(struct req *r, int64_t view_id, struct definition_name *name,
                    const struct report **ret_saved, struct report_fault *fault)
{
    struct view_found view;
    TRY(view_find(r->db, r->arena, r->who, view_id, &view));
    if (!text_is(view.list, report_list))
        return E_NOT_FOUND;
    *name = (struct definition_name){.view_id = view_id,
                                     .name = view.name,
                                     .about = view.about,
                                     .owner = view.owner,
                                     .is_mine = view.is_mine,
                                     .is_shared = view.is_shared};
    if (report_from_address(r->arena, r->tongue, view.query, ret_saved, fault) != OK)
        *ret_saved = NULL;
    return OK;
}

static rc parse(struct req *r, const struct report_text *text, struct definition *d)
{
    rc done = report_parse(r->arena, r->tongue, text, &d->report, &d->fault);
    if (done == E_INVALID)
        d->report = NULL;
    return done == E_INVALID ? OK : done;
}

rc definition_read(struct req *r, const struct definition_in *in, struct definition *ret)
{
    const struct report *saved = NULL;
    *ret = (struct definition){.text = text_given(in)};
    if (in->view)
        TRY(find_name(r, in->view, &ret->name, &saved, &ret->fault));
    if (in->view && definition_is_empty(in)) {
        ret->report = saved;
        if (saved)
            report_text(r->arena, saved, &ret->text);
        return OK;
    }
    TRY(parse(r, &ret->text, ret));
    ret->name.is_changed = saved && ret->report && !report_equal(saved, ret->report);
    return OK;
}

struct text definition_url(struct req *r, const struct definition *d, const char *path,
                           const struct report *report)
{
    struct text address = report_address(r->arena, report);
    struct buf b;
    buf_init(&b);
    buf_printf(&b, "%s?", path);
    if (d->name.view_id)
        buf_printf(&b, "view=%" PRId64 "&", d->name.view_id);
    buf_add(&b, address.ptr, address.len);
    return keep(r->arena, &b);
}

struct text definition_query(struct req *r, const struct report *report)
{
    struct report_text t;
    report_text(r->arena, report, &t);
    const struct {
        const char *name;
        struct text value;
    } parts[] = {{"by", t.by},       {"show", t.show},  {"where", t.where}, {"at", t.at},
                 {"over", t.over},   {"as", t.as},      {"org", t.org},     {"order", t.order},
                 {"first", t.first}, {"chart", t.chart}};
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (!parts[i].value.len)
            continue;
        buf_printf(&b, "%s%s=", b.len ? "&" : "", parts[i].name);
        url_add(&b, parts[i].value);
    }
    return keep(r->arena, &b);
}
