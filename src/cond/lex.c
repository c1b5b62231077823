#include "cond/lex.h"

#include "base/nfc.h"
#include "cond/fault.h"

/* Signs, the longer before those that they begin with; a Chinese keyboard's too. */
static const struct sign {
    const char *text;
    enum token_kind kind;
} signs[] = {
    {"(", T_OPEN},     {"（", T_OPEN},  {")", T_CLOSE}, {"）", T_CLOSE}, {",", T_COMMA},
    {"，", T_COMMA},   {"、", T_COMMA}, {"*", T_TIMES}, {"×", T_TIMES},  {"%", T_PERCENT},
    {"％", T_PERCENT}, {"==", T_EQ},    {"=", T_EQ},    {"＝", T_EQ},    {"!=", T_NE},
    {"<>", T_NE},      {"≠", T_NE},     {"<=", T_LE},   {"≤", T_LE},     {"<", T_LT},
    {"＜", T_LT},      {">=", T_GE},    {"≥", T_GE},    {">", T_GT},     {"＞", T_GT},
};

static const struct quotes {
    const char *open, *close;
} quotes[] = {{"\"", "\""}, {"“", "”"}, {"「", "」"}};

static const char *const blanks[] = {" ", "\t", "\n", "\r", "\u3000", "\u00A0"};

struct lexer {
    struct arena *arena;
    struct text rest;
    uint16_t at; /* characters before 'rest' */
    char *texts; /* room for what stands in quotes in 'rest' */
};

size_t character_size(struct text utf8)
{
    size_t size = utf8.len > 0;
    while (size > 0 && size < utf8.len && ((unsigned char)utf8.ptr[size] & 0xC0) == 0x80)
        size++;
    return size;
}

size_t characters_of(struct text utf8)
{
    size_t count = 0;
    for (size_t i = 0; i < utf8.len; i++)
        count += ((unsigned char)utf8.ptr[i] & 0xC0) != 0x80;
    return count;
}

static bool begins(struct text t, const char *with)
{
    size_t len = strlen(with);
    return t.len >= len && memcmp(t.ptr, with, len) == 0;
}

static bool is_digit(struct text t, size_t i)
{
    return i < t.len && t.ptr[i] >= '0' && t.ptr[i] <= '9';
}

/* Goes on by 'len' bytes, which become the token. */
static struct token take(struct lexer *l, enum token_kind kind, size_t len)
{
    struct text bytes = {l->rest.ptr, len};
    uint16_t characters = (uint16_t)characters_of(bytes);
    struct token t = {kind, bytes, {l->at, characters}};
    l->rest = (struct text){l->rest.ptr + len, l->rest.len - len};
    l->at = (uint16_t)(l->at + characters);
    return t;
}

static const struct sign *sign_at(struct text t)
{
    for (size_t i = 0; i < ARRAY_LEN(signs); i++)
        if (begins(t, signs[i].text))
            return &signs[i];
    return NULL;
}

static const struct quotes *quotes_at(struct text t)
{
    for (size_t i = 0; i < ARRAY_LEN(quotes); i++)
        if (begins(t, quotes[i].open))
            return &quotes[i];
    return NULL;
}

/* Bytes of the blank that the text begins with; 0: none. */
static size_t blank_at(struct text t)
{
    for (size_t i = 0; i < ARRAY_LEN(blanks); i++)
        if (begins(t, blanks[i]))
            return strlen(blanks[i]);
    return 0;
}

static void skip_blanks(struct lexer *l)
{
    for (size_t size = blank_at(l->rest); size > 0; size = blank_at(l->rest))
        take(l, T_END, size);
}

static size_t digits_at(struct text t, size_t i)
{
    size_t len = 0;
    while (is_digit(t, i + len))
        len++;
    return len;
}

static bool is_date(struct text t)
{
    return digits_at(t, 0) == 4 && t.len >= 10 && t.ptr[4] == '-' && digits_at(t, 5) == 2 &&
           t.ptr[7] == '-' && digits_at(t, 8) == 2;
}

static struct token take_number(struct lexer *l)
{
    if (is_date(l->rest))
        return take(l, T_DATE, 10);
    size_t len = l->rest.ptr[0] == '-';
    len += digits_at(l->rest, len);
    if (len < l->rest.len && l->rest.ptr[len] == '.' && is_digit(l->rest, len + 1))
        len += 1 + digits_at(l->rest, len + 1);
    return take(l, T_NUMBER, len);
}

static bool is_word_character(struct text t)
{
    unsigned char c = (unsigned char)t.ptr[0];
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    return !sign_at(t) && !quotes_at(t) && blank_at(t) == 0 && !begins(t, "”") && !begins(t, "」");
}

static struct token take_word(struct lexer *l)
{
    size_t len = 0;
    for (struct text t = l->rest; t.len > 0 && is_word_character(t);) {
        size_t size = character_size(t);
        len += size;
        t = (struct text){t.ptr + size, t.len - size};
    }
    return take(l, T_WORD, len);
}

static bool is_control(struct text t)
{
    return (unsigned char)t.ptr[0] < ' ' || t.ptr[0] == 0x7F;
}

/* The next character of a text; a backslash stands before a quote or another backslash. */
static rc take_character(struct lexer *l, struct text *ret_bytes, struct cond_fault *fault)
{
    bool escaped = begins(l->rest, "\\");
    if (escaped)
        take(l, T_END, 1);
    struct token c = take(l, T_END, character_size(l->rest));
    bool may_be_escaped = begins(c.bytes, "\\") || begins(c.bytes, "\"") || begins(c.bytes, "”") ||
                          begins(c.bytes, "」");
    if (c.bytes.len > 0 && (is_control(c.bytes) || (escaped && !may_be_escaped)))
        return fault_found(fault, COND_BAD_CHARACTER, &c);
    *ret_bytes = c.bytes;
    return OK;
}

static rc take_text(struct lexer *l, const struct quotes *q, struct token *ret_token,
                    struct cond_fault *fault)
{
    struct token open = take(l, T_TEXT, strlen(q->open));
    struct text text = {l->texts, 0};
    while (!begins(l->rest, q->close)) {
        struct text c = {0};
        TRY(take_character(l, &c, fault));
        if (c.len == 0)
            return fault_found(fault, COND_UNENDED_TEXT, &open);
        memcpy(l->texts, c.ptr, c.len);
        l->texts += c.len;
        text.len += c.len;
    }
    take(l, T_END, strlen(q->close));
    *ret_token = (struct token){
        T_TEXT, text_nfc(l->arena, text), {open.place.at, (uint16_t)(l->at - open.place.at)}};
    return OK;
}

static rc bad_character(struct lexer *l, struct cond_fault *fault)
{
    struct token c = take(l, T_END, character_size(l->rest));
    return fault_found(fault, COND_BAD_CHARACTER, &c);
}

static rc lex_next(struct lexer *l, struct token *ret_token, struct cond_fault *fault)
{
    skip_blanks(l);
    struct text t = l->rest;
    const struct sign *sign = sign_at(t);
    const struct quotes *q = quotes_at(t);
    if (t.len == 0)
        *ret_token = take(l, T_END, 0);
    else if (sign)
        *ret_token = take(l, sign->kind, strlen(sign->text));
    else if (q)
        return take_text(l, q, ret_token, fault);
    else if (is_digit(t, 0) || (t.ptr[0] == '-' && is_digit(t, 1)))
        *ret_token = take_number(l);
    else if (is_word_character(t))
        *ret_token = take_word(l);
    else
        return bad_character(l, fault);
    return OK;
}

rc lex(struct arena *a, struct text utf8, const struct token **ret_tokens, struct cond_fault *fault)
{
    struct lexer l = {.arena = a, .rest = utf8, .texts = arena_alloc(a, utf8.len + 1)};
    struct token *tokens = arena_alloc(a, (utf8.len + 1) * sizeof *tokens);
    size_t len = 0;
    do
        TRY(lex_next(&l, &tokens[len], fault));
    while (tokens[len++].kind != T_END);
    *ret_tokens = tokens;
    return OK;
}
