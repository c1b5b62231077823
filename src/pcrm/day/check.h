#pragma once
/* check -- intake --check: what taking a folder now would do (cli.md).  Changes nothing. */
#include "base/csv_out.h"
#include "platform/bank.h"

/* 'folder' is one day's folder, named by its date; prints one line a file, as loads does.
 * E_REFUSED: the folder is not ready, or its day was run already. */
MUST_USE rc check_folder(struct bank *bank, const char *folder, const char *profile, FILE *file,
                         enum csv_form form, struct why *why);
