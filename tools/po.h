#pragma once
/* po -- reads a catalogue of translations (gettext's .po), for the tools that build them in.
 *
 * Ends the program, naming the line, where an entry is broken, fuzzy, empty, there twice, or says
 * other things to fill in than its source text: the same {{tags}}, in any order, and the same
 * formats of printf, in the same order.  Contexts and plural forms are not known here. */
#include <stddef.h>

struct po_entry {
    char *source;
    char *translation;
    int line;
};
struct po {
    struct po_entry *items; /* in the order of the bytes of 'source'; without the header */
    size_t len;
};

struct po po_read(const char *path);
const char *po_find(const struct po *po, const char *source); /* NULL: not there */
