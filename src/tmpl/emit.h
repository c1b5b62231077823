#pragma once
/* emit -- private to tmpl: a program while it is written. */
#include "base/arena.h"
#include "tmpl/program.h"

/* Steps that came out of a translation. */
struct translated {
    uint32_t first;
    uint32_t end;
};

struct program_writer {
    struct arena *arena;
    struct vec ops;        /* struct tmpl_op */
    struct vec files;      /* const char * */
    struct vec blocks;     /* struct tmpl_block */
    struct vec translated; /* struct translated */
    struct buf text;
    size_t barrier; /* texts before this step may not become longer */
};

void program_writer_init(struct program_writer *w, struct arena *arena);
void program_writer_release(struct program_writer *w);

/* A step; its number. */
size_t write_op(struct program_writer *w, enum tmpl_code code, const char *file, uint32_t line,
                struct text text);
void write_text(struct program_writer *w, const char *file, uint32_t line, struct text text);
void write_section_end(struct program_writer *w, size_t op);

void write_call(struct program_writer *w, const char *file, uint32_t line, uint32_t first);
void write_calls_end(struct program_writer *w, uint32_t first); /* of what begins at 'first' */

size_t write_block(struct program_writer *w, struct text name, bool alone);
void write_block_end(struct program_writer *w, size_t block);

size_t write_translated(struct program_writer *w);
void write_translated_end(struct program_writer *w, size_t text);

/* The program, in memory of the arena. */
struct tmpl_program program_written(struct program_writer *w);
