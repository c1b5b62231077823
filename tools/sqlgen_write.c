/* sqlgen_write -- writes the generated header and source of a .sql file. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "sqlgen.h"

enum { MOST_PARAMETERS = 4, MOST_COLUMNS = 100, MOST_LITERAL = 4000 };

/* A name of SQL that C, or the generated functions, keep for themselves gets a "_" at its end. */
static const char *c_name(const struct field *field)
{
    static const char *const taken[] = {
        "auto",     "break",  "case",   "char",     "const",    "continue", "default",  "do",
        "double",   "else",   "enum",   "extern",   "float",    "for",      "goto",     "if",
        "inline",   "int",    "long",   "register", "restrict", "return",   "short",    "signed",
        "sizeof",   "static", "struct", "switch",   "typedef",  "union",    "unsigned", "void",
        "volatile", "while",  "asm",    "typeof",   "bool",     "true",     "false",    "errno",
        "stdin",    "stdout", "stderr", "assert",   "unix",     "linux",    "day",      "rc",
        "fen",      "db",     "arena",  "in",       "args",     "rows",     "row",      "r",
        "each",     "ctx",    "copy",   "fields",   "to",       "order",
    };
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        if (strcmp(field->name, taken[i]) == 0) {
            struct str name = {0};
            str_print(&name, "%s_", field->name);
            return name.bytes;
        }
    return field->name;
}

static const char *upper(const char *name)
{
    struct str s = {0};
    str_print(&s, "%s", name);
    for (char *c = s.bytes; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return s.bytes;
}

static bool has_memory(const struct fields *fields)
{
    for (size_t i = 0; i < fields->len; i++)
        if (fields->items[i].type->has_memory)
            return true;
    return false;
}

static bool by_struct(const struct query *query)
{
    return query->mode != MODE_COPY_IN && query->in.len > MOST_PARAMETERS;
}

static bool has_arena(const struct query *query)
{
    return query->mode == MODE_MANY ||
           ((query->mode == MODE_ONE || query->mode == MODE_MAYBE) && has_memory(&query->out));
}

static const char *c_type(const struct field *field)
{
    return field->nullable ? field->type->c_or_null : field->type->c_type;
}

/* Breaks a long line at its commas; the rest is indented as deep as 'indent'. */
static void add_wrapped(struct str *out, const struct str *line, size_t indent)
{
    const char *s = str_text(line);
    size_t room = MOST_COLUMNS;
    while (strlen(s) > room) {
        size_t cut = 0;
        for (size_t i = 0; i < room; i++)
            if (s[i] == ',' && s[i + 1] == ' ')
                cut = i + 1;
        if (cut == 0)
            break;
        str_print(out, "%.*s\n%*s", (int)cut, s, (int)indent, "");
        s += cut + 1;
        room = MOST_COLUMNS - indent;
    }
    str_print(out, "%s", s);
}

/* ---- header ---- */

static void write_struct(const struct query *query, const char *what, const struct fields *fields,
                         struct str *out)
{
    str_print(out, "struct q_%s_%s {\n", query->name, what);
    for (size_t i = 0; i < fields->len; i++) {
        const struct field *f = &fields->items[i];
        str_print(out, "    %s %s;%s\n", c_type(f), c_name(f),
                  f->nullable ? " /* may be null */" : "");
    }
    str_print(out, "};\n");
}

static void write_contract(const struct sql_file *file, const struct query *query, struct str *out)
{
    static const char *const says[] = {
        [MODE_EXEC] = "done for its effect", [MODE_ONE] = "exactly one row",
        [MODE_MAYBE] = "one row or none",    [MODE_MANY] = "any number of rows",
        [MODE_COPY_IN] = "rows in bulk, in", [MODE_COPY_OUT] = "rows in bulk, out",
    };
    str_print(out, "/* %s -- %s (%s, line %d)", query->name, says[query->mode], file->name,
              query->line);
    const char *s = str_text(&query->contract);
    if (*s)
        str_print(out, "\n *");
    while (*s) {
        size_t len = strcspn(s, "\n");
        str_print(out, "\n *%s", len ? " " : "");
        for (size_t i = 0; i < len; i++) /* the comment must not end here */
            str_print(out, "%c%s", s[i], s[i] == '*' && s[i + 1] == '/' ? " " : "");
        s += len + 1;
    }
    str_print(out, " */\n");
}

static bool has_record(const struct query *query)
{
    if (query->mode != MODE_ONE && query->mode != MODE_MAYBE && query->mode != MODE_MANY)
        return false;
    for (size_t i = 0; i < query->out.len; i++)
        if (query->out.items[i].type->kind)
            return true;
    return false;
}

static const char *order_tag(const struct query *query, const struct order *order)
{
    struct str s = {0};
    str_print(&s, "Q_%s_BY_%s%s", query->name, order->column, order->descending ? "_DESC" : "");
    return upper(str_text(&s));
}

static void write_order_enum(const struct query *query, struct str *out)
{
    if (query->orders.len == 0)
        return;
    str_print(out, "enum q_%s_order {\n", query->name);
    for (size_t i = 0; i < query->orders.len; i++)
        str_print(out, "    %s,\n", order_tag(query, &query->orders.items[i]));
    str_print(out,
              "    Q_%s_ORDERS\n};\n"
              "extern const struct query_order q_%s_orders[Q_%s_ORDERS]; /* what each is */\n",
              upper(query->name), query->name, upper(query->name));
}

static void add_parameters(const struct query *query, struct str *out)
{
    if (query->orders.len)
        str_print(out, ", enum q_%s_order order", query->name);
    if (by_struct(query)) {
        str_print(out, ", const struct q_%s_in *in", query->name);
        return;
    }
    for (size_t i = 0; i < query->in.len; i++)
        str_print(out, ", %s %s", c_type(&query->in.items[i]), c_name(&query->in.items[i]));
}

static void add_results(const struct query *query, struct str *out)
{
    const char *name = query->name;
    switch (query->mode) {
    case MODE_EXEC:
        str_print(out, ", int64_t *ret_rows");
        break;
    case MODE_ONE:
        str_print(out, ", struct q_%s_row *ret_row", name);
        break;
    case MODE_MAYBE:
        str_print(out, ", struct q_%s_row *ret_row, bool *ret_found", name);
        break;
    case MODE_MANY:
        str_print(out, ", struct q_%s_row **ret_rows, size_t *ret_count", name);
        break;
    case MODE_COPY_OUT:
        str_print(out, ", rc (*each)(void *ctx, const struct q_%s_row *row), void *ctx", name);
        break;
    case MODE_COPY_IN:
        break;
    }
}

static void write_prototype(const struct query *query, const char *before, const char *after,
                            struct str *out)
{
    struct str line = {0};
    str_print(&line, "%src q_%s(struct db *db", before, query->name);
    if (has_arena(query))
        str_print(&line, ", struct arena *arena");
    add_parameters(query, &line);
    add_results(query, &line);
    str_print(&line, ")%s", after);
    add_wrapped(out, &line, strcspn(line.bytes, "(") + 1);
}

static void write_declarations(const struct sql_file *file, const struct query *query,
                               struct str *out)
{
    str_print(out, "\n");
    write_contract(file, query, out);
    if (query->mode == MODE_COPY_IN) {
        write_struct(query, "row", &query->in, out);
        str_print(out, "MUST_USE rc q_%s_begin(struct db *db);\n", query->name);
        str_print(out, "MUST_USE rc q_%s_add(struct db *db, const struct q_%s_row *row);\n",
                  query->name, query->name);
        str_print(out, "MUST_USE rc q_%s_end(struct db *db, int64_t *ret_rows);\n", query->name);
        return;
    }
    if (by_struct(query))
        write_struct(query, "in", &query->in, out);
    if (query->out.len)
        write_struct(query, "row", &query->out, out);
    if (has_record(query))
        str_print(out, "extern const struct record q_%s_record;\n", query->name);
    write_order_enum(query, out);
    write_prototype(query, "MUST_USE ", ";\n", out);
}

void write_header(const struct sql_file *file, struct str *out)
{
    str_print(out,
              "#pragma once\n/* Written by sqlgen from %s: change that file, not this one. */\n"
              "#include \"db/query.h\"\n",
              file->name);
    for (size_t i = 0; i < file->len; i++)
        write_declarations(file, &file->queries[i], out);
    str_print(out,
              "\n/* All of them, for query_check; ended by an entry without a name. */\n"
              "extern const struct query q_%s_queries[];\n",
              file->ident);
}

/* ---- source ---- */

/* A C literal, one line of source for each line of SQL. */
static void write_literal(const char *sql, struct str *out)
{
    str_print(out, "\n        \"");
    for (const char *s = sql; *s; s++)
        switch (*s) {
        case '\n':
            str_print(out, "\\n\"\n        \"");
            break;
        case '\r':
            str_print(out, "\\r");
            break;
        case '\t':
            str_print(out, "\\t");
            break;
        case '"':
        case '\\':
        case '?': /* two of them would begin a trigraph */
            str_print(out, "\\%c", *s);
            break;
        default:
            str_add(out, s, 1);
        }
    str_print(out, "\"");
}

static void write_fields(const struct query *query, const char *what, const struct fields *fields,
                         struct str *out)
{
    if (fields->len == 0)
        return;
    str_print(out, "\nstatic const struct query_field %s_%s[] = {\n", query->name, what);
    for (size_t i = 0; i < fields->len; i++)
        str_print(out, "    {\"%s\", %s, %s},\n", fields->items[i].name, fields->items[i].type->tag,
                  fields->items[i].nullable ? "true" : "false");
    str_print(out, "};\n");
}

static void write_record(const struct query *query, struct str *out)
{
    const char *name = query->name;
    if (!has_record(query))
        return;
    for (size_t i = 0; i < query->out.len; i++)
        if (query->out.items[i].words)
            str_print(out, "\nextern const struct words %s;", query->out.items[i].words);
    str_print(out, "\nstatic const struct field %s_fields[] = {\n", name);
    for (size_t i = 0; i < query->out.len; i++) {
        const struct field *f = &query->out.items[i];
        if (!f->type->kind)
            continue;
        str_print(out,
                  "    {.name = \"%s\",\n     .kind = %s,\n     .nullable = %s,\n"
                  "     .offset = offsetof(struct q_%s_row, %s)",
                  f->name, f->words ? "KIND_CODE" : f->type->kind, f->nullable ? "true" : "false",
                  name, c_name(f));
        if (f->words)
            str_print(out, ",\n     .words = &%s", f->words);
        if (f->personal)
            str_print(out, ",\n     .personal = PERSONAL_%s", f->personal);
        if (f->inner)
            str_print(out, ",\n     .inner = true");
        str_print(out, "},\n");
    }
    str_print(out,
              "};\n\nconst struct record q_%s_record = {\n    .name = \"%s\",\n"
              "    .size = sizeof(struct q_%s_row),\n    .fields = %s_fields,\n"
              "    .len = sizeof %s_fields / sizeof %s_fields[0],\n};\n",
              name, name, name, name, name, name);
}

static void write_orders(const struct query *query, struct str *out)
{
    if (query->orders.len == 0)
        return;
    str_print(out, "\nconst struct query_order q_%s_orders[Q_%s_ORDERS] = {\n", query->name,
              upper(query->name));
    for (size_t i = 0; i < query->orders.len; i++)
        str_print(out, "    {\"%s\", %s},\n", query->orders.items[i].column,
                  query->orders.items[i].descending ? "true" : "false");
    str_print(out, "};\n");
}

static void write_read(const struct query *query, struct str *out)
{
    if (query->out.len == 0)
        return;
    str_print(out,
              "\nstatic void %s_read(struct row *r, void *to)\n{\n"
              "    struct q_%s_row *row = to;\n",
              query->name, query->name);
    for (size_t i = 0; i < query->out.len; i++) {
        const struct field *f = &query->out.items[i];
        str_print(out, "    row->%s = row_%s%s(r, %zu);\n", c_name(f), f->nullable ? "opt_" : "",
                  f->type->verb, i);
    }
    str_print(out, "}\n");
}

/* The SQL with its order; nulls come last, whichever way. */
static const char *ordered(const struct query *query, const struct order *order)
{
    struct str sql = {0};
    for (const char *s = str_text(&query->sql); *s; s++)
        if (*s != ORDER_MARK)
            str_add(&sql, s, 1);
        else if (order)
            str_print(&sql, "\"%s\"%s%s", order->column, order->descending ? " desc" : "",
                      order->nullable && order->descending ? " nulls last" : "");
    return str_text(&sql);
}

/* One entry of the table; a query with orders has one for each, side by side. */
static void write_entry(const struct query *query, const struct order *order, struct str *out)
{
    const char *name = query->name;
    str_print(out,
              "    {\n        .name = \"%s%s%s%s\",\n        .mode = %s,\n        .sql =", name,
              order ? " by " : "", order ? order->column : "",
              order && order->descending ? " desc" : "", mode_tag(query->mode));
    write_literal(ordered(query, order), out);
    if (query->probe.len) {
        str_print(out, ",\n        .probe =");
        write_literal(str_text(&query->probe), out);
    }
    if (query->frozen.len) {
        str_print(out, ",\n        .frozen =");
        write_literal(str_text(&query->frozen), out);
    }
    if (query->in.len)
        str_print(out, ",\n        .in = %s_in,\n        .in_len = %zu", name, query->in.len);
    if (query->out.len)
        str_print(out,
                  ",\n        .out = %s_out,\n        .out_len = %zu,\n"
                  "        .row_size = sizeof(struct q_%s_row),\n        .read = %s_read",
                  name, query->out.len, name, name);
    str_print(out, ",\n    },\n");
}

static void write_entries(const struct query *query, struct str *out)
{
    if (query->orders.len == 0)
        write_entry(query, NULL, out);
    for (size_t i = 0; i < query->orders.len; i++)
        write_entry(query, &query->orders.items[i], out);
}

static void write_table(const struct sql_file *file, struct str *out)
{
    size_t longest = 0, at = 0;
    for (size_t i = 0; i < file->len; i++)
        if (file->queries[i].sql.len > longest)
            longest = file->queries[i].sql.len;

    str_print(out, "\nenum {\n");
    for (size_t i = 0; i < file->len; i++) {
        str_print(out, "    Q_%s = %zu,\n", upper(file->queries[i].name), at);
        at += file->queries[i].orders.len ? file->queries[i].orders.len : 1;
    }
    str_print(out, "};\n");
    if (longest > MOST_LITERAL)
        str_print(out, "\n#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n");
    str_print(out, "\nconst struct query q_%s_queries[] = {\n", file->ident);
    for (size_t i = 0; i < file->len; i++)
        write_entries(&file->queries[i], out);
    str_print(out, "    {0},\n};\n\n#define QUERY(name) (&q_%s_queries[Q_##name])\n", file->ident);
}

/* The array of parameters; returns how the call names it. */
static const char *write_args(const struct query *query, struct str *out)
{
    if (query->in.len == 0)
        return "NULL";
    str_print(out, "    const struct arg args[] = {\n");
    for (size_t i = 0; i < query->in.len; i++) {
        const struct field *f = &query->in.items[i];
        str_print(out, "        arg_%s%s(%s%s%s),\n", f->nullable ? "opt_" : "", f->type->verb,
                  f->type->is_array ? "db, " : "", by_struct(query) ? "in->" : "", c_name(f));
    }
    str_print(out, "    };\n");
    return "args";
}

static void write_query(const struct query *query, struct str *out)
{
    const char *arena = has_arena(query) ? "arena" : "NULL";
    const char *name = upper(query->name);
    str_print(out, "\n");
    write_prototype(query, "", "\n{\n", out);
    const char *args = write_args(query, out);
    switch (query->mode) {
    case MODE_EXEC:
        str_print(out, "    return query_exec(db, QUERY(%s), %s, ret_rows);\n}\n", name, args);
        break;
    case MODE_ONE:
        str_print(out, "    return query_one(db, QUERY(%s), %s, %s, ret_row);\n}\n", name, args,
                  arena);
        break;
    case MODE_MAYBE:
        str_print(out, "    return query_maybe(db, QUERY(%s), %s, %s, ret_row, ret_found);\n}\n",
                  name, args, arena);
        break;
    case MODE_MANY:
        str_print(out,
                  "    return query_many(db, QUERY(%s)%s, %s, arena, ret_rows, ret_count);\n}\n",
                  name, query->orders.len ? " + order" : "", args);
        break;
    case MODE_COPY_OUT:
        str_print(out,
                  "    struct raw fields[%zu];\n    struct copy_out copy;\n"
                  "    struct q_%s_row row;\n\n"
                  "    TRY(copy_out_begin(db, QUERY(%s), fields, &copy));\n"
                  "    while (copy_out_next(&copy)) {\n"
                  "        %s_read(&copy.row, &row);\n"
                  "        if (copy.row.bad == 0)\n"
                  "            copy.outcome = each(ctx, &row);\n    }\n"
                  "    return copy_out_end(&copy);\n}\n",
                  query->out.len, query->name, name, query->name);
        break;
    case MODE_COPY_IN:
        break;
    }
}

static void write_sizes(const struct query *query, struct str *out)
{
    int fixed = 2; /* the number of columns goes before them */
    for (size_t i = 0; i < query->in.len; i++)
        fixed += query->in.items[i].type->size;
    str_print(out, "    size_t size = %d;\n", fixed);
    for (size_t i = 0; i < query->in.len; i++) {
        const struct field *f = &query->in.items[i];
        if (f->type->size == 0)
            str_print(out, "    size += size_%s(row->%s);\n", f->type->put, c_name(f));
    }
}

static void write_copy_in(const struct query *query, struct str *out)
{
    const char *name = query->name;
    str_print(out,
              "\nrc q_%s_begin(struct db *db)\n{\n"
              "    return copy_in_begin(db, QUERY(%s));\n}\n",
              name, upper(name));
    str_print(out, "\nrc q_%s_add(struct db *db, const struct q_%s_row *row)\n{\n", name, name);
    write_sizes(query, out);
    str_print(out,
              "    unsigned char *to = copy_in_room(db, size);\n    if (!to)\n"
              "        return copy_in_failed(db);\n    to = put_count(to, %zu);\n",
              query->in.len);
    for (size_t i = 0; i < query->in.len; i++) {
        const struct field *f = &query->in.items[i];
        str_print(out, "    to = put_%s%s(to, row->%s);\n", f->nullable ? "opt_" : "", f->type->put,
                  c_name(f));
    }
    str_print(out, "    return copy_in_add(db, to);\n}\n");
    str_print(out,
              "\nrc q_%s_end(struct db *db, int64_t *ret_rows)\n{\n"
              "    return copy_in_end(db, ret_rows);\n}\n",
              name);
}

void write_source(const struct sql_file *file, const char *header_name, struct str *out)
{
    str_print(out,
              "/* Written by sqlgen from %s: change that file, not this one. */\n"
              "#include \"%s\"\n\n#include \"base/record.h\"\n#include \"db/generated.h\"\n",
              file->name, header_name);
    for (size_t i = 0; i < file->len; i++) {
        const struct query *query = &file->queries[i];
        write_fields(query, "in", &query->in, out);
        write_fields(query, "out", &query->out, out);
        write_read(query, out);
        write_record(query, out);
        write_orders(query, out);
    }
    write_table(file, out);
    for (size_t i = 0; i < file->len; i++)
        if (file->queries[i].mode == MODE_COPY_IN)
            write_copy_in(&file->queries[i], out);
        else
            write_query(&file->queries[i], out);
}
