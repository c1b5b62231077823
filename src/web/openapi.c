#include "web/openapi.h"

#include <jansson.h>

#include "web/action.h"
#include "web/list.h"
#include "web/panel.h"
#include "web/web.h"

static const char *const method_names[METHOD_COUNT] = {"get", "post", "put", "delete"};

/* ---- what a value looks like ---- */

static json_t *type_of(const char *type, const char *format)
{
    return format ? json_pack("{s:s, s:s}", "type", type, "format", format)
                  : json_pack("{s:s}", "type", type);
}

static json_t *names_of(const struct words *words)
{
    json_t *names = json_array();
    for (size_t i = 0; words && i < words->len; i++)
        json_array_append_new(names, json_string(words->items[i].name));
    return names;
}

static json_t *schema_of_kind(enum field_kind kind, const struct words *words)
{
    switch (kind) {
    case KIND_BOOL:
        return type_of("boolean", NULL);
    case KIND_INT2:
    case KIND_INT4:
        return type_of("integer", "int32");
    case KIND_INT8:
        return type_of("integer", "int64");
    case KIND_ID:
        return json_pack("{s:s, s:s}", "type", "string", "pattern", "^[0-9]+$");
    case KIND_FEN:
        return json_pack("{s:s, s:s}", "type", "string", "pattern", "^-?[0-9]+\\.[0-9]{2}$");
    case KIND_TIME:
        return type_of("string", "date-time");
    case KIND_DAY:
        return type_of("string", "date");
    case KIND_CODE:
        return json_pack("{s:s, s:o}", "type", "string", "enum", names_of(words));
    case KIND_URL:
        return type_of("string", "uri-reference");
    case KIND_TEXT:
    case KIND_HTML:
    case KIND_JSON:
    case KIND_RECORD:
    case KIND_ROWS:
        break;
    }
    return type_of("string", NULL);
}

static json_t *or_null(json_t *schema)
{
    return json_pack("{s:[o, {s:s}]}", "anyOf", schema, "type", "null");
}

static json_t *schema_of_record(const struct record *record);

static json_t *schema_of_field(const struct field *f)
{
    if (f->kind == KIND_RECORD)
        return schema_of_record(f->of);
    if (f->kind == KIND_ROWS)
        return json_pack("{s:s, s:o}", "type", "array", "items", schema_of_record(f->of));
    json_t *schema = schema_of_kind(f->kind, f->words);
    return f->nullable ? or_null(schema) : schema;
}

/* Every field is there, unknown ones as null; markup and inner fields are for pages only. */
static json_t *schema_of_record(const struct record *record)
{
    json_t *properties = json_object(), *required = json_array();
    for (size_t i = 0; i < record->len; i++) {
        const struct field *f = &record->fields[i];
        if (f->kind == KIND_HTML || f->inner)
            continue;
        json_object_set_new(properties, f->name, schema_of_field(f));
        json_array_append_new(required, json_string(f->name));
    }
    return json_pack("{s:s, s:o, s:o, s:b}", "type", "object", "properties", properties, "required",
                     required, "additionalProperties", 0);
}

/* ---- what a route takes ---- */

static json_t *schema_of_file(const struct input *i)
{
    char about[200];
    snprintf(about, sizeof about, "a file whose name ends with one of %s", i->accepts);
    json_t *schema = json_pack("{s:s, s:s, s:s, s:I}", "type", "string", "contentMediaType",
                               "application/octet-stream", "description", about, "maxLength",
                               (json_int_t)input_most(i));
    if (i->label)
        json_object_set_new(schema, "title", json_string(i->label));
    return schema;
}

static json_t *schema_of_input(const struct input *i)
{
    if (i->accepts)
        return schema_of_file(i);
    json_t *schema = schema_of_kind(i->kind, i->words);
    bool is_number = i->kind == KIND_INT4 || i->kind == KIND_INT8;
    if (is_number && (i->min || i->max)) {
        json_object_set_new(schema, "minimum", json_integer(i->min));
        json_object_set_new(schema, "maximum", json_integer(i->max));
    }
    if (i->kind == KIND_TEXT)
        json_object_set_new(schema, "maxLength", json_integer(i->max ? i->max : 200));
    if (i->kind == KIND_TEXT && i->min)
        json_object_set_new(schema, "minLength", json_integer(i->min));
    if (i->label)
        json_object_set_new(schema, "title", json_string(i->label));
    return schema;
}

static json_t *parameter(const char *name, const char *in, bool required, json_t *schema)
{
    return json_pack("{s:s, s:s, s:b, s:o}", "name", name, "in", in, "required", required, "schema",
                     schema);
}

/* Names in the path that no input describes are texts. */
static void add_path_names(json_t *parameters, const struct route *route)
{
    for (const char *at = strchr(route->path, '{'); at; at = strchr(at + 1, '{')) {
        const struct input *found = NULL;
        struct text name = {at + 1, strcspn(at + 1, "}")};
        for (size_t i = 0; route->in && i < route->in->len; i++)
            if (route->in->items[i].from_path && text_is(name, route->in->items[i].name))
                found = &route->in->items[i];
        char copy[64];
        snprintf(copy, sizeof copy, "%.*s", (int)name.len, name.ptr);
        json_array_append_new(parameters,
                              parameter(copy, "path", true,
                                        found ? schema_of_input(found) : type_of("string", NULL)));
    }
}

static json_t *body_of(const struct route *route)
{
    json_t *properties = json_object(), *required = json_array();
    const char *type = "application/json";
    for (size_t i = 0; route->in && i < route->in->len; i++) {
        const struct input *in = &route->in->items[i];
        if (in->from_path)
            continue;
        if (in->accepts)
            type = "multipart/form-data";
        json_object_set_new(properties, in->name, schema_of_input(in));
        if (in->required)
            json_array_append_new(required, json_string(in->name));
    }
    json_t *schema = json_pack("{s:s, s:o, s:o}", "type", "object", "properties", properties,
                               "required", required);
    return json_pack("{s:{s:{s:o}}}", "content", type, "schema", schema);
}

static void add_query(json_t *parameters, const struct route *route)
{
    for (size_t i = 0; route->in && i < route->in->len; i++) {
        const struct input *in = &route->in->items[i];
        if (!in->from_path)
            json_array_append_new(parameters,
                                  parameter(in->name, "query", in->required, schema_of_input(in)));
    }
}

static json_t *repeat_parameter(void)
{
    return json_pack(
        "{s:s, s:s, s:s, s:{s:s, s:i}}", "name", "Idempotency-Key", "in", "header", "description",
        "sent again under the same key within a day, the change is made once and answered alike",
        "schema", "type", "string", "maxLength", REQUEST_KEY_BYTES_MOST);
}

/* ---- what it gives ---- */

static json_t *content(json_t *schema)
{
    return json_pack("{s:{s:o}}", "application/json", "schema", schema);
}

static json_t *problem(const char *what)
{
    return json_pack("{s:s, s:{s:{s:{s:s}}}}", "description", what, "content",
                     "application/problem+json", "schema", "$ref", "#/components/schemas/problem");
}

static json_t *list_of(const struct record *row)
{
    json_t *properties =
        json_pack("{s:o, s:o, s:o, s:{s:s, s:o}}", "total", type_of("integer", "int64"), "page",
                  type_of("integer", "int32"), "pages", type_of("integer", "int32"), "rows", "type",
                  "array", "items", schema_of_record(row));
    return json_pack("{s:s, s:o, s:[s, s, s, s]}", "type", "object", "properties", properties,
                     "required", "total", "page", "pages", "rows");
}

/* Panels that have nothing to say, or are not this person's, are not there. */
static json_t *panels_of(const struct web *web, enum panel_frame frame)
{
    json_t *properties = json_object();
    for (size_t i = 0; i < web->panels_len; i++) {
        const struct panel *p = web->panels[i];
        if (p->frame == frame)
            json_object_set_new(properties, p->name, schema_of_record(p->page->record));
    }
    return json_pack("{s:s, s:o, s:b}", "type", "object", "properties", properties,
                     "additionalProperties", 0);
}

static json_t *schema_of_page(const struct web *web, const struct page *page)
{
    json_t *schema = schema_of_record(page->record);
    if (page->frame != FRAME_NONE)
        json_object_set_new(json_object_get(schema, "properties"), panels_field,
                            panels_of(web, page->frame));
    return schema;
}

/* A schema that stands in the source: whoever wrote it sees at once when it is none. */
static json_t *schema_of_text(const char *text)
{
    json_t *schema = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert(json_is_object(schema));
    return schema;
}

static json_t *schema_of_answer(const struct web *web, const struct route *route)
{
    if (route->answers)
        return schema_of_text(route->answers);
    return route->list ? list_of(route->list->row) : schema_of_page(web, route->gives);
}

static json_t *responses_of(const struct web *web, const struct route *route)
{
    json_t *responses = json_object();
    bool shows = route->method == HTTP_GET && (route->list || route->gives || route->answers);
    if (shows)
        json_object_set_new(responses, "200",
                            json_pack("{s:s, s:o}", "description", "as asked", "content",
                                      content(schema_of_answer(web, route))));
    else if (route->method == HTTP_GET)
        json_object_set_new(responses, "200", json_pack("{s:s}", "description", "as asked"));
    else
        json_object_set_new(responses, "204", json_pack("{s:s}", "description", "done"));
    if (route->perm != PERM_PUBLIC)
        json_object_set_new(responses, "401", problem("nobody is signed in"));
    json_object_set_new(responses, "429", problem("too many requests: see Retry-After"));
    json_object_set_new(responses, "default", problem("it was not done, and why"));
    return responses;
}

static json_t *operation_of(const struct web *web, const struct route *route)
{
    json_t *parameters = json_array();
    json_t *operation = json_pack("{s:s}", "x-permission", perm_name(route->perm));
    const char *title = route->action ? route->action->title : route->title;
    if (title)
        json_object_set_new(operation, "summary", json_string(title));
    add_path_names(parameters, route);
    if (route->method != HTTP_GET && !route->alone && !route->once)
        json_array_append_new(parameters, repeat_parameter());
    if (route->method == HTTP_GET)
        add_query(parameters, route);
    else if (route->in)
        json_object_set_new(operation, "requestBody", body_of(route));
    if (route->list)
        list_describe(route->list, parameters);
    if (json_array_size(parameters) > 0)
        json_object_set_new(operation, "parameters", parameters);
    else
        json_decref(parameters);
    json_object_set_new(operation, "responses", responses_of(web, route));
    if (route->perm == PERM_PUBLIC)
        json_object_set_new(operation, "security", json_array());
    else if (!perm_is_scope(route->perm) && route->perm != PERM_SIGNED_IN)
        json_object_set_new(operation, "security", json_pack("[{s:[]}]", "session"));
    return operation;
}

static json_t *problem_schema(void)
{
    return json_pack("{s:s, s:{s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s, s:{s:s}}}, s:[s, s]}", "type",
                     "object", "properties", "status", "type", "integer", "title", "type", "string",
                     "request", "type", "string", "errors", "type", "object",
                     "additionalProperties", "type", "string", "required", "status", "title");
}

/* Frees 'all'. */
static struct text text_of_json(json_t *all, size_t form, struct arena *a)
{
    char *bytes = json_dumps(all, form);
    json_decref(all);
    assert(bytes);
    struct text copy = {arena_text(a, bytes, strlen(bytes)), strlen(bytes)};
    free(bytes);
    return copy;
}

struct text openapi_of(const struct web *web, struct arena *a)
{
    const struct routes *routes = web->routes;
    json_t *paths = json_object();
    for (size_t i = 0; i < routes_count(routes); i++) {
        const struct route *route = routes_at(routes, i);
        json_t *path = json_object_get(paths, route->path);
        if (!path) {
            path = json_object();
            json_object_set_new(paths, route->path, path);
        }
        json_object_set_new(path, method_names[route->method], operation_of(web, route));
    }
    json_t *all = json_pack(
        "{s:s, s:{s:s, s:s}, s:[{s:s}], s:[{s:[]}, {s:[]}], s:o,"
        " s:{s:{s:o}, s:{s:{s:s, s:s, s:s}, s:{s:s, s:s, s:s}}}}",
        "openapi", "3.1.0", "info", "title", "Guanhu", "version", GUANHU_VERSION, "servers", "url",
        "/api/v1", "security", "session", "token", "paths", paths, "components", "schemas",
        "problem", problem_schema(), "securitySchemes", "session", "type", "apiKey", "in", "cookie",
        "name", "guanhu", "token", "type", "http", "scheme", "bearer", "description",
        "made under My API tokens; x-permission is the scope that it needs");
    return text_of_json(all, JSON_COMPACT, a);
}

struct text openapi_index(const struct web *web, struct arena *a)
{
    const struct routes *routes = web->routes;
    json_t *paths = json_object();
    for (size_t i = 0; i < routes_count(routes); i++) {
        const struct route *route = routes_at(routes, i);
        if (route->method == HTTP_GET &&
            (perm_is_scope(route->perm) || route->perm == PERM_SIGNED_IN))
            json_object_set_new(paths, route->path,
                                json_string(route->title ? route->title : route->path));
    }
    json_t *all =
        json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", "Guanhu", "version", GUANHU_VERSION,
                  "description", "/api/v1/openapi.json", "authorization",
                  "Authorization: Bearer guanhu_..., a token made under /me/tokens", "read", paths);
    return text_of_json(all, JSON_INDENT(2), a);
}
