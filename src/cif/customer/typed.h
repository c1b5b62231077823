#pragma once
/* typed -- numbers of customers as people type them, or write them into files: spaced, fullwidth,
 * with +86 before a phone. */
#include "base/arena.h"
#include "base/text.h"

enum { TYPED_NUMBER_MOST = 40 };

struct text typed_trimmed(struct text t);

/* Without what stands between its groups; empty where it is no number. */
struct text typed_number(struct arena *a, struct text typed);

struct text typed_capitals(struct arena *a, struct text t);

/* "+8613800001234" and "008613800001234" are calls to the same phone; of a typed_number. */
struct text typed_phone(struct text number);
