#include "base/nfc.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

static bool is_ascii(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if ((unsigned char)t.ptr[i] >= 0x80)
            return false;
    return true;
}

/* NFC makes a text at most three times as long (Unicode, annex 15), and UTF-8 has at most three
 * bytes for a unit of UTF-16. */
enum { GROWS_MOST = 3, UNIT_BYTES_MOST = 3 };

static struct text composed(struct arena *a, const UChar *units, int32_t len)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&error);
    int32_t room = len * GROWS_MOST + 1;
    UChar *made = arena_alloc(a, (size_t)room * sizeof *made);
    int32_t made_len = unorm2_normalize(nfc, units, len, made, room, &error);

    int32_t bytes_room = made_len * UNIT_BYTES_MOST + 1, bytes_len = 0;
    char *bytes = arena_alloc(a, (size_t)bytes_room);
    u_strToUTF8(bytes, bytes_room, &bytes_len, made, made_len, &error);
    assert(U_SUCCESS(error));
    return (struct text){bytes, (size_t)bytes_len};
}

struct text text_nfc(struct arena *a, struct text text)
{
    if (is_ascii(text))
        return text;
    UErrorCode error = U_ZERO_ERROR;
    UChar *units = arena_alloc(a, (text.len + 1) * sizeof *units);
    int32_t len = 0;
    u_strFromUTF8(units, (int32_t)text.len + 1, &len, text.ptr, (int32_t)text.len, &error);
    assert(U_SUCCESS(error));
    if (unorm2_isNormalized(unorm2_getNFCInstance(&error), units, len, &error))
        return text;
    return composed(a, units, len);
}
