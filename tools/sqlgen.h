#pragma once
/* sqlgen -- private to tools/sqlgen*.c: what a .sql file says. */
#include <stdbool.h>
#include <stddef.h>

#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* Text that grows; 'bytes' ends with NUL and is NULL while nothing was added. */
struct str {
    char *bytes;
    size_t len;
    size_t room;
};
void str_add(struct str *s, const char *bytes, size_t len);
void str_print(struct str *s, const char *format, ...) PRINTF_LIKE(2, 3);
const char *str_text(const struct str *s);

void *grow(void *items, size_t len, size_t size); /* room for one more of 'len' items */
_Noreturn void fail(const char *path, int line, const char *format, ...) PRINTF_LIKE(3, 4);

enum mode { MODE_EXEC, MODE_ONE, MODE_MAYBE, MODE_MANY, MODE_COPY_IN, MODE_COPY_OUT };

/* One type that a field may have. */
struct type {
    const char *name;      /* in the .sql file */
    const char *c_type;    /* in C */
    const char *c_or_null; /* in C where it may be null */
    const char *tag;       /* enum db_type */
    const char *verb;      /* arg_VERB, row_VERB */
    const char *put;       /* put_VERB, size_VERB of COPY */
    const char *kind;      /* enum field_kind in a record; NULL: not to be shown */
    int size;              /* bytes in COPY with the length before them; 0: depends on the value */
    bool has_memory;       /* the value points to memory */
    bool is_array;
};

struct field {
    const char *name;
    const struct type *type;
    const char *words;    /* what the codes of an int2 mean; or NULL */
    const char *personal; /* what a sealed value is: "PHONE"; or NULL */
    bool inner;           /* not for programs that read the record */
    bool nullable;
    bool used; /* as a parameter */
    int line;
};

struct fields {
    struct field *items;
    size_t len;
};

/* One order of the rows of a query. */
struct order {
    const char *column;
    bool descending;
    bool nullable;
    int line;
};

struct orders {
    struct order *items;
    size_t len;
};

struct query {
    const char *name;
    enum mode mode;
    int line;
    struct str contract;
    struct fields in;
    struct fields out;
    struct orders orders;
    struct str sql;    /* with ORDER_MARK where the order goes */
    struct str probe;  /* COPY only: the query whose columns are those of the COPY */
    struct str frozen; /* COPY in only: the same into a table emptied in the transaction */
};

#define ORDER_MARK '\1'

struct sql_file {
    const char *path;
    const char *name;  /* without directories: take.sql */
    const char *ident; /* take */
    struct query *queries;
    size_t len;
};

const char *mode_tag(enum mode mode);
struct sql_file sql_file_read(const char *path);

/* Fill *out with the text of the generated files. */
void write_header(const struct sql_file *file, struct str *out);
void write_source(const struct sql_file *file, const char *header_name, struct str *out);
