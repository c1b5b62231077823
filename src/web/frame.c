#include "web/frame.h"

#include "web/assets.h"

static const struct field item_fields[] = {
    FIELD_AS(struct frame_item, url, KIND_URL),
    FIELD(struct frame_item, label),
    FIELD(struct frame_item, current),
    FIELD(struct frame_item, count),
};
static const struct record item_record = RECORD(struct frame_item, item_fields);

static const struct field section_fields[] = {
    FIELD_AS(struct frame_section, url, KIND_URL),
    FIELD(struct frame_section, icon),
    FIELD(struct frame_section, label),
    FIELD(struct frame_section, current),
    FIELD(struct frame_section, open),
    FIELD(struct frame_section, count),
    FIELD_ROWS(struct frame_section, items, item_record),
};
static const struct record section_record = RECORD(struct frame_section, section_fields);

static const struct field frame_fields[] = {
    FIELD(struct frame, title),
    FIELD(struct frame, subtitle),
    FIELD(struct frame, here),
    FIELD(struct frame, tongue),
    FIELD(struct frame, other_code),
    FIELD(struct frame, other_tongue),
    FIELD(struct frame, csrf),
    FIELD_AS(struct frame, mark, KIND_URL),
    FIELD_AS(struct frame, early, KIND_URL),
    FIELD_AS(struct frame, style, KIND_URL),
    FIELD_AS(struct frame, script, KIND_URL),
    FIELD_AS(struct frame, charts, KIND_URL),
    FIELD_AS(struct frame, conditions, KIND_URL),
    FIELD_AS(struct frame, arrange, KIND_URL),
    FIELD(struct frame, seal),
    FIELD(struct frame, theme),
    FIELD(struct frame, staff_name),
    FIELD(struct frame, staff_no),
    FIELD(struct frame, post),
    FIELD(struct frame, signed_in),
    FIELD(struct frame, day_known),
    FIELD(struct frame, looks),
    FIELD(struct frame, is_behind),
    FIELD(struct frame, is_late),
    FIELD(struct frame, behind),
    FIELD_AS(struct frame, day, KIND_DAY),
    FIELD_AS(struct frame, fresh, KIND_TIME),
    FIELD_ROWS(struct frame, nav, section_record),
};
static const struct record frame_record = RECORD(struct frame, frame_fields);

static const struct field around_fields[] = {
    FIELD_RECORD(struct around, frame, frame_record),
};
const struct record around_record = RECORD(struct around, around_fields);

static const struct {
    const char *label, *icon;
} section_names[NAV_SECTIONS] = {
    [NAV_TODAY] = {N_("Today"), "home"},
    [NAV_CUSTOMERS] = {N_("Customers"), "users"},
    [NAV_OPPORTUNITIES] = {N_("Opportunities"), "bulb"},
    [NAV_CALENDAR] = {N_("Calendar"), "calendar"},
    [NAV_MARKETING] = {N_("Marketing"), "speakerphone"},
    [NAV_SERVICE] = {N_("Service"), "headset"},
    [NAV_ANALYSIS] = {N_("Analysis"), "chart-bar"},
    [NAV_ADMIN] = {N_("Administration"), "settings"},
};

static enum perm perm_of(const struct req *r, const char *path)
{
    struct route_match m = routes_find(r->web->routes, r->arena, HTTP_GET, text_of(path));
    return m.route ? m.route->perm : PERM_UNDECLARED;
}

/* The address is this page or lies below it. */
static bool is_here(const struct req *r, const char *path)
{
    size_t len = strlen(path);
    struct text here = r->http->path;
    return here.len >= len && memcmp(here.ptr, path, len) == 0 &&
           (here.len == len || here.ptr[len] == '/');
}

/* Of the lines that lead to this page or above it the one that leads nearest. */
static bool is_nearest(const struct req *r, const char *path)
{
    if (!is_here(r, path))
        return false;
    for (size_t m = 0; m < r->web->modules_len; m++)
        for (size_t i = 0; i < r->web->modules[m]->nav_len; i++) {
            const char *other = r->web->modules[m]->nav[i].path;
            if (strlen(other) > strlen(path) && is_here(r, other) && may(r, perm_of(r, other)))
                return false;
        }
    return true;
}

static void add_item(struct req *r, const struct nav *nav, struct frame_section *s)
{
    struct frame_item *items = arena_alloc(r->arena, (s->items_count + 1) * sizeof *items);
    if (s->items_count)
        memcpy(items, s->items, s->items_count * sizeof *items);
    struct frame_item *item = &items[s->items_count++];
    item->url = text_of(nav->path);
    item->label = text_of(word(r, nav->label));
    item->current = is_nearest(r, nav->path);
    s->items = items;
    s->open = s->open || item->current;
}

static struct frame_section section_of(struct req *r, enum nav_section section)
{
    struct frame_section s = {.label = text_of(word(r, section_names[section].label)),
                              .icon = text_of(section_names[section].icon)};
    for (size_t m = 0; m < r->web->modules_len; m++)
        for (size_t i = 0; i < r->web->modules[m]->nav_len; i++) {
            const struct nav *nav = &r->web->modules[m]->nav[i];
            if (nav->section == section && may(r, perm_of(r, nav->path)) &&
                !(nav->unless && may(r, nav->unless)))
                add_item(r, nav, &s);
        }
    if (s.items_count)
        s.url = s.items[0].url;
    return s;
}

static void add_navigation(struct req *r, struct frame *f)
{
    f->nav = arena_alloc(r->arena, NAV_SECTIONS * sizeof *f->nav);
    for (enum nav_section i = 0; i < NAV_SECTIONS; i++) {
        struct frame_section s = section_of(r, i);
        if (s.items_count > 0)
            f->nav[f->nav_count++] = s;
    }
}

/* The first character of a name. */
static struct text first_character(struct text t)
{
    size_t len = t.len > 0;
    while (len < t.len && ((unsigned char)t.ptr[len] & 0xC0) == 0x80)
        len++;
    return (struct text){t.ptr, len};
}

static const char *theme_of(const struct person *p)
{
    const struct word *w = p->theme.known ? word_of_code(&theme_words, p->theme.value) : NULL;
    return w ? w->name : "auto";
}

static void add_person(struct req *r, struct frame *f)
{
    struct token csrf = session_csrf(r->token);
    f->signed_in = true;
    f->csrf = (struct text){arena_text(r->arena, csrf.text, TOKEN_LEN), TOKEN_LEN};
    f->seal = first_character(r->who->name);
    f->staff_name = r->who->name;
    f->staff_no = r->who->staff_no;
    f->theme = text_of(theme_of(r->who));
    f->looks = r->who->seen_by != 0;
    const struct word *post = word_of_code(&post_words, r->who->post);
    f->post = text_of(post ? word(r, post->label) : NULL);
}

static void add_day(struct req *r, struct frame *f)
{
    const struct published *published = &r->who->published;
    if (published->day == NO_DAY)
        return;
    f->day_known = true;
    f->day = published->day;
    f->fresh = published->at;
    const struct read_on on = req_read_on(r);
    f->is_behind = on.behind > 0;
    f->is_late = on.is_late;
    f->behind = on.behind;
}

struct around frame_make(struct req *r)
{
    const struct page *page = r->answer.page;
    bool chinese = r->tongue == CHINESE;
    struct frame f = {
        .title = text_of(r->answer.title ? r->answer.title
                         : page          ? word(r, page->title)
                                         : NULL), /* of a panel: its frame is not shown yet */
        .subtitle = text_of(r->answer.subtitle),
        .here = r->http->path,
        .tongue = text_of(tongue_code(r->tongue)),
        .other_code = text_of(tongue_code(chinese ? ENGLISH : CHINESE)),
        .other_tongue = text_of(chinese ? "English" : "中文"),
        .mark = TEXT(ASSET_GUANHU_SVG),
        .early = TEXT(ASSET_EARLY_JS),
        .style = TEXT(ASSET_GUANHU_CSS),
        .script = TEXT(ASSET_GUANHU_JS),
        .charts = TEXT(ASSET_CHART_JS),
        .conditions = TEXT(ASSET_CONDITION_JS),
        .arrange = TEXT(ASSET_ARRANGE_JS),
        .theme = TEXT("auto"),
        .day = NO_DAY,
    };
    if (r->who)
        add_person(r, &f);
    if (r->who)
        add_day(r, &f);
    if (r->who)
        add_navigation(r, &f);
    return (struct around){f};
}
