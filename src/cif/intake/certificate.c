#include "cif/intake/certificate.h"

enum { OLD_LENGTH = 15, NEW_LENGTH = 18 };

static bool all_digits(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
    return true;
}

/* The last character of an 18-digit number (GB 11643-1999: weights are powers of 2 modulo 11). */
static char check_character(const char *first17)
{
    static const char characters[] = "10X98765432";
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < NEW_LENGTH - 1; i++)
        sum += (first17[i] - '0') * weights[i];
    return characters[sum % 11];
}

struct text certificate_key(struct arena *a, int type, struct text number)
{
    char id[NEW_LENGTH + 1] = "";
    if (type == CERT_ID && number.len == OLD_LENGTH && all_digits(number)) {
        /* Old numbers have two digits of the year, all of the twentieth century, and no check. */
        snprintf(id, sizeof id, "%.6s19%.9s", number.ptr, number.ptr + 6);
        id[NEW_LENGTH - 1] = check_character(id);
        number = (struct text){id, NEW_LENGTH};
    }
    /* The type is one digit. */
    assert(type >= 0 && type <= 9);
    char *key = arena_alloc(a, 2 + number.len);
    size_t len = 2 + number.len;
    key[0] = (char)('0' + type);
    key[1] = '|';
    memcpy(key + 2, number.ptr, number.len);
    if (type == CERT_ID && key[len - 1] == 'x')
        key[len - 1] = 'X';
    return (struct text){key, len};
}
