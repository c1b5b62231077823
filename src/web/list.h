#pragma once
/* list -- a list page from its declaration: sorting, simple filters, choosing columns, pages, JSON
 * and CSV.
 *
 *     static const struct list_column load_columns[] = {
 *         {"day", N_("Day"), .link = "/loads/{day}"},
 *         {"rows", N_("Rows")},
 *         {"millis", N_("Milliseconds"), .hidden = true},
 *     };
 *     static const struct list load_list = LIST(N_("Loads"), q_load_list, load_columns,
 * load_fetch);
 *
 * The query behind it has "-- order:", and ":limit" and ":offset" among its parameters; its column
 * list_total int8 inner, "count(*) over ()", says how many there are.  The route's inputs are the
 * filters: those with a label are shown.  The address says everything:
 * ?state=refused&sort=-day,state&page=2&columns=day,rows; &as=csv gives all rows the filters leave,
 * at most LIST_EXPORT_MOST.  Columns that a person chose are kept (platform/list_columns.h) and
 * hold where the address names none.  An address under a name is a view (web/saved_views.h): every
 * list has them.
 *
 * Rows may be sorted by several columns.  What a query gives by the first is put in order by the
 * others here, where there are no more than LIST_SORT_MOST (of what is picked, LIST_FILL_MOST).
 *
 * A list of customers does not ask the database which they are: the engine knows (engine/pick.h).
 * It has 'pick' and 'fill' in place of 'fetch': the keys of the rows wanted and how many there are
 * in all, then the rows of some keys, in their order.  An export fills block after block:
 *
 *     static const struct list mine = LIST_PICKED(N_("My customers"), customer_row_record, orders,
 *                                                 columns, mine_pick, customer_fill);
 *
 * Ready-made views (tabs) and figures above the rows are made by 'crown'. */
#include "db/query.h"
#include "web/key_figure.h"
#include "web/request.h"

struct unmasking;

struct list_column {
    const char *field;              /* of the row's record */
    const char *title;              /* source text */
    const char *link;               /* where a click leads; {field} is filled in from the row */
    bool hidden;                    /* until it is chosen */
    const struct unmasking *unmask; /* what can be asked for whole (web/unmask.h); NULL */
    const char *key;    /* of that, from the row as in a link: "customer_id={customer_id}" */
    const char *masked; /* the row's bool that says whether it is masked; NULL: always */
    const char *said;   /* the row's inner text that a page shows in its place: "tomorrow" */
    bool brief;         /* an amount: 1.23万 on the page, the exact one where the pointer rests */
    bool is_change;     /* an amount that rose or fell: with its arrow */
};

enum { LIST_SORTS_MOST = 3 };

/* What is wanted of the rows. */
struct list_ask {
    int order; /* of the query's orders */
    int64_t limit, offset;
    int then[LIST_SORTS_MOST - 1]; /* further ones, among equal rows; see picks_several */
    size_t then_len;
    void *beside; /* what 'open' found; NULL: the list has none */
};

struct list_rows {
    void *items;
    size_t len;
};

typedef rc list_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret_rows);

struct list_keys {
    struct int8s ids;
    int64_t total; /* rows that the filters leave */
};
typedef rc list_pick(struct req *r, const struct list_ask *ask, struct list_keys *ret_keys);
/* Rows may be left out, never put elsewhere. */
typedef rc list_fill(struct req *r, struct int8s ids, struct list_rows *ret_rows);

/* The customers of some keys, each once; list_keys_are_customers where the keys are their ids. */
typedef rc list_customers(struct req *r, struct int8s keys, struct int8s *ret_customers);
list_customers list_keys_are_customers;

/* A ready-made view: the filters that it sets, all others dropped but for a view within. */
enum { LIST_WHERE_MOST = 3, LIST_SAID_MOST = 4 };
struct list_tab {
    const char *label; /* source text */
    const char *path;  /* of another list, which takes the same filters; NULL: this one */
    struct {
        const char *name, *value;
    } where[LIST_WHERE_MOST]; /* value "": without that filter */
    bool within;              /* other filters stay as they are */
    struct opt_int8 count;
};

/* What stands above the rows. */
struct list_crown {
    const struct list_tab *tabs;
    size_t tabs_len;
    struct key_figure *figures;
    size_t figures_len;
    /* Filters whose value says nothing to people, in their words. */
    struct list_said {
        const char *input; /* its name */
        const char *label; /* in words already: "Manager: Li Li" */
    } said[LIST_SAID_MOST];
    size_t said_len;
    const char *subtitle; /* in words already; NULL: the list's 'about' */
    const char *empty;    /* source text; NULL: the list's */
};
typedef rc list_crowned(struct req *r, struct list_crown *ret_crown);

/* Of an empty page with a condition: what to loosen, in words; *ret_said NULL: nothing to say. */
typedef rc list_loosen(struct req *r, const char **ret_said);

/* A list within a page of a room: 'open' runs before anything is asked, in every form of the
 * answer, and may refuse; what it puts into *ret_beside is in what 'pick' and 'fetch' are asked
 * (ask->beside), and comes back in 'show', which gets the list as markup for a field of KIND_HTML
 * in its own view, and calls show() with a page that the route gives. */
typedef rc list_open(struct req *r, void **ret_beside);
typedef rc list_within(struct req *r, void *beside, struct text list);

struct list {
    const char *title; /* source texts */
    const char *about; /* one line: what is listed; NULL */
    const char *empty; /* what would be here, and how it comes to be */
    const struct list_column *columns;
    size_t columns_len;
    const struct record *row;
    const struct query_order *orders;
    size_t orders_len;
    int first_order;
    list_fetch *fetch;
    list_pick *pick; /* both, in place of 'fetch' */
    list_fill *fill;
    const char *key; /* the row's field that is its key: rows can be picked; NULL: they cannot */
    list_customers *customers; /* of keys: actions on customers can be taken; NULL: none */
    /* Does 'pick' know these orders together?  NULL: it knows one alone. */
    bool (*picks_several)(const struct list_ask *ask);
    list_crowned *crown; /* NULL: nothing stands above the rows */
    list_loosen *loosen; /* NULL: it has no conditions */
    list_open *open;     /* both, or neither: the list is a page of its own */
    list_within *show;
};

/* LIST(title, query, columns, fetch, more...): 'query' as q_NAME. */
#define LIST(title_, query, columns_, fetch_, ...)                                                 \
    {                                                                                              \
        .title = (title_), .columns = (columns_), .columns_len = ARRAY_LEN(columns_),              \
        .row = &query##_record, .orders = query##_orders, .orders_len = ARRAY_LEN(query##_orders), \
        .fetch = (fetch_), __VA_ARGS__                                                             \
    }

/* LIST_PICKED(title, row's record, orders, columns, pick, fill, more...) */
#define LIST_PICKED(title_, row_, orders_, columns_, pick_, fill_, ...)                            \
    {                                                                                              \
        .title = (title_), .columns = (columns_), .columns_len = ARRAY_LEN(columns_),              \
        .row = &(row_), .orders = (orders_), .orders_len = ARRAY_LEN(orders_), .pick = (pick_),    \
        .fill = (fill_), __VA_ARGS__                                                               \
    }

enum {
    LIST_PAGE_ROWS = 50,
    LIST_EXPORT_MOST = 100000,
    LIST_SORT_MOST = 20000,
    LIST_FILL_MOST = 2000,
    LIST_BLOCK = 250
};

/* At start: every column is a field of the row, every link's name too.  E_USAGE. */
MUST_USE rc list_check(const struct list *list, struct why *why);

/* Answers the request; what dispatch runs for a route with a list. */
MUST_USE rc list_run(struct req *r);

extern const struct page list_page, list_part_page;

/* For rows that are all there, some hundred of them: those of the page, in the order asked for;
 * equal ones as they stood, what is not known below all. */
struct list_rows list_sorted(struct arena *a, const struct record *row,
                             const struct query_order *order, const struct list_ask *ask,
                             const struct list_rows *all);

/* Those of 'all' that 'ask' wants: they stand by its first order, equal ones by the others. */
struct list_rows list_refined(struct arena *a, const struct list *list, const struct list_ask *ask,
                              const struct list_rows *all);

/* Adds sort, page, columns and as to an operation's parameters (a json_t array). */
struct json_t;
void list_describe(const struct list *list, struct json_t *parameters);
