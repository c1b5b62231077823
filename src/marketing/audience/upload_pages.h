#pragma once
/* upload_pages -- the pages of an upload: private to src/marketing/audience. */
#include "web/list.h"

extern const struct inputs upload_form_in, upload_in, by_upload_in, upload_lines_in;
extern const struct page upload_form_page, upload_page;
extern const struct list upload_line_list;

rc upload_form(struct req *r);
rc upload_template(struct req *r);
rc upload_take(struct req *r);
rc upload_show(struct req *r);
rc upload_again(struct req *r);
