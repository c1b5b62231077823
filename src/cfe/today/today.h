#pragma once
/* today -- the page that the day begins with, for every post.
 *
 * What is to be done now in order of worth, each line with its reason and one click to the
 * customer; beside it the own figures against yesterday, the last month end and the last year end.
 * A manager sees the own customers, a head the outlet with its managers, a supervisor the
 * organisation with those below it and down into each of them, posts of the counter whom they
 * serve, marketers counts, compliance and administrators the bank.  Other rooms have panels here
 * (FRAME_TODAY, web/panel.h). */
#include "web/route.h"

extern const struct module today_module;
