#pragma once
/* agent -- what a browser calls itself, in words that people know: "Chrome 156 · Linux". */
#include "base/arena.h"
#include "base/text.h"

/* What we do not know is left out; a program that is none of the known browsers keeps its own name
 * and version ("curl 8").  At most AGENT_WORDS_MOST bytes; empty: nothing is known. */
enum { AGENT_WORDS_MOST = 60 };
struct text agent_words(struct arena *a, struct text agent);
