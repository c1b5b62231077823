#pragma once
/* list_view -- private to src/web: what the template of a list shows. */
#include "web/form.h"
#include "web/key_figure.h"

struct list_chip {
    struct text label, drop_url;
    struct text typed; /* of a condition: as it is typed; NULL: it is none */
};

struct list_choice {
    struct text name, label;
    bool shown;
};

struct list_head {
    struct text label, sort_url, then_url, sorted, sort_icon;
    struct opt_int4 rank; /* of several columns by which the rows stand */
    bool number, first;
};

/* One of the columns by which the rows stand, in the menu. */
struct list_sort {
    struct text label;
    int32_t rank;
    struct list_choice *choices;
    size_t choices_count;
};

struct list_saved {
    struct text name, url, owner;
    bool is_mine, is_shared, is_first, current;
};

struct list_cell {
    struct text text, exact, url, unmask_url, tone, direction;
    bool number, first;
    bool nothing; /* a number of nought: there is nothing behind it */
};

struct list_line {
    struct text key; /* where rows can be picked */
    struct list_cell *cells;
    size_t cells_count;
};

struct list_tab_view {
    struct text label, url;
    struct opt_int8 count;
    bool is_counted, current;
};

/* Something that can be done with what is picked. */
struct list_action {
    struct text url, label, icon;
};

struct list_view {
    struct list_action *actions;
    size_t actions_count;
    bool can_pick;
    struct text pick_list; /* the address of the selection */
    struct text caption, csv_url, clear_url, page_url, prev_url, next_url, empty_text;
    bool has_filters, empty;
    struct form_field *filters;
    size_t filters_count;
    struct list_choice *keep; /* name and label: what a form of the page must carry along */
    size_t keep_count;
    struct list_choice *carried; /* the same of the form of the columns, which is kept */
    size_t carried_count;
    struct text list_path;
    bool can_keep, is_chosen; /* columns: by who looks; other ones than at first */
    struct list_sort *sorts;
    size_t sorts_count;
    bool has_sorts;
    struct list_choice *sort_keep; /* what the menu of the order must carry along */
    size_t sort_keep_count;
    struct list_saved *saved;
    size_t saved_count;
    bool has_saved, has_view, view_is_mine, view_is_shared, view_is_first, view_is_changed;
    bool begins_with_view, can_save, can_set;
    struct text view_label, view_name, view_id, view_query, view_act, plain_url, ask_url;
    struct list_choice *posts;
    size_t posts_count;
    struct list_tab_view *tabs;
    size_t tabs_count;
    struct key_figure *figures;
    size_t figures_count;
    bool has_tabs, has_figures;
    struct list_chip *chips;
    size_t chips_count;
    struct list_choice *choices;
    size_t choices_count;
    struct list_head *columns;
    size_t columns_count;
    struct list_line *rows;
    size_t rows_count;
    int64_t total, first_row, last_row;
    int32_t page, pages;
};
extern const struct record list_view_record;
