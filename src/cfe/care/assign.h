#pragma once
/* assign -- the first load of who manages whom, from a file (cli.md, assign; requirements CARE-3,
 * "large first-time loads from a file").
 *
 * Rows of one customer, relation and date belong together: they are taken whole, as one period that
 * is open at its end, or refused whole with a reason for each row. */
#include "base/csv_out.h"
#include "platform/bank.h"

struct assign_result {
    uint64_t rows, taken, refused;
};

/* Reads 'path' (customer_no,staff_no,share_bp,relation,from) and prints the refused rows as
 * line,customer_no,staff_no,reason.  E_USAGE: the file cannot be read or has another header. */
MUST_USE rc assign_file(struct bank *bank, const char *path, FILE *report, enum csv_form form,
                        struct assign_result *ret_result, struct why *why);
