#include "base/tongue.h"

#include "base/tongue_table.h"

static int order(const void *english, const void *entry)
{
    return strcmp(english, ((const struct translation *)entry)->english);
}

const char *in_tongue(enum tongue t, const char *english)
{
    if (t == ENGLISH)
        return english;
    const struct translation *found =
        bsearch(english, chinese_texts, chinese_texts_len, sizeof *chinese_texts, order);
    return found ? found->chinese : english;
}

const char *tongue_code(enum tongue t)
{
    return t == CHINESE ? "zh-CN" : "en";
}

/* A code of RFC 5646 whose first part is 'language', in any case: "zh", "ZH-Hans", never "zho". */
static bool speaks(struct text code, const char language[2])
{
    return code.len >= 2 && (code.ptr[0] | 0x20) == language[0] &&
           (code.ptr[1] | 0x20) == language[1] &&
           (code.len == 2 || code.ptr[2] == '-' || code.ptr[2] == '_');
}

bool tongue_parse(struct text code, enum tongue *ret_tongue)
{
    if (speaks(code, "zh"))
        *ret_tongue = CHINESE;
    else if (speaks(code, "en"))
        *ret_tongue = ENGLISH;
    else
        return false;
    return true;
}
