/* pinyingen -- writes the readings of Chinese characters as C: pinyingen READINGS.txt OUT.c
 *
 * ICU knows them (Han-Latin), and which traditional character is which simplified one; it is asked
 * once, here, so that the program needs neither the library nor its thirty megabytes.  What it does
 * not know, surnames above all, stands in READINGS.txt.  base/pinyin.h says what the tables are
 * for.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { FIRST = 0x3400, LAST = 0x9FFF, SYLLABLES_MOST = 1000, SYLLABLE_MOST = 8 };
enum { LATIN_FIRST = 0xC0, LATIN_LAST = 0x24F };

static char syllables[SYLLABLES_MOST][SYLLABLE_MOST]; /* number 0: none */
static int syllables_len = 1;
static int reading_of[LAST - FIRST + 1];

enum { ALSO_MOST = 2, COMPOUNDS_MOST = 100 };
static struct {
    bool is;
    int surname, also[ALSO_MOST];
} special_of[LAST - FIRST + 1];
static struct {
    UChar characters[2];
    int syllables[2];
} compounds[COMPOUNDS_MOST];
static int compounds_len;

static void fail(const char *what)
{
    fprintf(stderr, "pinyingen: %s\n", what);
    exit(1);
}

static UTransliterator *open_rules(const char *id)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar name[64];
    u_uastrcpy(name, id);
    UTransliterator *t = utrans_openU(name, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    if (U_FAILURE(error))
        fail(u_errorName(error));
    return t;
}

/* The character as the rules write it; its length, 0 where that does not fit. */
static int apply(const UTransliterator *t, UChar character, UChar *ret, int room)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t len = 1, limit = 1;
    ret[0] = character;
    utrans_transUChars(t, ret, &len, room, 0, &limit, &error);
    return U_FAILURE(error) ? 0 : len;
}

/* "lǜ" as it is typed: "lv".  False: it is no reading. */
static bool typed(const UChar *reading, int len, char *ret)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar apart[32];
    int out = 0;
    int parts = unorm2_normalize(unorm2_getNFDInstance(&error), reading, len, apart, 32, &error);
    for (int i = 0; i < parts && U_SUCCESS(error); i++) {
        if (apart[i] == 0x308 && out > 0)
            ret[out - 1] = 'v';
        else if (apart[i] >= 'a' && apart[i] <= 'z' && out < SYLLABLE_MOST - 1)
            ret[out++] = (char)apart[i];
        else if (apart[i] < 0x300 || apart[i] > 0x36F)
            return false;
    }
    ret[out] = '\0';
    return out > 0 && U_SUCCESS(error);
}

static int number_of(const char *syllable)
{
    for (int i = 1; i < syllables_len; i++)
        if (strcmp(syllables[i], syllable) == 0)
            return i;
    if (syllables_len == SYLLABLES_MOST)
        fail("too many syllables");
    snprintf(syllables[syllables_len], SYLLABLE_MOST, "%s", syllable);
    return syllables_len++;
}

static void read_all(void)
{
    UTransliterator *t = open_rules("Han-Latin");
    for (int c = FIRST; c <= LAST; c++) {
        UChar out[32];
        char syllable[SYLLABLE_MOST];
        int len = apply(t, (UChar)c, out, 32);
        if (len > 0 && typed(out, len, syllable))
            reading_of[c - FIRST] = number_of(syllable);
    }
    utrans_close(t);
}

/* ---- what the file says ---- */

static void take_compound(const UChar *characters, const char *readings)
{
    char first[SYLLABLE_MOST], second[SYLLABLE_MOST];
    if (compounds_len == COMPOUNDS_MOST || sscanf(readings, "%7s %7s", first, second) != 2)
        fail("a surname of two characters has two readings");
    compounds[compounds_len].syllables[0] = number_of(first);
    compounds[compounds_len].syllables[1] = number_of(second);
    memcpy(compounds[compounds_len++].characters, characters, 2 * sizeof *characters);
    special_of[characters[0] - FIRST].is = special_of[characters[1] - FIRST].is = true;
}

static void take_also(UChar character, const char *reading)
{
    int *also = special_of[character - FIRST].also;
    for (int i = 0; i < ALSO_MOST; i++)
        if (also[i] == 0) {
            also[i] = number_of(reading);
            return;
        }
    fail("a character has too many readings");
}

static void take_line(const char *kind, const char *name, char *readings)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar characters[4];
    int32_t len;
    u_strFromUTF8(characters, 4, &len, name, -1, &error);
    readings[strcspn(readings, "\n")] = '\0';
    for (int32_t i = 0; i < len && U_SUCCESS(error); i++)
        if (characters[i] < FIRST || characters[i] > LAST)
            error = U_INVALID_CHAR_FOUND;
    if (U_FAILURE(error) || len < 1 || len > 2)
        fail("a line names one or two Chinese characters");
    if (len == 2) {
        take_compound(characters, readings);
        return;
    }
    special_of[characters[0] - FIRST].is = true;
    if (strcmp(kind, "also") == 0)
        take_also(characters[0], readings);
    else
        special_of[characters[0] - FIRST].surname = number_of(readings);
}

static void take_file(const char *path)
{
    FILE *in = fopen(path, "r");
    char line[200], kind[20], name[40], readings[40];
    if (!in)
        fail("the readings cannot be read");
    while (fgets(line, sizeof line, in)) {
        if (line[0] == '#' || line[0] == '\n')
            continue;
        if (sscanf(line, "%19s %39s %39[^\n]", kind, name, readings) != 3)
            fail("a line is a kind, characters, readings");
        take_line(kind, name, readings);
    }
    fclose(in);
}

/* ---- writing ---- */

static void write_special(FILE *out)
{
    int count = 0;
    fprintf(out, "const struct pinyin_special pinyin_special[] = {\n");
    for (int c = FIRST; c <= LAST; c++) {
        if (!special_of[c - FIRST].is)
            continue;
        const int *also = special_of[c - FIRST].also;
        fprintf(out, "    {0x%04X, %d, {%d, %d}},\n", c, special_of[c - FIRST].surname, also[0],
                also[1]);
        count++;
    }
    fprintf(out, "};\nconst size_t pinyin_special_len = %d;\n\n", count);
    fprintf(out, "const struct pinyin_compound pinyin_compounds[] = {\n");
    for (int i = 0; i < compounds_len; i++)
        fprintf(out, "    {{0x%04X, 0x%04X}, {%d, %d}},\n", compounds[i].characters[0],
                compounds[i].characters[1], compounds[i].syllables[0], compounds[i].syllables[1]);
    fprintf(out, "};\nconst size_t pinyin_compounds_len = %d;\n\n", compounds_len);
}

static void write_readings(FILE *out)
{
    fprintf(out, "const char *const pinyin_syllables[] = {\n    NULL,\n");
    for (int i = 1; i < syllables_len; i++)
        fprintf(out, "    \"%s\",\n", syllables[i]);
    fprintf(out, "    NULL};\n\nconst uint16_t pinyin_readings[] = {");
    for (int c = FIRST; c <= LAST; c++)
        fprintf(out, "%s%d,", (c - FIRST) % 16 ? " " : "\n    ",
                reading_of[c - FIRST] | (special_of[c - FIRST].is ? 0x8000 : 0));
    fprintf(out, "\n};\n\n");
}

/* Only where both are read alike: 乾 of qian is not 干 of gan. */
static int write_simplified(FILE *out)
{
    UTransliterator *t = open_rules("Traditional-Simplified");
    int count = 0;
    for (int c = FIRST; c <= LAST; c++) {
        UChar to[32];
        int len = apply(t, (UChar)c, to, 32);
        if (len != 1 || to[0] == c || to[0] < FIRST || to[0] > LAST ||
            reading_of[c - FIRST] != reading_of[to[0] - FIRST])
            continue;
        fprintf(out, "    {0x%04X, 0x%04X},\n", c, to[0]);
        count++;
    }
    utrans_close(t);
    return count;
}

static int write_latin(FILE *out)
{
    UTransliterator *t = open_rules("Latin-ASCII; Lower");
    int count = 0;
    for (int c = LATIN_FIRST; c <= LATIN_LAST; c++) {
        UChar to[32];
        if (apply(t, (UChar)c, to, 32) != 1 || to[0] < 'a' || to[0] > 'z')
            continue;
        fprintf(out, "    {0x%04X, '%c'},\n", c, (char)to[0]);
        count++;
    }
    utrans_close(t);
    return count;
}

int main(int argc, char **argv)
{
    FILE *out = argc == 3 ? fopen(argv[2], "w") : NULL;
    if (!out)
        fail("say which file to read and which to write");
    read_all();
    take_file(argv[1]);
    fprintf(out, "/* Written by tools/pinyingen.c. */\n#include \"base/pinyin_table.h\"\n\n");
    write_readings(out);
    write_special(out);
    fprintf(out, "const struct pinyin_plain pinyin_plain[] = {\n");
    int count = write_latin(out) + write_simplified(out);
    fprintf(out, "};\n\nconst size_t pinyin_plain_len = %d;\n", count);
    return fclose(out) == 0 ? 0 : 1;
}
