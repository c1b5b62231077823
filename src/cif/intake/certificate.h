#pragma once
/* certificate -- when two certificates are the same document (requirements CIF-4).
 *
 * 15- and 18-digit id numbers and x/X are one; equal numbers of different documents are not. */
#include "base/arena.h"
#include "base/text.h"

enum { CERT_ID = 0 }; /* the code of cert_type "id" */

/* The text to be hashed and compared: the type and the normalised number. */
struct text certificate_key(struct arena *a, int type, struct text number);
