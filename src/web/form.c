#include "web/form.h"

#include "base/record_out.h"

static const struct field choice_fields[] = {
    FIELD(struct form_choice, name),
    FIELD(struct form_choice, label),
    FIELD(struct form_choice, chosen),
};
static const struct record choice_record = RECORD(struct form_choice, choice_fields);

static const struct field field_fields[] = {
    FIELD(struct form_field, name),
    FIELD(struct form_field, label),
    FIELD(struct form_field, value),
    FIELD(struct form_field, help),
    FIELD(struct form_field, error),
    FIELD(struct form_field, input_type),
    FIELD(struct form_field, accepts),
    FIELD(struct form_field, required),
    FIELD(struct form_field, is_line),
    FIELD(struct form_field, is_text_area),
    FIELD(struct form_field, is_choice),
    FIELD(struct form_field, is_check),
    FIELD(struct form_field, is_file),
    FIELD(struct form_field, checked),
    FIELD(struct form_field, has_error),
    FIELD(struct form_field, most),
    FIELD_ROWS(struct form_field, choices, choice_record),
};
const struct record form_field_record = RECORD(struct form_field, field_fields);

static const struct field form_fields[] = {
    FIELD_AS(struct form, action, KIND_URL),
    FIELD(struct form, csrf),
    FIELD_ROWS(struct form, fields, form_field_record),
    FIELD(struct form, has_errors),
    FIELD(struct form, has_files),
};
const struct record form_record = RECORD(struct form, form_fields);

static const char *type_of(const struct input *i)
{
    if (i->secret)
        return "password";
    if (i->kind == KIND_DAY)
        return "date";
    return i->kind == KIND_INT4 || i->kind == KIND_INT8 ? "number" : "text";
}

static struct text present_value(struct arena *a, const struct input *i, const void *present)
{
    struct field f = {.name = i->name,
                      .kind = i->kind,
                      .nullable = i->nullable || i->kind == KIND_TEXT,
                      .offset = i->offset,
                      .words = i->words};
    struct buf value;
    if (!present || i->secret || i->accepts)
        return TEXT("");
    buf_init(&value);
    field_plain(&value, &f, field_at(&f, present));
    return keep(a, &value);
}

static struct text error_at(const struct req *r, const struct input *i)
{
    for (size_t k = 0; k < r->errors_len; k++)
        if (strcmp(r->errors[k].input->name, i->name) == 0)
            return text_of(r->errors[k].message);
    return (struct text){NULL, 0};
}

static void add_choices(struct req *r, const struct input *i, struct form_field *f)
{
    f->choices = arena_alloc(r->arena, (i->words->len + 1) * sizeof *f->choices);
    if (!i->required || f->value.len == 0) /* nobody chooses for a person */
        f->choices[f->choices_count++] =
            (struct form_choice){TEXT(""), TEXT("–"), f->value.len == 0};
    for (size_t k = 0; k < i->words->len; k++) {
        const struct word *w = &i->words->items[k];
        f->choices[f->choices_count++] = (struct form_choice){
            text_of(w->name), text_of(word(r, w->label)), text_is(f->value, w->name)};
    }
}

static struct form_field field_make(struct req *r, const struct input *i, const void *present)
{
    bool typed = r->given.len > 0;
    struct text error = error_at(r, i);
    struct form_field f = {
        .name = text_of(i->name),
        .label = text_of(word(r, i->label)),
        .value = typed ? input_typed(i, r->given) : present_value(r->arena, i, present),
        .help = i->help ? text_of(word(r, i->help)) : (struct text){NULL, 0},
        .error = error,
        .input_type = text_of(type_of(i)),
        .required = i->required,
        .is_text_area = i->multiline,
        .is_choice = i->kind == KIND_CODE,
        .is_check = i->kind == KIND_BOOL,
        .is_file = i->accepts != NULL,
        .accepts = text_of(i->accepts),
        .has_error = error.ptr != NULL,
        .most = i->kind == KIND_TEXT ? (int32_t)(i->max ? i->max : 200) : 0,
    };
    f.checked = text_is(f.value, "true") || text_is(f.value, "on") || text_is(f.value, "1");
    f.is_line = !f.is_text_area && !f.is_choice && !f.is_check && !f.is_file;
    if (f.is_choice)
        add_choices(r, i, &f);
    return f;
}

struct form form_make(struct req *r, const struct inputs *inputs, const char *action,
                      const void *present)
{
    struct form form = {.action = text_of(action),
                        .fields = arena_alloc(r->arena, (inputs->len + 1) * sizeof *form.fields),
                        .has_errors = r->errors_len > 0};
    if (r->token.len > 0) {
        struct token csrf = session_csrf(r->token);
        form.csrf = (struct text){arena_text(r->arena, csrf.text, TOKEN_LEN), TOKEN_LEN};
    }
    for (size_t i = 0; i < inputs->len; i++)
        if (inputs->items[i].label && !inputs->items[i].from_path) {
            form.fields[form.fields_count++] = field_make(r, &inputs->items[i], present);
            form.has_files = form.has_files || inputs->items[i].accepts;
        }
    return form;
}

static const struct field titled_form_fields[] = {
    FIELD(struct titled_form, title),
    FIELD_RECORD(struct titled_form, form, form_record),
};
const struct record titled_form_record = RECORD(struct titled_form, titled_form_fields);

rc form_page_show(struct req *r, const struct page *page, const char *title, struct form form)
{
    struct titled_form *v = VIEW(r, struct titled_form);
    *v = (struct titled_form){.title = text_of(word(r, title)), .form = form};
    return show(r, page, v);
}
