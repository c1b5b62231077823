#include "base/config.h"

#include <errno.h>

#include "base/address.h"
#include "base/text.h"

enum { LONGEST_LINE = 4096 };

/* One name that may stand in the configuration. */
struct setting {
    const char *name;
    const char *environment;            /* NULL: none */
    const char *absent;                 /* the default, in the form of the file */
    const char *allowed;                /* what a value may be, for the error */
    bool (*text_ok)(struct text value); /* NULL: a number */
    bool in_file;
    bool secret; /* its value is not repeated in errors */
    int64_t least, most;
    size_t offset;
};

static bool is_some_text(struct text value)
{
    return value.len > 0;
}

static bool is_any_text(UNUSED struct text value)
{
    return true;
}

/* "a=b" pairs are the other form that PostgreSQL's own tools take. */
static bool is_database_url(struct text value)
{
    static const struct text schemes[] = {{"postgresql://", 13}, {"postgres://", 11}};
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
        if (value.len > schemes[i].len && memcmp(value.ptr, schemes[i].ptr, schemes[i].len) == 0)
            return true;
    return value.len == 0 || memchr(value.ptr, '=', value.len) != NULL;
}

static bool is_currency(struct text value)
{
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] < 'A' || value.ptr[i] > 'Z')
            return false;
    return value.len == 3;
}

static bool is_address_list(struct text value)
{
    struct address_ranges ranges;
    return address_ranges_parse(NULL, value, &ranges);
}

#define AT(member) .offset = offsetof(struct config, member)

enum {
    HOME,
    DATABASE_URL,
    PORT,
    BASE_CURRENCY,
    REFUSE_SHARE_BP,
    KEEP_DAYS,
    THREADS,
    AHEAD_ROWS,
    SESSION_IDLE_MINUTES,
    SESSION_HOURS,
    LOCK_MINUTES,
    WATCH,
    WATCH_SECONDS,
    REQUESTS_PER_MINUTE,
    SIGN_INS_PER_MINUTE,
    ALLOW_ADDRESSES
};

/* clang-format off */
static const struct setting settings[] = {
    [HOME] = {"home", "GUANHU_HOME", "./var", "a directory", is_some_text, AT(home)},
    [DATABASE_URL] = {"database_url", "GUANHU_DATABASE_URL", "",
        "postgresql://USER@HOST/NAME, or empty for the private cluster",
        is_database_url, .in_file = true, .secret = true, AT(database_url)},
    [PORT] = {"port", "GUANHU_PORT", "8080", "a whole number from 1 to 65535",
        .in_file = true, .least = 1, .most = 65535, AT(port)},
    [BASE_CURRENCY] = {"base_currency", NULL, "CNY", "three capital letters, as CNY",
        is_currency, .in_file = true, AT(base_currency)},
    [REFUSE_SHARE_BP] = {"refuse_share_bp", NULL, "500", "basis points, a whole number from 0 to 10000",
        .in_file = true, .least = 0, .most = 10000, AT(refuse_share_bp)},
    [KEEP_DAYS] = {"keep_days", NULL, "400", "a whole number of days from 1 to 36500",
        .in_file = true, .least = 1, .most = 36500, AT(keep_days)},
    [THREADS] = {"threads", NULL, "2", "a whole number from 1 to 64",
        .in_file = true, .least = 1, .most = 64, AT(threads)},
    [AHEAD_ROWS] = {"ahead_rows", NULL, "200000", "a whole number of rows from 0 to 1000000000",
        .in_file = true, .least = 0, .most = 1000000000, AT(ahead_rows)},
    [SESSION_IDLE_MINUTES] = {"session_idle_minutes", NULL, "30", "a whole number of minutes from 1 to 1440",
        .in_file = true, .least = 1, .most = 1440, AT(session_idle_minutes)},
    [SESSION_HOURS] = {"session_hours", NULL, "12", "a whole number of hours from 1 to 168",
        .in_file = true, .least = 1, .most = 168, AT(session_hours)},
    [LOCK_MINUTES] = {"lock_minutes", NULL, "10", "a whole number of minutes from 1 to 1440",
        .in_file = true, .least = 1, .most = 1440, AT(lock_minutes)},
    [WATCH] = {"watch", NULL, "", "a directory, or empty for none", is_any_text, .in_file = true, AT(watch)},
    [WATCH_SECONDS] = {"watch_seconds", NULL, "900", "a whole number of seconds from 1 to 86400",
        .in_file = true, .least = 1, .most = 86400, AT(watch_seconds)},
    [REQUESTS_PER_MINUTE] = {"requests_per_minute", NULL, "1200", "a whole number from 0 to 1000000",
        .in_file = true, .least = 0, .most = 1000000, AT(requests_per_minute)},
    [SIGN_INS_PER_MINUTE] = {"sign_ins_per_minute", NULL, "60", "a whole number from 0 to 1000000",
        .in_file = true, .least = 0, .most = 1000000, AT(sign_ins_per_minute)},
    [ALLOW_ADDRESSES] = {"allow_addresses", NULL, "", "addresses and ranges, as 10.0.0.0/8, fd00::/8",
        is_address_list, .in_file = true, AT(allow_addresses)},
};
/* clang-format on */

static const struct setting *setting_find(struct text name)
{
    for (size_t i = 0; i < ARRAY_LEN(settings); i++)
        if (settings[i].in_file && text_is(name, settings[i].name))
            return &settings[i];
    return NULL;
}

static bool parse_number(struct text value, int64_t least, int64_t most, int64_t *ret_number)
{
    int64_t number = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9' || number > most)
            return false;
        number = number * 10 + (value.ptr[i] - '0');
    }
    if (value.len == 0 || number < least || number > most)
        return false;
    *ret_number = number;
    return true;
}

/* 'where' is "guanhu.conf:3", "GUANHU_PORT" or "--port". */
static rc set(struct config *c, const struct setting *s, struct text value, const char *where,
              struct why *why)
{
    void *member = (char *)c + s->offset;
    if (s->text_ok && s->text_ok(value)) {
        *(const char **)member = arena_text(&c->texts, value.ptr, value.len);
        return OK;
    }
    if (!s->text_ok && parse_number(value, s->least, s->most, member))
        return OK;
    if (s->secret)
        return why_say(why, E_USAGE, "%s: this is no %s; allowed is %s", where, s->name,
                       s->allowed);
    return why_say(why, E_USAGE, "%s: %s cannot be \"%.*s\"; allowed is %s", where, s->name,
                   (int)(value.len < 80 ? value.len : 80), value.len ? value.ptr : "", s->allowed);
}

static struct text trim(struct text t)
{
    while (t.len > 0 && (t.ptr[0] == ' ' || t.ptr[0] == '\t'))
        t = (struct text){t.ptr + 1, t.len - 1};
    while (t.len > 0 && strchr(" \t\r\n", t.ptr[t.len - 1]))
        t.len--;
    return t;
}

static rc unknown_name(struct text name, const char *where, struct why *why)
{
    struct buf names;
    buf_init(&names);
    for (size_t i = 0; i < ARRAY_LEN(settings); i++)
        if (settings[i].in_file)
            buf_printf(&names, "%s%s", names.len ? ", " : "", settings[i].name);
    rc r = why_say(why, E_USAGE, "%s: there is no setting \"%.*s\"; there are %.*s", where,
                   (int)(name.len < 80 ? name.len : 80), name.ptr, (int)names.len, names.bytes);
    buf_release(&names);
    return r;
}

/* 'seen' has a line number for every setting that stood in the file already. */
static rc read_line(struct config *c, struct text line, const char *path, int number, int *seen,
                    struct why *why)
{
    line = trim(line);
    if (line.len == 0 || line.ptr[0] == '#')
        return OK;
    char where[512];
    snprintf(where, sizeof where, "%s:%d", path, number);
    const char *equals = memchr(line.ptr, '=', line.len);
    if (!equals)
        return why_say(why, E_USAGE, "%s: expected \"name = value\"", where);

    struct text name = trim((struct text){line.ptr, (size_t)(equals - line.ptr)});
    const struct setting *s = setting_find(name);
    if (!s)
        return unknown_name(name, where, why);
    int *first = &seen[s - settings];
    if (*first)
        return why_say(why, E_USAGE, "%s: %s stands on line %d already", where, s->name, *first);
    *first = number;
    const char *end = line.ptr + line.len;
    return set(c, s, trim((struct text){equals + 1, (size_t)(end - equals - 1)}), where, why);
}

static rc read_lines(struct config *c, FILE *file, const char *path, struct why *why)
{
    char line[LONGEST_LINE];
    int seen[ARRAY_LEN(settings)] = {0};
    for (int number = 1; fgets(line, sizeof line, file); number++) {
        struct text t = text_of(line);
        if (t.len == sizeof line - 1 && line[t.len - 1] != '\n')
            return why_say(why, E_USAGE, "%s:%d: the line is longer than %d bytes", path, number,
                           LONGEST_LINE - 2);
        if (number == 1 && strncmp(line, "\xEF\xBB\xBF", 3) == 0)
            t = (struct text){t.ptr + 3, t.len - 3};
        TRY(read_line(c, t, path, number, seen, why));
    }
    if (ferror(file))
        return why_say(why, E_USAGE, "%s: cannot be read: %s", path, strerror(errno));
    return OK;
}

/* Without --config the file may be missing. */
static rc read_file(struct config *c, const char *named, struct why *why)
{
    const char *path = named ? named : arena_printf(&c->texts, "%s/guanhu.conf", c->home);
    FILE *file = fopen(path, "r");
    if (!file && !named && (errno == ENOENT || errno == ENOTDIR))
        return OK;
    if (!file)
        return why_say(why, E_USAGE, "%s: cannot be read: %s", path, strerror(errno));
    rc r = read_lines(c, file, path, why);
    fclose(file);
    return r;
}

/* An empty variable counts as not set. */
static rc read_environment(struct config *c, const struct setting *s, struct why *why)
{
    const char *value = s->environment ? getenv(s->environment) : NULL;
    return value && value[0] ? set(c, s, text_of(value), s->environment, why) : OK;
}

static rc read_flag(struct config *c, const struct setting *s, const char *flag, const char *value,
                    struct why *why)
{
    return value ? set(c, s, text_of(value), flag, why) : OK;
}

/* From the weakest source to the strongest; the home first, because it says where the file is. */
static rc load(const struct config_flags *flags, struct config *c, struct why *why)
{
    for (size_t i = 0; i < ARRAY_LEN(settings); i++)
        TRY(set(c, &settings[i], text_of(settings[i].absent), "default", why));
    TRY(read_environment(c, &settings[HOME], why));
    TRY(read_flag(c, &settings[HOME], "--home", flags->home, why));
    TRY(read_file(c, flags->config, why));
    for (size_t i = HOME + 1; i < ARRAY_LEN(settings); i++)
        TRY(read_environment(c, &settings[i], why));
    TRY(read_flag(c, &settings[DATABASE_URL], "--database-url", flags->database_url, why));
    return read_flag(c, &settings[PORT], "--port", flags->port, why);
}

rc config_load(const struct config_flags *flags, struct config *ret_config, struct why *why)
{
    struct config c = {0};
    arena_init(&c.texts);
    rc r = load(flags, &c, why);
    if (r == OK)
        *ret_config = c;
    else
        config_release(&c);
    return r;
}

void config_release(struct config *c)
{
    arena_release(&c->texts);
    *c = (struct config){0};
}
