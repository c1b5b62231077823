#pragma once
/* asset -- what the browser is given besides pages: scripts, styles, pictures (ui/build.mjs).
 *
 * An address bears the hash of what it leads to, so a browser may keep it for ever:
 * "Cache-Control: public, max-age=31536000, immutable".  The addresses are macros in the generated
 * web/assets.h (ASSET_GUANHU_CSS).  Constant; shared by all threads. */
#include "base/text.h"

struct asset {
    const char *address; /* "/assets/guanhu.5f2c6d0e1a2b.css" */
    const char *type;    /* Content-Type */
    struct text plain;
    struct text gzip; /* the same, for "Accept-Encoding: gzip" */
};

const struct asset *asset_find(struct text address); /* NULL: there is none */

extern const struct asset assets[]; /* in the order of their addresses */
extern const size_t assets_len;
