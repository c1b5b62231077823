#pragma once
/* views_page -- the overview of views, and the form in which one is changed: private to src/web,
 * for saved_views.c, which has the routes. */
#include "web/list.h"

extern const struct list views_list;
extern const struct inputs view_form_in, view_edit_in;
extern const struct page view_edit_page;
handler view_edit, view_edited;
