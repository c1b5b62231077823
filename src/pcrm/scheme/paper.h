#pragma once
/* paper -- private to pcrm/scheme: rules as people read them, with what they were before. */
#include "web/request.h"

struct paper_number {
    struct text label, is, was; /* was: NULL where it is the same */
};
struct paper_level {
    struct text code, label, told, asks, asked; /* asked: NULL where it is the same */
    struct text line, line_before, months, months_before;
    struct text edit_url; /* NULL: not to be changed */
};
struct paper_scheme {
    struct text code, label;
    struct paper_level *levels;
    size_t levels_count;
};
struct paper {
    struct paper_number *numbers;
    size_t numbers_count;
    struct paper_scheme *schemes;
    size_t schemes_count;
    int32_t changes; /* numbers, conditions, lines and months that are others than before */
};
extern const struct record paper_record;

/* 'before': no pointer where there was nothing.  'edit': where a level is changed, up to
 * "/levels/"; NULL: it is not. */
MUST_USE rc paper_make(struct req *r, struct text rules, struct text before, const char *edit,
                       struct paper *ret);
