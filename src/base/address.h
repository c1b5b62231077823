#pragma once
/* address -- network addresses, and the ranges of them that an installation allows.
 *
 * A list is "10.0.0.0/8, 192.168.1.7, fd00::/8": IPv4 and IPv6, with or without the length of the
 * range.  An IPv4 address is the same one when it comes as ::ffff:10.1.2.3. */
#include "base/arena.h"
#include "base/text.h"

struct address_range {
    unsigned char bytes[16]; /* IPv4 as ::ffff:0:0/96; zero behind 'bits' */
    int bits;                /* 0 to 128 */
};

struct address_ranges {
    struct address_range *items; /* the arena's */
    size_t len;
};

/* false: one of the list is no address, its range is too long, or something stands behind its
 * range. An empty list is fine.  'a' NULL: only looks whether it is one. */
bool address_ranges_parse(struct arena *a, struct text list, struct address_ranges *ret_ranges);

/* An empty list lets everybody in; what is no address is in no other. */
bool address_allowed(const struct address_ranges *ranges, struct text address);
