#pragma once
/* memory -- how much of the machine's memory this program takes, and how much there is.
 *
 * Counted is what needs memory and nothing else can give back: anonymous and shared pages, not the
 * pages of files.  A watch looks every few milliseconds from a thread of its own, so that a peak
 * between two questions is seen too. */
#include "base/base.h"
#include "base/why.h"

uint64_t memory_used(void);      /* bytes, RssAnon and RssShmem; 0 where the system does not say */
uint64_t memory_available(void); /* bytes, MemAvailable; UINT64_MAX where it does not say */

struct memory_watch;

/* E_UNAVAILABLE: there is no thread to be had. */
MUST_USE rc memory_watch_begin(struct memory_watch **ret_watch, struct why *why);
uint64_t memory_watch_peak(struct memory_watch *w); /* bytes, so far; any thread; NULL gives 0 */
void memory_watch_end(struct memory_watch *w);      /* NULL is fine */
