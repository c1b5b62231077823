/* What is no password: too short, or among the first that anybody tries. */
#include "platform/people.h"

enum { DIFFERENT_LEAST = 5 };

/* Lower case, ten characters and more: shorter ones are refused by their length. */
static const char *const common[] = {
    "1qaz2wsx3edc",  "1q2w3e4r5t",   "1q2w3e4r5t6y",  "5201314520",    "a123456789",
    "aa123456789",   "abc1234567",   "abc123456789",  "abcd123456",    "abcd1234567",
    "admin12345",    "admin123456",  "administrator", "changeme123",   "guanhu1234",
    "guanhu123456",  "iloveyou123",  "iloveyou520",   "letmein123",    "p@ssw0rd123",
    "passw0rd123",   "password01",   "password12",    "password123",   "password1234",
    "q1w2e3r4t5",    "qazwsxedcrfv", "qq123456789",   "qwe1234567",    "qweasdzxc123",
    "qwerty12345",   "qwerty123456", "woaini1314",    "woaini1314520", "woaini520",
    "woaini5201314", "zaq12wsxcde3", "zhang123456",   "wang123456",    "welcome123",
    "welcome2026",   "xiaoming123",
};

/* Rows of keys and of the alphabet: a piece of one, in either direction, is no password. */
static const char *const rows[] = {"01234567890123456789", "abcdefghijklmnopqrstuvwxyz",
                                   "qwertyuiopasdfghjklzxcvbnm", "qazwsxedcrfvtgbyhnujmikolp"};

struct folded {
    char text[PASSWORD_BYTES_MOST + 1];
    size_t len;
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static struct folded fold(struct text t)
{
    struct folded f = {.len = t.len};
    assert(t.len <= PASSWORD_BYTES_MOST);
    for (size_t i = 0; i < t.len; i++)
        f.text[i] = lower(t.ptr[i]);
    return f;
}

static size_t characters(struct text t)
{
    size_t count = 0;
    for (size_t i = 0; i < t.len; i++)
        count += (t.ptr[i] & 0xC0) != 0x80;
    return count;
}

static bool few_different(const struct folded *f)
{
    bool seen[256] = {false};
    int different = 0;
    for (size_t i = 0; i < f->len; i++) {
        different += !seen[(unsigned char)f->text[i]];
        seen[(unsigned char)f->text[i]] = true;
    }
    return different < DIFFERENT_LEAST;
}

static bool in_a_row(const struct folded *f)
{
    struct folded back = {.len = f->len};
    for (size_t i = 0; i < f->len; i++)
        back.text[i] = f->text[f->len - 1 - i];
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (strstr(rows[i], f->text) || strstr(rows[i], back.text))
            return true;
    return false;
}

static bool is_common(const struct folded *f)
{
    for (size_t i = 0; i < ARRAY_LEN(common); i++)
        if (strcmp(f->text, common[i]) == 0)
            return true;
    return few_different(f) || in_a_row(f);
}

enum password_fault password_check(struct text password, struct text staff_no)
{
    if (password.len > PASSWORD_BYTES_MOST)
        return PASSWORD_FAULT_LONG;
    if (!text_is_utf8(password))
        return PASSWORD_FAULT_UNREADABLE;
    if (characters(password) < PASSWORD_LEAST)
        return PASSWORD_FAULT_SHORT;
    struct folded f = fold(password);
    if (is_common(&f))
        return PASSWORD_FAULT_COMMON;
    if (staff_no.len >= 3 && staff_no.len <= password.len) {
        struct folded no = fold(staff_no);
        if (strstr(f.text, no.text))
            return PASSWORD_FAULT_STAFF_NO;
    }
    return PASSWORD_FAULT_NONE;
}

#define FAULT_TEXT(name, text) [PASSWORD_FAULT_##name] = text,

const char *password_fault_text(enum password_fault f)
{
    static const char *const texts[] = {PASSWORD_FAULT_MAP(FAULT_TEXT)};
    static_assert(PASSWORD_BYTES_MOST == 256 && PASSWORD_LEAST == 10 && FORMER_PASSWORDS == 5,
                  "the texts say so");
    return texts[f];
}
