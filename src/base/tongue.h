#pragma once
/* tongue -- the languages in which people see Guanhu.
 *
 * The source language is English; po/zh_CN.po has the Chinese, built into the program as a sorted
 * table (tools/pogen).  Nothing here is global: whoever speaks says in which tongue. */
#include "base/text.h"

enum tongue { CHINESE, ENGLISH, TONGUE_COUNT }; /* the first is the default */

/* Marks a text for translation where a call cannot stand, as in a table. */
#define N_(text) text

/* The text in that tongue; itself where the catalogue does not have it. */
const char *in_tongue(enum tongue t, const char *english);

const char *tongue_code(enum tongue t);                       /* "zh-CN", "en" */
bool tongue_parse(struct text code, enum tongue *ret_tongue); /* also "zh", "en-GB" */
