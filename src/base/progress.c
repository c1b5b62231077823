#include "base/progress.h"

#include <stdarg.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"

enum {
    DRAW_EVERY_MS = 100, /* ten times a second is what an eye follows */
    PACE_EVERY_MS = 500,
    LEAST_WIDTH = 20,
    BAR_MOST = 30,
    BAR_LEAST = 8,
    LINE_SIZE = 768,
};

/* A line that is being built, and how many columns it takes on the screen. */
struct line {
    char text[LINE_SIZE];
    size_t len;
    int columns;
};

static bool locale_is_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const char *value = getenv(names[i]);
        if (value && value[0])
            return strstr(value, "UTF-8") || strstr(value, "utf8") || strstr(value, "UTF8");
    }
    return false;
}

void progress_init(struct progress *p, FILE *file, bool quiet)
{
    const char *term = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR");
    bool terminal = isatty(fileno(file)) && term && strcmp(term, "dumb") != 0;
    progress_init_at(p, file,
                     (struct progress_place){.quiet = quiet,
                                             .terminal = terminal,
                                             .utf8 = locale_is_utf8(),
                                             .colour = terminal && !(no_colour && no_colour[0]),
                                             .now_ms = clock_ms});
}

void progress_init_at(struct progress *p, FILE *file, struct progress_place place)
{
    *p = (struct progress){.file = file, .place = place};
}

static int screen_width(const struct progress *p)
{
    struct winsize size = {0};
    int width = p->place.width;
    if (width == 0 && ioctl(fileno(p->file), TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    if (width == 0)
        width = 80;
    return width < LEAST_WIDTH ? LEAST_WIDTH : width;
}

/* ---- lines ---- */

/* Chinese, Japanese and Korean characters and most pictures take two columns. */
static bool is_wide(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } wide[] = {{0x1100, 0x115F},   {0x2E80, 0xA4CF},  {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
                {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F},
                {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    for (size_t i = 0; i < ARRAY_LEN(wide); i++)
        if (c >= wide[i].first && c <= wide[i].last)
            return true;
    return false;
}

/* The character at 'text', which is ended by NUL; anything odd counts as one byte. */
static size_t next_character(const char *text, uint32_t *ret_character)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t size = p[0] < 0xC0 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    uint32_t c = size == 1 ? p[0] : p[0] & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            *ret_character = p[0];
            return 1;
        }
        c = c << 6 | (p[i] & 0x3F);
    }
    *ret_character = c;
    return size;
}

/* Adds as many characters as fit into 'most' columns of the whole line. */
static void add_fitting(struct line *line, const char *text, int most)
{
    while (*text) {
        uint32_t c;
        size_t size = next_character(text, &c);
        int columns = is_wide(c) ? 2 : 1;
        if (line->columns + columns > most || line->len + size >= sizeof line->text)
            return;
        memcpy(line->text + line->len, text, size);
        line->len += size;
        line->text[line->len] = '\0';
        line->columns += columns;
        text += size;
    }
}

static int columns_of(const char *text)
{
    struct line line = {.len = 0};
    add_fitting(&line, text, LINE_SIZE);
    return line.columns;
}

/* ---- figures ---- */

struct figure {
    char text[32];
};

/* 30000000 as "30,000,000". */
static struct figure grouped(uint64_t number)
{
    struct figure out;
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRIu64, number);
    size_t to = 0;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            out.text[to++] = ',';
        out.text[to++] = digits[i];
    }
    out.text[to] = '\0';
    return out;
}

/* 2134000 as "2.1M": a pace needs no more. */
static struct figure rounded(double number)
{
    struct figure out;
    if (number >= 999.5e6)
        snprintf(out.text, sizeof out.text, "%.1fG", number / 1e9);
    else if (number >= 999.5e3)
        snprintf(out.text, sizeof out.text, "%.1fM", number / 1e6);
    else if (number >= 9999.5)
        snprintf(out.text, sizeof out.text, "%.0fk", number / 1e3);
    else
        snprintf(out.text, sizeof out.text, number >= 9.95 ? "%.0f" : "%.1f", number);
    return out;
}

/* "0:07", "12:31", "2:03:09". */
static struct figure clock_text(uint64_t seconds)
{
    struct figure out;
    uint64_t hours = seconds / 3600;
    unsigned minutes = (unsigned)(seconds / 60 % 60), rest = (unsigned)(seconds % 60);
    if (hours)
        snprintf(out.text, sizeof out.text, "%" PRIu64 ":%02u:%02u", hours, minutes, rest);
    else
        snprintf(out.text, sizeof out.text, "%u:%02u", minutes, rest);
    return out;
}

/* "0.4 s" while that tells something, then as a clock. */
static struct figure duration(uint64_t ms)
{
    struct figure out;
    if (ms >= 60000)
        return clock_text(ms / 1000);
    snprintf(out.text, sizeof out.text, "%u.%u s", (unsigned)(ms / 1000),
             (unsigned)(ms % 1000 / 100));
    return out;
}

/* ---- the bar ---- */

static double share_done(const struct progress *p)
{
    return p->done >= p->total ? 1.0 : (double)p->done / (double)p->total;
}

/* In UTF-8 the last cell grows by eighths, so that the bar moves smoothly. */
static void add_bar(struct line *line, const struct progress *p, int cells, int most)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    int filled = (int)(share_done(p) * cells * 8);
    add_fitting(line, p->place.utf8 ? "▕" : "[", most);
    for (int i = 0; i < cells; i++) {
        int part = filled - i * 8;
        if (!p->place.utf8)
            add_fitting(line, part >= 8 ? "#" : ".", most);
        else if (part >= 8)
            add_fitting(line, "█", most);
        else
            add_fitting(line, part > 0 ? eighths[part] : " ", most);
    }
    add_fitting(line, p->place.utf8 ? "▏" : "]", most);
}

/* What stands right of the bar, the most useful first: a narrow terminal cuts the rest. */
static void figures_of(const struct progress *p, char *to, size_t size)
{
    struct figure done = grouped(p->done), total = grouped(p->total), pace = rounded(p->pace);
    int len = 0;
    if (p->total == 0)
        len = snprintf(to, size, " %s %s", done.text, p->unit);
    else
        len = snprintf(to, size, " %3d%%  %s of %s %s", (int)(share_done(p) * 100), done.text,
                       total.text, p->unit);
    if (p->pace <= 0 || len < 0 || (size_t)len >= size)
        return;
    to += len;
    size -= (size_t)len;
    double left = p->total > p->done ? (double)(p->total - p->done) / p->pace : 0;
    if (p->total == 0 || left > 359999)
        snprintf(to, size, "  %s/s", pace.text);
    else
        snprintf(to, size, "  %s/s  %s left", pace.text, clock_text((uint64_t)(left + 0.5)).text);
}

/* The name, the bar where there is room for one, the figures. */
static void build_line(const struct progress *p, struct line *line)
{
    char figures[256];
    int most = screen_width(p) - 1; /* the last column stays free, or the terminal wraps */
    figures_of(p, figures, sizeof figures);
    int name = columns_of(p->stage), right = columns_of(figures);
    int cells = most - name - 1 - 2 - right;
    add_fitting(line, p->stage, most > 40 ? most - 12 : most / 2);
    if (p->total > 0 && cells >= BAR_LEAST) {
        add_fitting(line, " ", most);
        add_bar(line, p, cells > BAR_MOST ? BAR_MOST : cells, most);
    }
    add_fitting(line, figures, most);
}

static void clear_line(struct progress *p)
{
    if (p->shown > 0)
        fputs("\r\033[K", p->file);
    p->shown = 0;
}

static void draw(struct progress *p)
{
    struct line line = {.len = 0};
    build_line(p, &line);
    fprintf(p->file, "\r%s\033[K", line.text);
    fflush(p->file);
    p->shown = line.columns;
    p->drawn_ms = p->place.now_ms();
}

/* The pace of the last seconds weighs most, so that a change of speed shows soon. */
static void measure_pace(struct progress *p, uint64_t now)
{
    uint64_t passed = now - p->paced_ms;
    if (passed < PACE_EVERY_MS || p->done < p->paced_done)
        return;
    double fresh = (double)(p->done - p->paced_done) * 1000.0 / (double)passed;
    p->pace = p->paced_ms == p->began_ms ? fresh : p->pace * 0.8 + fresh * 0.2;
    p->paced_ms = now;
    p->paced_done = p->done;
}

static bool live(const struct progress *p)
{
    return p->place.terminal && !p->place.quiet;
}

static void keep_text(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from);
    for (; *to; to++)
        if ((unsigned char)*to < ' ')
            *to = ' ';
}

void progress_stage(struct progress *p, const char *stage, const char *unit, uint64_t total)
{
    progress_stop(p);
    uint64_t now = p->place.now_ms();
    keep_text(p->stage, sizeof p->stage, stage);
    keep_text(p->unit, sizeof p->unit, unit);
    p->total = total;
    p->done = 0;
    p->began_ms = p->paced_ms = p->drawn_ms = now;
    p->paced_done = 0;
    p->pace = 0;
    p->running = true;
    if (live(p))
        draw(p);
}

void progress_rename(struct progress *p, const char *stage)
{
    keep_text(p->stage, sizeof p->stage, stage);
}

void progress_at(struct progress *p, uint64_t done)
{
    p->done = done;
    if (!p->running || !live(p))
        return;
    uint64_t now = p->place.now_ms();
    if (now - p->drawn_ms < DRAW_EVERY_MS)
        return;
    measure_pace(p, now);
    draw(p);
}

static void print_check_mark(const struct progress *p)
{
    const char *mark = p->place.utf8 ? "✓" : "ok";
    if (p->place.colour)
        fprintf(p->file, "\033[32m%s\033[0m ", mark);
    else if (p->place.terminal)
        fprintf(p->file, "%s ", mark);
}

void progress_finished(struct progress *p, const char *stage, const char *figures, uint64_t ms)
{
    progress_stop(p);
    if (p->place.quiet)
        return;
    print_check_mark(p);
    fprintf(p->file, "%s%s%s  %s\n", stage, figures[0] ? "  " : "", figures, duration(ms).text);
    fflush(p->file);
}

void progress_finish(struct progress *p, const char *figures, ...)
{
    if (!p->running)
        return;
    char text[512];
    va_list args;
    va_start(args, figures);
    vsnprintf(text, sizeof text, figures, args);
    va_end(args);
    progress_finished(p, p->stage, text, p->place.now_ms() - p->began_ms);
}

void progress_note(struct progress *p, const char *format, ...)
{
    if (p->place.quiet)
        return;
    clear_line(p);
    va_list args;
    va_start(args, format);
    vfprintf(p->file, format, args);
    va_end(args);
    fputc('\n', p->file);
    fflush(p->file);
    if (p->running && live(p))
        draw(p);
}

void progress_stop(struct progress *p)
{
    clear_line(p);
    fflush(p->file);
    p->running = false;
}
