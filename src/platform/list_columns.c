#include "platform/list_columns.h"

#include "platform/list_columns.sql.h"

static_assert(sizeof(struct q_list_columns_find_row) == sizeof(struct text), "the row is the text");

rc list_columns_find(struct db *db, struct arena *a, int32_t staff_id, const char *list,
                     struct text *ret_columns)
{
    db_ahead(db);
    return q_list_columns_find(db, a, staff_id, text_of(list),
                               (struct q_list_columns_find_row *)ret_columns);
}

rc list_columns_keep(struct db *db, int32_t staff_id, struct text list, struct text columns)
{
    return columns.len ? q_list_columns_set(db, staff_id, list, columns, NULL)
                       : q_list_columns_drop(db, staff_id, list, NULL);
}
