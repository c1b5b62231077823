#pragma once
/* why -- the one line that says what went wrong, where, and what to do.
 *
 * The caller owns it and passes it down; the function that meets the fault fills it.  The text has
 * no final full stop, no function names, no line ends (they become spaces), and never a sensitive
 * value. */
#include "base/base.h"

struct why {
    char text[768];
};

/* Fills 'why' (NULL is fine) and returns 'r', so that a failure is one line:
 * return why_say(why, E_INVALID, "%s: line %u: not a date", path, line); */
rc why_say(struct why *why, rc r, const char *format, ...) PRINTF_LIKE(3, 4);

/* Puts "context: " before the text that is already there; returns 'r'. */
rc why_in(struct why *why, rc r, const char *format, ...) PRINTF_LIKE(3, 4);
