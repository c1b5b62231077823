#pragma once
/* paper -- private to pcrm/scheme: rules as people read them, with what they were before. */
#include "pcrm/day/rule_numbers.h"
#include "web/request.h"

struct paper_number {
    struct text label, is, was; /* was: NULL where it is the same */
};
struct paper_group {
    struct text title;
    struct paper_number *numbers;
    size_t numbers_count;
};
struct paper_level {
    struct text code, label, told, asks, asked; /* asked: NULL where it is the same */
    struct text line, line_before, months, months_before, card, gift;
    struct text edit_url, act_url; /* NULL: not to be changed; act_url: /up, /down, /remove */
    bool is_new, may_up, may_down;
};
struct paper_scheme {
    struct text code, label;
    struct paper_level *levels;
    size_t levels_count;
    struct text add_url, rename_url, copy_url, retire_url; /* NULL: may not */
    bool is_new, has_lines, has_cards, has_gifts;
};
struct paper {
    struct paper_group *groups;
    size_t groups_count;
    struct paper_scheme *schemes;
    size_t schemes_count;
    struct text ended; /* schemes of before that are no more; NULL: none */
    int32_t
        changes; /* numbers, conditions, lines, months and schemes that are others than before */
};
extern const struct record paper_record;

/* 'before': no pointer where there was nothing.  'edit': "/rules/drafts/7" where it is changed;
 * NULL: it is not. */
MUST_USE rc paper_make(struct req *r, struct text rules, struct text before, const char *edit,
                       struct paper *ret);

/* A number as people read it; 'plain': without its unit, as in a form. */
struct text number_said(struct req *r, const struct rule_number *n, int64_t value, bool plain);
struct text rule_said(struct req *r, enum rule_name n, const struct rules *rules);
struct text days_text(struct req *r, const struct rules *rules); /* "30, 7, 1, 0" */
