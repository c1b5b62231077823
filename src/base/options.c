#include "base/options.h"

#include "base/text.h"

/* What every command takes, and what answers by itself. */
struct common {
    struct common_args args;
    bool help;
    bool version;
};

/* clang-format off */
static const struct option common_options[] = {
    OPTION(struct common, args.home, .name = "home", .value = "DIR", .help = "where everything is kept (default: GUANHU_HOME, else ./var)"),
    OPTION(struct common, args.config, .name = "config", .value = "FILE", .help = "the configuration file (default: HOME/guanhu.conf if it is there)"),
    OPTION(struct common, args.database_url, .name = "database-url", .value = "URL", .help = "the database (default: GUANHU_DATABASE_URL, else a private one in the home)"),
    OPTION(struct common, args.json, .name = "json", .help = "results and errors as JSON lines"),
    OPTION(struct common, args.quiet, .name = "quiet", .help = "without progress and remarks"),
    OPTION(struct common, help, .name = "help", .help = "print this help"),
    OPTION(struct common, version, .name = "version", .help = "print the version"),
};
/* clang-format on */

struct parser {
    const struct program *program;
    const char *const *argv; /* the words after the program's name */
    size_t argc;
    size_t at;
    const struct command *command; /* NULL until it was read */
    struct text group;             /* the first word of several commands, without a second one */
    void *args;
    struct common common;
    uint64_t seen_common, seen; /* one bit for each option that was given */
    size_t positionals;         /* how many were given */
    struct arena *arena;
    struct why *why;
};

/* The words that were given so far read "batch", or the program's own name. */
static const char *context(const struct parser *p)
{
    return p->command ? p->command->name : p->program->name;
}

static const struct option *option_find(const struct option *options, size_t len, struct text name)
{
    for (size_t i = 0; i < len; i++)
        if (text_is(name, options[i].name))
            return &options[i];
    return NULL;
}

static void list_options(struct buf *b, const struct option *options, size_t len)
{
    for (size_t i = 0; i < len; i++)
        buf_printf(b, "%s--%s", b->len ? ", " : "", options[i].name);
}

static rc unknown_option(struct parser *p, struct text name)
{
    struct buf names;
    buf_init(&names);
    if (p->command)
        list_options(&names, p->command->options, p->command->options_len);
    list_options(&names, common_options, ARRAY_LEN(common_options));
    rc r = why_say(p->why, E_USAGE, "%s has no option \"--%.*s\"; it takes %.*s", context(p),
                   (int)name.len, name.ptr, (int)names.len, names.bytes);
    buf_release(&names);
    return r;
}

static bool parse_int(const char *text, int64_t *ret_number)
{
    bool negative = text[0] == '-';
    int64_t number = 0;
    size_t digits = 0;
    for (text += negative; text[digits]; digits++) {
        if (text[digits] < '0' || text[digits] > '9' || digits == 18)
            return false;
        number = number * 10 + (text[digits] - '0');
    }
    *ret_number = negative ? -number : number;
    return digits > 0;
}

static rc bad_int(const char *what, const char *value, int64_t least, int64_t most, struct why *why)
{
    if (most == INT64_MAX)
        return why_say(why, E_USAGE, "%s: \"%s\" is not a whole number from %" PRId64 " up", what,
                       value, least);
    return why_say(why, E_USAGE, "%s: \"%s\" is not a whole number from %" PRId64 " to %" PRId64,
                   what, value, least, most);
}

static rc set_int(const struct option *o, const char *what, const char *value, int64_t *member,
                  struct why *why)
{
    int64_t most = o->least == 0 && o->most == 0 ? INT64_MAX : o->most;
    int64_t number;
    if (!parse_int(value, &number) || number < o->least || number > most)
        return bad_int(what, value, o->least, most, why);
    *member = number;
    return OK;
}

static bool is_choice(const char *const *choices, const char *value)
{
    for (size_t i = 0; choices && choices[i]; i++)
        if (strcmp(choices[i], value) == 0)
            return true;
    return !choices;
}

static rc bad_choice(const struct option *o, const char *what, const char *value, struct why *why)
{
    struct buf all;
    buf_init(&all);
    for (size_t i = 0; o->choices[i]; i++)
        buf_printf(&all, "%s%s", i ? ", " : "", o->choices[i]);
    rc r = why_say(why, E_USAGE, "%s: there is no \"%s\"; allowed are %.*s", what, value,
                   (int)all.len, all.bytes);
    buf_release(&all);
    return r;
}

static void add_text(struct arena *arena, struct option_texts *texts, const char *value)
{
    const char **items = arena_alloc(arena, (texts->len + 1) * sizeof *items);
    if (texts->len)
        memcpy(items, texts->items, texts->len * sizeof *items);
    items[texts->len] = value;
    *texts = (struct option_texts){items, texts->len + 1};
}

/* 'what' names the option or positional in errors. */
static rc set(struct parser *p, const struct option *o, const char *what, void *args,
              const char *value)
{
    void *member = (char *)args + o->offset;
    if (o->kind != OPTION_FLAG && !is_choice(o->choices, value))
        return bad_choice(o, what, value, p->why);
    switch (o->kind) {
    case OPTION_TEXT:
        *(const char **)member = value;
        return OK;
    case OPTION_TEXTS:
        add_text(p->arena, member, value);
        return OK;
    case OPTION_INT:
        return set_int(o, what, value, member, p->why);
    case OPTION_DAY:
        if (!day_parse(value, strlen(value), member) &&
            !day_parse_compact(value, strlen(value), member))
            return why_say(p->why, E_USAGE, "%s: \"%s\" is not a day, as 2026-11-22", what, value);
        return OK;
    case OPTION_FLAG:
        *(bool *)member = true;
        return OK;
    }
    return OK;
}

/* The value after "=" or in the next word; a flag has none. */
static rc option_value(struct parser *p, const struct option *o, const char *equals,
                       const char **ret_value)
{
    if (o->kind == OPTION_FLAG) {
        if (equals)
            return why_say(p->why, E_USAGE, "--%s takes no value", o->name);
        *ret_value = "";
        return OK;
    }
    if (!equals && p->at == p->argc)
        return why_say(p->why, E_USAGE, "--%s needs a value: %s, %s", o->name, o->value, o->help);
    *ret_value = equals ? equals + 1 : p->argv[p->at++];
    return OK;
}

/* 'word' is "--name" or "--name=value". */
static rc read_option(struct parser *p, const char *word)
{
    const char *equals = strchr(word, '=');
    struct text name = {word + 2, equals ? (size_t)(equals - word) - 2 : strlen(word) - 2};
    const struct option *o = option_find(common_options, ARRAY_LEN(common_options), name);
    void *args = &p->common;
    uint64_t *seen = &p->seen_common;
    size_t index = o ? (size_t)(o - common_options) : 0;
    if (!o && p->command) {
        o = option_find(p->command->options, p->command->options_len, name);
        index = o ? (size_t)(o - p->command->options) : 0;
        args = p->args;
        seen = &p->seen;
    }
    if (!o)
        return unknown_option(p, name);

    assert(index < 64);
    if (*seen & UINT64_C(1) << index && o->kind != OPTION_TEXTS && o->kind != OPTION_FLAG)
        return why_say(p->why, E_USAGE, "--%s is given twice", o->name);
    *seen |= UINT64_C(1) << index;
    const char *value = "";
    TRY(option_value(p, o, equals, &value));
    return set(p, o, arena_printf(p->arena, "--%s", o->name), args, value);
}

/* How many words at 'at' make up the command's name; 0: it is another one. */
static size_t name_words(const struct parser *p, const struct command *c, size_t at)
{
    size_t words = 0;
    for (const char *name = c->name; at + words < p->argc;) {
        size_t len = strcspn(name, " ");
        if (!text_equal((struct text){name, len}, text_of(p->argv[at + words])))
            return 0;
        words++;
        if (name[len] == '\0')
            return words;
        name += len + 1;
    }
    return 0;
}

/* "user password" begins with the word "user". */
static bool begins_with_word(const char *name, struct text word)
{
    return strncmp(name, word.ptr, word.len) == 0 && name[word.len] == ' ';
}

static bool is_group(const struct parser *p, struct text word)
{
    for (size_t i = 0; i < p->program->commands_len; i++)
        if (begins_with_word(p->program->commands[i].name, word))
            return true;
    return false;
}

static rc unknown_command(struct parser *p, const char *word)
{
    if (p->group.len)
        return why_say(p->why, E_USAGE, "%.*s has no command \"%s\"; %s %.*s --help lists them",
                       (int)p->group.len, p->group.ptr, word, p->program->name, (int)p->group.len,
                       p->group.ptr);
    if (is_group(p, text_of(word))) {
        p->group = text_of(word);
        return OK;
    }
    return why_say(p->why, E_USAGE, "there is no command \"%s\"; %s --help lists them", word,
                   p->program->name);
}

static void give_defaults(const struct option *options, size_t len, char *args)
{
    for (size_t i = 0; i < len; i++) {
        if (options[i].kind == OPTION_DAY)
            *(day *)(void *)(args + options[i].offset) = NO_DAY;
        if (options[i].kind == OPTION_INT)
            *(int64_t *)(void *)(args + options[i].offset) = options[i].absent;
    }
}

static rc read_command(struct parser *p)
{
    size_t at = p->at - 1;
    size_t most = 0;
    for (size_t i = 0; i < p->program->commands_len; i++) {
        size_t words = name_words(p, &p->program->commands[i], at);
        if (words > most) {
            most = words;
            p->command = &p->program->commands[i];
        }
    }
    if (most == 0 || p->group.len)
        return unknown_command(p, p->argv[at]);
    p->at = at + most;
    p->args = arena_alloc(p->arena, p->command->args_size);
    give_defaults(p->command->options, p->command->options_len, p->args);
    give_defaults(p->command->positionals, p->command->positionals_len, p->args);
    return OK;
}

static rc read_positional(struct parser *p, const char *word)
{
    const struct command *c = p->command;
    if (p->positionals < c->positionals_len) {
        const struct option *next = &c->positionals[p->positionals++];
        return set(p, next, next->name, p->args, word);
    }
    if (c->positionals_len > 0) {
        const struct option *last = &c->positionals[c->positionals_len - 1];
        if (last->kind == OPTION_TEXTS)
            return set(p, last, last->name, p->args, word);
    }
    return why_say(p->why, E_USAGE, "%s has no use for \"%s\"; %s %s --help says what it takes",
                   c->name, word, p->program->name, c->name);
}

/* "guanhu help", "guanhu help batch": what --help says. */
static bool is_help(const struct parser *p, const char *word)
{
    return !p->command && p->group.len == 0 && !p->common.help && strcmp(word, "help") == 0;
}

static rc read_words(struct parser *p)
{
    bool options_ended = false;
    while (p->at < p->argc) {
        const char *word = p->argv[p->at++];
        if (!options_ended && strcmp(word, "--") == 0)
            options_ended = true;
        else if (!options_ended && strcmp(word, "-h") == 0)
            p->common.help = true;
        else if (!options_ended && strncmp(word, "--", 2) == 0)
            TRY(read_option(p, word));
        else if (!options_ended && word[0] == '-' && word[1] != '\0')
            return why_say(p->why, E_USAGE, "\"%s\": options begin with two dashes", word);
        else if (is_help(p, word))
            p->common.help = true;
        else if (!p->command)
            TRY(read_command(p));
        else
            TRY(read_positional(p, word));
    }
    return OK;
}

static rc check_complete(struct parser *p)
{
    if (!p->command && p->group.len)
        return why_say(p->why, E_USAGE, "%.*s: say what to do; %s %.*s --help lists what there is",
                       (int)p->group.len, p->group.ptr, p->program->name, (int)p->group.len,
                       p->group.ptr);
    if (!p->command)
        return why_say(p->why, E_USAGE, "no command is given; %s --help lists them",
                       p->program->name);
    if (p->positionals >= p->command->positionals_len)
        return OK;
    const struct option *missing = &p->command->positionals[p->positionals];
    if (missing->optional)
        return OK;
    return why_say(p->why, E_USAGE, "%s needs %s: %s", p->command->name, missing->name,
                   missing->help);
}

/* "--date D"; a flag is its name. */
static size_t add_option(struct buf *b, const struct option *o)
{
    size_t before = b->len;
    buf_printf(b, "  --%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
    return b->len - before;
}

enum { HELP_COLUMN = 24, HELP_WIDTH = 100 };

static void break_help(struct buf *b, size_t *column)
{
    buf_printf(b, "\n%*s", HELP_COLUMN, "");
    *column = HELP_COLUMN;
}

/* In the second column, word by word; 'used' is what the line holds already. */
static void add_help(struct buf *b, size_t used, struct text help)
{
    size_t column = used;
    if (used >= HELP_COLUMN - 1)
        break_help(b, &column);
    else
        buf_printf(b, "%*s", (int)(HELP_COLUMN - used), "");
    column = HELP_COLUMN;
    for (size_t at = 0, end; at < help.len; at = end + 1) {
        for (end = at; end < help.len && help.ptr[end] != ' ';)
            end++;
        if (column > HELP_COLUMN && column + 1 + (end - at) > HELP_WIDTH)
            break_help(b, &column);
        else if (column > HELP_COLUMN)
            buf_add_char(b, ' '), column++;
        buf_add(b, help.ptr + at, end - at);
        column += end - at;
    }
    buf_add_char(b, '\n');
}

/* What the option is for, what it may be, and how often it may be there. */
static void add_whole_help(struct buf *b, size_t used, const struct option *o)
{
    struct buf whole;
    buf_init(&whole);
    buf_add_text(&whole, o->help);
    for (size_t i = 0; o->choices && o->choices[i]; i++)
        buf_printf(&whole, "%s%s", i ? ", " : ": ", o->choices[i]);
    if (o->kind == OPTION_TEXTS)
        buf_add_text(&whole, " (may be given several times)");
    add_help(b, used, buf_text(&whole));
    buf_release(&whole);
}

static void add_options(struct buf *b, const char *title, const struct option *options, size_t len)
{
    if (len == 0)
        return;
    buf_printf(b, "\n%s\n", title);
    for (size_t i = 0; i < len; i++)
        add_whole_help(b, add_option(b, &options[i]), &options[i]);
}

static void add_usage(struct buf *b, const struct program *program, const struct command *c)
{
    buf_printf(b, "usage: %s %s", program->name, c->name);
    for (size_t i = 0; i < c->positionals_len; i++) {
        const struct option *o = &c->positionals[i];
        const char *more = o->kind == OPTION_TEXTS ? "..." : "";
        buf_printf(b, o->optional ? " [%s%s]" : " %s%s", o->name, more);
    }
    buf_add_text(b, c->options_len ? " [options]\n" : "\n");
}

static void command_help(struct buf *b, const struct program *program, const struct command *c)
{
    add_usage(b, program, c);
    buf_printf(b, "\n%s\n", c->help);
    if (c->positionals_len)
        buf_add_char(b, '\n');
    for (size_t i = 0; i < c->positionals_len; i++) {
        const struct option *o = &c->positionals[i];
        size_t before = b->len;
        buf_printf(b, "  %s", o->name);
        add_help(b, b->len - before, text_of(o->help));
    }
    add_options(b, "Options", c->options, c->options_len);
    add_options(b, "Every command takes", common_options, ARRAY_LEN(common_options));
}

/* All commands, or those that begin with the word. */
static void list_commands(struct buf *b, const struct program *program, struct text first)
{
    for (size_t i = 0; i < program->commands_len; i++) {
        const struct command *c = &program->commands[i];
        if (first.len && !begins_with_word(c->name, first))
            continue;
        size_t before = b->len;
        buf_printf(b, "  %s", c->name);
        add_help(b, b->len - before, text_of(c->help));
    }
}

static void group_help(struct buf *b, const struct program *program, struct text first)
{
    buf_printf(b, "usage: %s %.*s COMMAND [arguments] [options]\n\nCommands\n", program->name,
               (int)first.len, first.ptr);
    list_commands(b, program, first);
    buf_printf(b, "\n%s %.*s COMMAND --help says what a command takes.\n", program->name,
               (int)first.len, first.ptr);
}

static void program_help(struct buf *b, const struct program *program)
{
    buf_printf(b, "usage: %s COMMAND [arguments] [options]\n\n%s\n\nCommands\n", program->name,
               program->summary);
    list_commands(b, program, TEXT(""));
    add_options(b, "Every command takes", common_options, ARRAY_LEN(common_options));
    buf_printf(b, "\n%s COMMAND --help says what a command takes.\n", program->name);
}

static const char *help_text(const struct parser *p)
{
    struct buf b;
    buf_init(&b);
    if (p->command)
        command_help(&b, p->program, p->command);
    else if (p->group.len)
        group_help(&b, p->program, p->group);
    else
        program_help(&b, p->program);
    const char *text = arena_text(p->arena, b.bytes, b.len);
    buf_release(&b);
    return text;
}

rc options_parse(const struct program *program, int argc, const char *const *argv,
                 struct arena *arena, struct call *ret_call, struct why *why)
{
    struct parser p = {.program = program, .argv = argv + 1, .arena = arena, .why = why};
    p.argc = argc > 0 ? (size_t)argc - 1 : 0;
    rc r = read_words(&p);
    bool answered = r == OK && (p.common.help || p.common.version);
    if (r == OK && !answered)
        r = check_complete(&p);

    *ret_call = (struct call){
        .command = answered ? NULL : p.command, .args = p.args, .common = p.common.args};
    if (answered)
        ret_call->print = p.common.help
                              ? help_text(&p)
                              : arena_printf(arena, "%s %s\n", program->name, program->version);
    return r;
}
