#pragma once
/* form -- a form from the inputs of the route that takes it: labels, present or typed values,
 * faults.
 *
 * A page's view has a struct form, described by form_record; its template says
 * {{#form}}{{>_form}}{{/form}}. After a fault the page is shown again by the route's 'again'
 * handler, with what was typed. */
#include "web/request.h"

struct form_choice {
    struct text name, label;
    bool chosen;
};

struct form_field {
    struct text name, label, value, help, error;
    struct text input_type; /* of <input>: text, password, date, number */
    struct text accepts;    /* of a file: endings */
    bool required, is_line, is_text_area, is_choice, is_check, is_file, checked, has_error;
    int32_t most; /* characters */
    struct form_choice *choices;
    size_t choices_count;
};

struct form {
    struct text action; /* where it goes */
    struct text csrf;
    struct form_field *fields;
    size_t fields_count;
    bool has_errors, has_files;
};
extern const struct record form_record, form_field_record;

/* 'inputs' are those of the route that takes the form; 'present' the struct they fill, as it is
 * now, or NULL.  Values that were typed (r->given, after a fault) go before present ones. */
struct form form_make(struct req *r, const struct inputs *inputs, const char *action,
                      const void *present);

/* A page that is a form and its title: a module's struct page of it is FORM_PAGE(N_("Tag")). */
struct titled_form {
    struct text title;
    struct form form;
};
extern const struct record titled_form_record;
extern const struct tmpl tmpl_form_page;
#define FORM_PAGE(title_)                                                                          \
    {                                                                                              \
        &tmpl_form_page, &titled_form_record, (title_)                                             \
    }
/* 'title': source text, of what is done. */
MUST_USE rc form_page_show(struct req *r, const struct page *page, const char *title,
                           struct form form);
