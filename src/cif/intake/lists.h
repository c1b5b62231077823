#pragma once
/* lists -- what the intake has to show: loads, the quarantine, duplicate customers, the columns of
 * the files (cli.md; CIF-3, CIF-4). */
#include "base/csv_out.h"
#include "platform/bank.h"

/* Every load of folders up to 'until' (NO_DAY: all). */
MUST_USE rc loads_print(struct bank *bank, day until, FILE *file, enum csv_form form,
                        struct why *why);

/* Entries (struct load_entry) that are not in the database, in the same form. */
MUST_USE rc loads_print_entries(day d, const struct vec *entries, FILE *file, enum csv_form form,
                                struct why *why);

/* Every entry of folders up to 'until'; 'only_open': without what was taken or dropped since.
 * Values are masked where they are personal. */
MUST_USE rc quarantine_print(struct bank *bank, day until, bool only_open, FILE *file,
                             enum csv_form form, struct why *why);

/* What a bank delivers: every column of every day file, in their order; needs no bank. */
MUST_USE rc dayfile_print(FILE *file, enum csv_form form, struct why *why);

/* Customers with the same certificate, a line each, grouped. */
MUST_USE rc duplicates_print(struct bank *bank, FILE *file, enum csv_form form, struct why *why);
