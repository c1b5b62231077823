#include "web/list_view.h"

static const struct field chip_fields[] = {
    FIELD(struct list_chip, label),
    FIELD(struct list_chip, typed),
    FIELD_AS(struct list_chip, drop_url, KIND_URL),
};
static const struct record chip_record = RECORD(struct list_chip, chip_fields);

static const struct field choice_fields[] = {
    FIELD(struct list_choice, name),
    FIELD(struct list_choice, label),
    FIELD(struct list_choice, shown),
};
static const struct record choice_record = RECORD(struct list_choice, choice_fields);

static const struct field head_fields[] = {
    FIELD(struct list_head, label),
    FIELD_AS(struct list_head, sort_url, KIND_URL),
    FIELD_AS(struct list_head, then_url, KIND_URL),
    FIELD(struct list_head, sorted),
    FIELD(struct list_head, sort_icon),
    FIELD(struct list_head, rank),
    FIELD(struct list_head, number),
    FIELD(struct list_head, first),
};
static const struct record head_record = RECORD(struct list_head, head_fields);

static const struct field sort_fields[] = {
    FIELD(struct list_sort, label),
    FIELD(struct list_sort, rank),
    FIELD_ROWS(struct list_sort, choices, choice_record),
};
static const struct record sort_record = RECORD(struct list_sort, sort_fields);

static const struct field saved_fields[] = {
    FIELD(struct list_saved, name),      FIELD_AS(struct list_saved, url, KIND_URL),
    FIELD(struct list_saved, owner),     FIELD(struct list_saved, is_mine),
    FIELD(struct list_saved, is_shared), FIELD(struct list_saved, is_first),
    FIELD(struct list_saved, current),
};
static const struct record saved_record = RECORD(struct list_saved, saved_fields);

static const struct field cell_fields[] = {
    FIELD_AS(struct list_cell, text, KIND_HTML),
    FIELD(struct list_cell, exact),
    FIELD(struct list_cell, direction),
    FIELD_AS(struct list_cell, url, KIND_URL),
    FIELD_AS(struct list_cell, unmask_url, KIND_URL),
    FIELD(struct list_cell, tone),
    FIELD(struct list_cell, number),
    FIELD(struct list_cell, first),
    FIELD(struct list_cell, nothing),
};
static const struct record cell_record = RECORD(struct list_cell, cell_fields);

static const struct field line_fields[] = {
    FIELD(struct list_line, key),
    FIELD_ROWS(struct list_line, cells, cell_record),
};
static const struct record line_record = RECORD(struct list_line, line_fields);

static const struct field tab_fields[] = {
    FIELD(struct list_tab_view, label),   FIELD_AS(struct list_tab_view, url, KIND_URL),
    FIELD(struct list_tab_view, count),   FIELD(struct list_tab_view, is_counted),
    FIELD(struct list_tab_view, current),
};
static const struct record tab_record = RECORD(struct list_tab_view, tab_fields);

static const struct field action_fields[] = {
    FIELD_AS(struct list_action, url, KIND_URL),
    FIELD(struct list_action, label),
    FIELD(struct list_action, icon),
};
static const struct record action_record = RECORD(struct list_action, action_fields);

static const struct field view_fields[] = {
    FIELD_ROWS(struct list_view, actions, action_record),
    FIELD(struct list_view, can_pick),
    FIELD(struct list_view, pick_list),
    FIELD(struct list_view, caption),
    FIELD_AS(struct list_view, csv_url, KIND_URL),
    FIELD_AS(struct list_view, clear_url, KIND_URL),
    FIELD_AS(struct list_view, page_url, KIND_URL),
    FIELD_AS(struct list_view, prev_url, KIND_URL),
    FIELD_AS(struct list_view, next_url, KIND_URL),
    FIELD(struct list_view, empty_text),
    FIELD(struct list_view, has_filters),
    FIELD(struct list_view, empty),
    FIELD_ROWS(struct list_view, filters, form_field_record),
    FIELD_ROWS(struct list_view, keep, choice_record),
    FIELD_ROWS(struct list_view, carried, choice_record),
    FIELD(struct list_view, list_path),
    FIELD(struct list_view, can_keep),
    FIELD(struct list_view, is_chosen),
    FIELD_ROWS(struct list_view, sorts, sort_record),
    FIELD(struct list_view, has_sorts),
    FIELD_ROWS(struct list_view, sort_keep, choice_record),
    FIELD_ROWS(struct list_view, saved, saved_record),
    FIELD(struct list_view, has_saved),
    FIELD(struct list_view, has_view),
    FIELD(struct list_view, view_is_mine),
    FIELD(struct list_view, view_is_shared),
    FIELD(struct list_view, view_is_first),
    FIELD(struct list_view, view_is_changed),
    FIELD(struct list_view, begins_with_view),
    FIELD(struct list_view, can_save),
    FIELD(struct list_view, can_set),
    FIELD(struct list_view, view_label),
    FIELD(struct list_view, view_name),
    FIELD(struct list_view, view_id),
    FIELD(struct list_view, view_query),
    FIELD_AS(struct list_view, view_act, KIND_URL),
    FIELD_AS(struct list_view, plain_url, KIND_URL),
    FIELD_AS(struct list_view, ask_url, KIND_URL),
    FIELD_ROWS(struct list_view, posts, choice_record),
    FIELD_ROWS(struct list_view, tabs, tab_record),
    FIELD_ROWS(struct list_view, figures, key_figure_record),
    FIELD(struct list_view, has_tabs),
    FIELD(struct list_view, has_figures),
    FIELD_ROWS(struct list_view, chips, chip_record),
    FIELD_ROWS(struct list_view, choices, choice_record),
    FIELD_ROWS(struct list_view, columns, head_record),
    FIELD_ROWS(struct list_view, rows, line_record),
    FIELD(struct list_view, total),
    FIELD(struct list_view, first_row),
    FIELD(struct list_view, last_row),
    FIELD(struct list_view, page),
    FIELD(struct list_view, pages),
};
const struct record list_view_record = RECORD(struct list_view, view_fields);
