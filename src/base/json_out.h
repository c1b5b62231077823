#pragma once
/* json_out -- texts as JSON strings. */
#include "base/text.h"

/* The text in quotes; always valid: what is not UTF-8 becomes U+FFFD. */
void json_add_text(struct buf *b, struct text t);
