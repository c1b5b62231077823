#include "platform/list_columns.h"

#include "platform/list_columns.sql.h"

rc list_columns_keep(struct db *db, int32_t staff_id, struct text list, struct text columns)
{
    return columns.len ? q_list_columns_set(db, staff_id, list, columns, NULL)
                       : q_list_columns_drop(db, staff_id, list, NULL);
}
