#pragma once
/* table_file -- rows that are all there, sent as a CSV or an Excel file at once; lists, which may
 * be long, have web/export.c. */
#include "web/request.h"

enum table_form { TABLE_CSV, TABLE_XLSX };
extern const struct words table_forms; /* "csv", "xlsx" */

struct table_file {
    const struct record *row;
    const char *const *titles; /* in words, by field */
    const void *items;
    size_t len;
    const char *name; /* of the file, without its ending */
};

MUST_USE rc table_file_send(struct req *r, const struct table_file *file, enum table_form form);
