#pragma once
/* pinyin -- names as people type them: folded, and how their characters are read.
 *
 * Folded is what is compared: small letters of ASCII where they are Latin, halfwidth, simplified
 * where both forms are read alike, without what stands between the parts of a name (spaces, dots,
 * hyphens) and without what cannot be seen.
 *
 * A character of a name may have several readings, the likeliest first: that of a surname (单 shan,
 * 曾 zeng, 尉迟 yuchi) where it begins the name, the ordinary one (also for who does not know the
 * surname's), and others that given names use (乐 yue).  ü is written v, as it is typed.  Constant
 * tables; any thread. */
#include "base/text.h"

enum {
    NAME_CHARACTERS_MOST = 64, /* of a name that are compared */
    READINGS_MOST = 4
};

struct folded {
    size_t len;
    uint32_t characters[NAME_CHARACTERS_MOST];
};

/* As many characters as fit; bytes that are no UTF-8 are left out. */
struct folded name_fold(struct text name);

/* The same, but with one space left where there were some between others: what was typed. */
struct folded name_fold_typed(struct text typed);

/* The character at 'ptr' as it is compared; 0: it is left out.  *ret_size: its bytes. */
uint32_t name_character(struct text t, size_t at, size_t *ret_size);

struct readings {
    int len;
    const char *items[READINGS_MOST];
};

/* Of the character at 'at' of a folded name; none where it is no Chinese character. */
struct readings name_readings(const uint32_t *name, size_t len, size_t at);
