#pragma once
/* options -- the command line as tables: what commands there are and what each takes.
 *
 * From the tables come the parser, the one-line error for wrong usage, and the help texts.  A
 * command has a struct of its own for what it is given; its options and positionals (words known by
 * their place) name members of it, and OPTION and POSITIONAL derive the kind from the member's
 * type, so the table cannot lie:
 *
 *   struct batch_args { const char *dir; day date; const char *profile; };
 *   static const struct option batch_options[] = {
 *       OPTION(struct batch_args, date, .name = "date", .value = "D", .help = "the last day to
 * run"),
 *   };
 *
 * Options may stand anywhere after the command, as "--name value" or "--name=value"; "--" ends
 * them.  What every command takes (struct common_args) may also stand before it.  All texts point
 * into argv or into the arena. */
#include "base/arena.h"
#include "base/date.h"
#include "base/why.h"

struct app; /* the program's own state; the tables only hand it on */

struct option_texts {
    const char **items;
    size_t len;
};

enum option_kind {
    OPTION_TEXT,  /* const char *, NULL when absent */
    OPTION_INT,   /* int64_t, 'absent' when absent */
    OPTION_DAY,   /* day, NO_DAY when absent; YYYY-MM-DD or YYYYMMDD */
    OPTION_FLAG,  /* bool */
    OPTION_TEXTS, /* struct option_texts: may be given several times */
};

/* An option, or a positional: a word that is known by its place. */
struct option {
    const char *name;           /* an option's without the dashes; "DIR" for a positional */
    const char *value;          /* what stands for the value in the help: "D"; only for options */
    const char *help;           /* one line */
    const char *const *choices; /* the only texts allowed, ended by NULL; or NULL */
    int64_t least, most;        /* numbers only; both 0: from 0 up */
    int64_t absent;             /* numbers only */
    bool optional;              /* positionals only, and only the last ones */
    enum option_kind kind;
    size_t offset;
};

/* clang-format off */
#define OPTION_KIND(S, member)              \
    _Generic(((S *)NULL)->member,           \
             const char *: OPTION_TEXT,     \
             int64_t: OPTION_INT,           \
             day: OPTION_DAY,               \
             bool: OPTION_FLAG,             \
             struct option_texts: OPTION_TEXTS)
/* clang-format on */
#define OPTION(S, member, ...)                                                                     \
    {                                                                                              \
        .kind = OPTION_KIND(S, member), .offset = offsetof(S, member), __VA_ARGS__                 \
    }
#define POSITIONAL OPTION

struct common_args {
    bool json;
    bool quiet;
    const char *home;
    const char *config;
    const char *database_url;
};

/* What the program does when the command is called; 'args' is the command's own struct. */
typedef rc command_run(struct app *app, const void *args, struct why *why);

struct command {
    const char *name; /* one word or several: "audit verify" */
    const char *help; /* one line */
    const struct option *options;
    size_t options_len;
    const struct option *positionals; /* texts only as the last one */
    size_t positionals_len;
    size_t args_size;
    command_run *run;
};

#define COMMAND_ARGS(S) .args_size = sizeof(S)
#define COMMAND_OPTIONS(table) .options = (table), .options_len = ARRAY_LEN(table)
#define COMMAND_POSITIONALS(table) .positionals = (table), .positionals_len = ARRAY_LEN(table)

struct program {
    const char *name;    /* "guanhu" */
    const char *summary; /* one line */
    const char *version;
    const struct command *commands;
    size_t commands_len;
};

/* What one command line asks for. */
struct call {
    const struct command *command; /* NULL: only 'print' is asked for */
    const void *args;              /* command->args_size bytes */
    struct common_args common;
    const char *print; /* the help or the version, for standard output; else NULL */
};

/* E_USAGE: 'why' names the word that is wrong and what is allowed in its place.  'ret_call' is
 * filled as far as it was read even then, so that common.json is known to whoever reports. */
MUST_USE rc options_parse(const struct program *program, int argc, const char *const *argv,
                          struct arena *arena, struct call *ret_call, struct why *why);
