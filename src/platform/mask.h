#pragma once
/* mask -- personal values as people may see them without the right to see more.
 *
 *   phone        first 3 and last 4: 138****1234 (shorter than 11 characters: the last 4)
 *   certificate  first 1 and last 4
 *   number       last 4, of accounts and cards
 *   e-mail       first letter and domain: z***@example.com
 *   address      down to the district: 北京市朝阳区***
 *   note         in runs of 7 and more digits the last 4
 *
 * A value that is not longer than what would be shown of it is hidden whole.  The result is always
 * valid UTF-8 of at most 200 characters on one line, whatever the value is: bytes that are not
 * UTF-8 become U+FFFD, control characters spaces, and what is longer ends with "…". */
#include "base/record.h"

enum { MASK_CHARACTERS_MOST = 200 };

struct masked {
    char text[MASK_CHARACTERS_MOST * 4 + 1]; /* ends with NUL */
};

struct masked mask_value(enum personal personal, struct text value);
