#pragma once
/* decode -- the bytes of a day file as UTF-8 text.
 *
 * A file in UTF-8 is used as it lies there; it is not checked here (column.h does, so that a fault
 * has a column).  GB18030 is converted as a whole, on up to two threads: its line ends are always
 * line ends, so it may be cut at any.  What cannot be converted becomes the byte 0xFF, which is no
 * UTF-8 anywhere.  A UTF-8 file's byte order mark is skipped. */
#include "base/text.h"
#include "base/why.h"
#include "cif/intake/profile.h"

struct decoded {
    struct text text;
    char *owned; /* the text where it was converted, otherwise NULL */
};

/* E_UNAVAILABLE: the machine's iconv does not know GB18030.  Release with decode_release. */
MUST_USE rc decode(struct text bytes, enum charset charset, unsigned threads,
                   struct decoded *ret_decoded, struct why *why);
void decode_release(struct decoded *d);
