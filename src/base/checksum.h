#pragma once
/* checksum -- a fast 64-bit checksum of our own files: finds what a disk or a torn write has
 * changed, at about the speed of memory.  It has no key and stops nobody who means harm. */
#include "base/base.h"

/* 'seed' chains several pieces: the checksum of what stands before, or 0. */
uint64_t checksum64(const void *bytes, size_t len, uint64_t seed);
