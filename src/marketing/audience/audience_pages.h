#pragma once
/* audience_pages -- what the pages of one audience share: private to src/marketing/audience. */
#include "marketing/audience/audience.sql.h"
#include "pcrm/who/who.h"
#include "web/list.h"

enum audience_refresh { REFRESH_STATIC, REFRESH_DAILY };
extern const struct words audience_refreshes;

struct by_audience {
    int64_t audience_id;
};
extern const struct inputs by_audience_in;

/* Says what the page is about.  E_NOT_FOUND: there is none that the person may use. */
MUST_USE rc audience_open(struct req *r, int64_t audience_id, struct q_audience_find_row *ret);
/* One of the person's own. */
MUST_USE rc audience_open_own(struct req *r, int64_t audience_id, struct q_audience_find_row *ret);

/* Its members among whom the person may see: of the published version, or as it is being edited
 * where there is none yet.  *ret_members NULL: its condition is no longer valid, *ret_said why. */
MUST_USE rc audience_set(struct req *r, const struct q_audience_find_row *a,
                         const struct set **ret_members, const char **ret_said);

/* Which customers of a set; the request's arena. */
struct int8s audience_ids(struct req *r, const struct set *members);

/* The pages beside it. */
extern const struct inputs audience_why_in, audience_days_in, audience_overlap_in,
    audience_versions_in;
extern const struct page audience_why_page, audience_overlap_page, audience_days_page;
extern const struct list audience_days_list;
rc audience_why(struct req *r);
rc audience_overlap(struct req *r);
rc audience_versions(struct req *r);
