/* pogen -- builds a catalogue of translations into the program.
 *
 *     pogen zh_CN.po OUT.c
 *
 * writes chinese_texts[] (base/tongue_table.h), in the order of the source texts.  What it refuses
 * is in po.h. */
#include <stdio.h>

#include "po.h"

static void write_text(FILE *out, const char *text)
{
    putc('"', out);
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p >= ' ' && *p < 0x7F && *p != '"' && *p != '\\' && *p != '?')
            putc(*p, out);
        else
            fprintf(out, "\\%03o", (unsigned)*p);
    }
    putc('"', out);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: pogen zh_CN.po OUT.c\n", stderr);
        return 2;
    }
    struct po po = po_read(argv[1]);
    FILE *out = fopen(argv[2], "w");
    if (!out) {
        perror(argv[2]);
        return 1;
    }
    fputs("/* Written by pogen: change the catalogue, not this. */\n"
          "#include \"base/tongue_table.h\"\n\nconst struct translation chinese_texts[] = {\n",
          out);
    for (size_t i = 0; i < po.len; i++) {
        fputs("    {", out);
        write_text(out, po.items[i].source);
        fputs(", ", out);
        write_text(out, po.items[i].translation);
        fputs("},\n", out);
    }
    fprintf(out, "    {NULL, NULL},\n};\nconst size_t chinese_texts_len = %zu;\n", po.len);
    if (ferror(out) || fclose(out) != 0) {
        perror(argv[2]);
        return 1;
    }
    return 0;
}
