#pragma once
/* alert_words -- alerts as people read them: the one place that turns an alert into a sentence with
 * its reason (requirements PCRM-5, PCRM-6, CFE-R).
 *
 *     struct alert_line *lines;
 *     size_t count;
 *     TRY(alerts_tell(r, &asked, &lines, &count));
 *     FIELD_ROWS(struct today_view, lines, alert_line_record),
 *     {{#lines}}<li><i class="i i-{{icon}}"></i><span
 * title="{{exact}}">{{said}}</span></li>{{/lines}}
 *
 * Sentences do not name the customer: they stand beside the name.  Numbers of accounts and cards
 * are masked; amounts are short in 'said' and whole in 'exact', which is what programs read. */
#include "engine/alert.h"
#include "web/request.h"

/* The six sorts of reminders (CFE-R); the batch raises those of the first three. */
enum alert_group { ALERT_RISK, ALERT_OPPORTUNITY, ALERT_INFORMATION };
extern const struct words alert_group_words;
extern const struct words alert_kind_words; /* by enum alert_kind; its tone is that of its group */

/* Of one kind; a large movement is told by what it was (alert_line.group). */
enum alert_group alert_group_of(enum alert_kind kind);

struct alert_line {
    int64_t customer_id;
    struct text customer; /* name */
    day day;
    int32_t number;
    int16_t kind, group;
    struct text tone, icon; /* of the group: "bad", "ok", "info" */
    struct text said, exact;
    struct opt_int8 amount; /* fen */
    bool is_new;            /* of the newest business day */
};
extern const struct record alert_line_record;

/* Alerts by customer, day and number. */
struct alerts_asked {
    day since, until; /* between which all of them are */
    struct int8s customers;
    struct int4s numbers, ages; /* as many; so many days before 'until' */
};
/* In the order asked for; alerts that are not there, or whose customer was not opened, are left
 * out. */
MUST_USE rc alerts_tell(struct req *r, const struct alerts_asked *asked,
                        struct alert_line **ret_lines, size_t *ret_count);

/* All alerts of a customer from one day to another, newest first, at most 'limit'. */
MUST_USE rc alerts_of_customer(struct req *r, int64_t customer_id, day since, day until,
                               int64_t limit, struct alert_line **ret_lines, size_t *ret_count);

/* The end of a masked number of an account or card: "…1234", "（尾号1234）"; empty for none. */
struct text say_ending(struct arena *a, enum tongue tongue, struct text masked);

/* How amounts stand in sentences: "12.30万元", "¥123.00K"; 'whole': "123,000.00元". */
struct text say_fen(struct arena *a, enum tongue tongue, fen amount, bool whole);
