#pragma once
/* tongue_table -- private to base: what tools/pogen makes of po/zh_CN.po, in the order of the bytes
 * of the source texts. */
#include <stddef.h>

struct translation {
    const char *english;
    const char *chinese;
};

extern const struct translation chinese_texts[];
extern const size_t chinese_texts_len;
