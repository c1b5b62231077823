#pragma once
/* upload_file -- the numbers that a file of customers holds: private to src/marketing/audience.
 *
 * CSV with commas or semicolons, or text with tabs, as a spreadsheet saves it; in UTF-8 or GB18030,
 * which is found out by looking.  Where the first line has the name of a number (客户号, 证件号,
 * 手机号, ...), that column is taken; else the first one, from the first line on. */
#include "base/arena.h"
#include "base/text.h"
#include "cif/intake/workbook.h"

enum upload_way { BY_CUSTOMER_NO, BY_CERTIFICATE, BY_PHONE, UPLOAD_WAYS };

enum { UPLOAD_LINES_MOST = 100000, UPLOAD_BYTES_MOST = 16 << 20 };

enum upload_fault {
    UPLOAD_GOOD,
    UPLOAD_OLD_WORKBOOK, /* .xls, or protected with a password */
    UPLOAD_BROKEN,       /* a workbook that cannot be read */
    UPLOAD_HUGE,         /* one that unpacks to more than is taken */
    UPLOAD_CHARSET,
    UPLOAD_EMPTY,
    UPLOAD_LONG, /* more lines than are taken at once */
};
const char *upload_fault_text(enum upload_fault f); /* a source text */

struct upload_entry {
    int64_t line;        /* of the file, from 1 */
    struct text typed;   /* as it stands there, trimmed; the arena's */
    enum book_note note; /* what a spreadsheet made of it */
};

struct upload_entries {
    const struct upload_entry *items;
    size_t len;
};

/* Empty lines are passed over.  With a fault *ret is untouched. */
enum upload_fault upload_file_read(struct text bytes, enum upload_way way, struct arena *a,
                                   struct upload_entries *ret);
