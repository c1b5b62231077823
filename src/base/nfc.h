#pragma once
/* nfc -- texts in Unicode's composed form, so that texts that look alike are alike byte by byte.
 *
 * ICU does it; nobody else sees ICU. */
#include "base/arena.h"
#include "base/text.h"

/* The text in NFC: itself where it is so already, else a copy.  'text' is UTF-8 (text_is_utf8). */
struct text text_nfc(struct arena *a, struct text text);
