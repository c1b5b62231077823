#pragma once
/* books -- the book in memory as the database has it at the end of a day.
 *
 * PostgreSQL is the truth; this reads it whole: who is known, what they hold, and where each
 * customer stands.  Customers' rows of the last written day are brought on to the asked day
 * (engine/figures.h, standstill). */
#include "engine/book.h"
#include "engine/rules.h"
#include "platform/job.h"

/* Fills an initialised, empty book as of the end of day d, which must be a published one; NO_DAY
 * leaves it empty.  'rules' are those in force on d.  'job' may be NULL. */
MUST_USE rc books_load(struct bank *bank, day d, const struct rules *rules, struct book *book,
                       struct job *job, struct why *why);

/* book_day_begin, with the card spend that leaves the window (new rules: all of it) counted from
 * the database; rows of the day itself, if any, do not count. */
MUST_USE rc books_day_begin(struct bank *bank, struct book *book, day d, int spend_window);

/* Card spend of each customer in a window of 'days' that ends on the book's day, where the book has
 * that of another one.  Within a transaction. */
MUST_USE rc books_spend(struct bank *bank, const struct book *book, int days_of_book, int days,
                        fen *ret_spend);
