#include "cond/near.h"

#include "base/tongue.h"
#include "cond/catalogue.h"
#include "cond/lex.h"

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool word_is(struct text word, const char *name)
{
    size_t i = 0;
    while (i < word.len && name[i] && small(word.ptr[i]) == small(name[i]))
        i++;
    return i == word.len && name[i] == 0;
}

enum customer_field field_of_name(struct text name)
{
    enum customer_field f = 0;
    while (f < CUSTOMER_FIELDS && !word_is(name, customer_fields[f].name) &&
           !word_is(name, customer_fields[f].zh))
        f++;
    return f;
}

bool code_of_word(const struct words *words, struct text name, int16_t *ret_code)
{
    for (size_t i = 0; i < words->len; i++) {
        const struct word *w = &words->items[i];
        if (word_is(name, w->name) || word_is(name, in_tongue(CHINESE, w->label))) {
            *ret_code = w->code;
            return true;
        }
    }
    return false;
}

/* ---- edit distance --------------------------------------------------------------------------- */

enum { COMPARED_MOST = 32 }; /* characters of a name */

struct letters {
    size_t len;
    uint32_t items[COMPARED_MOST];
};

/* The characters, each as its bytes in a number: only whether two are equal matters. */
static struct letters letters_of(struct text t)
{
    struct letters l = {0};
    while (t.len > 0 && l.len < COMPARED_MOST) {
        size_t size = character_size(t);
        uint32_t letter = 0;
        for (size_t i = 0; i < size; i++)
            letter = letter << 8 | (unsigned char)small(t.ptr[i]);
        l.items[l.len++] = letter;
        t = (struct text){t.ptr + size, t.len - size};
    }
    return l;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many characters must be put in, left out, exchanged or swapped with their neighbour. */
static size_t edits_between(const struct letters *a, const struct letters *b)
{
    size_t d[COMPARED_MOST + 1][COMPARED_MOST + 1];
    for (size_t i = 0; i <= a->len; i++)
        for (size_t j = 0; j <= b->len; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            bool same = a->items[i - 1] == b->items[j - 1];
            d[i][j] = least(least(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + !same);
            if (i > 1 && j > 1 && a->items[i - 1] == b->items[j - 2] &&
                a->items[i - 2] == b->items[j - 1])
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a->len][b->len];
}

void nearest_begin(struct nearest *n, struct text wanted)
{
    struct letters l = letters_of(wanted);
    *n = (struct nearest){.wanted = wanted, .edits = 1 + (l.len + 1) / 3};
}

void nearest_try(struct nearest *n, const char *name)
{
    struct letters wanted = letters_of(n->wanted), one = letters_of(text_of(name));
    size_t edits = edits_between(&wanted, &one);
    if (edits < n->edits && edits < wanted.len) {
        n->edits = edits;
        n->name = name;
    }
}

const char *field_near(struct text name)
{
    struct nearest n;
    nearest_begin(&n, name);
    for (size_t i = 0; i < CUSTOMER_FIELDS; i++) {
        nearest_try(&n, customer_fields[i].name);
        nearest_try(&n, customer_fields[i].zh);
    }
    return n.name;
}

const char *word_near(const struct words *words, struct text name)
{
    struct nearest n;
    nearest_begin(&n, name);
    for (size_t i = 0; i < words->len; i++) {
        nearest_try(&n, words->items[i].name);
        nearest_try(&n, in_tongue(CHINESE, words->items[i].label));
    }
    return n.name;
}
