#pragma once
/* Private: what a field of a condition is in SQL.  A new field is a line of the table there, and a
 * query of condition.sql where none gives it yet. */
#include "cond/condition.h"
#include "db/condition.h"
#include "db/statement.h"

/* Those who have come: everything else is joined to them. */
void condition_begin(struct statement *s, const struct condition_of *of);

/* The expression for the value that a reference means, of a customer: null where it is not known.
 * The arena's. */
const char *condition_value(struct statement *s, const struct condition_of *of,
                            const struct cond_ref *ref);

/* Is the customer at home in one of these organisations (int8[]) or below it? */
const char *condition_under(struct statement *s, const struct condition_of *of, struct arg orgs);
