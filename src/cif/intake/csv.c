#include "cif/intake/csv.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { BLOCK = 64 };

struct block_sets {
    uint64_t delimiters;
    uint64_t line_ends;
    uint64_t quotes;
    bool odd;
};

#if defined(__SSE2__)

static inline uint64_t equal_bits(__m128i bytes, __m128i wanted)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted));
}

static inline struct block_sets block_look(const char *p, char delimiter)
{
    const __m128i mark = _mm_set1_epi8(delimiter);
    const __m128i lf = _mm_set1_epi8('\n');
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i zero = _mm_setzero_si128();
    struct block_sets out = {0, 0, 0, false};
    int odd = 0;
    for (int i = 0; i < BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        out.delimiters |= equal_bits(bytes, mark) << i;
        out.line_ends |= equal_bits(bytes, lf) << i;
        out.quotes |= equal_bits(bytes, quote) << i;
        odd |= _mm_movemask_epi8(_mm_or_si128(bytes, _mm_cmpeq_epi8(bytes, zero)));
    }
    out.odd = odd != 0;
    return out;
}

#else

static inline struct block_sets block_look(const char *p, char delimiter)
{
    struct block_sets out = {0, 0, 0, false};
    unsigned odd = 0;
    for (int i = 0; i < BLOCK; i++) {
        out.delimiters |= (uint64_t)(p[i] == delimiter) << i;
        out.line_ends |= (uint64_t)(p[i] == '\n') << i;
        out.quotes |= (uint64_t)(p[i] == '"') << i;
        odd |= (unsigned)((unsigned char)p[i] >= 0x80) | (unsigned)(p[i] == 0);
    }
    out.odd = odd != 0;
    return out;
}

#endif

/* Looks at the block that starts at 'p' (before the end). */
static inline void block_load(struct csv *c, const char *p)
{
    struct block_sets found;
    size_t left = (size_t)(c->end - p);
    if (left >= BLOCK) {
        found = block_look(p, c->delimiter);
    } else {
        char last[BLOCK];
        memset(last, c->delimiter == 'x' ? 'y' : 'x', sizeof last);
        memcpy(last, p, left);
        found = block_look(last, c->delimiter);
    }
    c->block = p;
    c->marks = found.delimiters | found.line_ends;
    c->line_ends = found.line_ends;
    c->quote_bits = found.quotes;
    c->block_odd = found.odd;
    c->odd |= found.odd;
}

/* Goes to the next block that has any marks; 0: there is none. */
static uint64_t next_marks(struct csv *c)
{
    c->marks = 0;
    while (c->marks == 0 && c->end - c->block > BLOCK)
        block_load(c, c->block + BLOCK);
    return c->marks;
}

/* The next delimiter or LF, or the end; it is used up. */
static inline const char *next_mark(struct csv *c)
{
    if (c->marks == 0 && next_marks(c) == 0)
        return c->end;
    const char *mark = c->block + __builtin_ctzll(c->marks);
    c->marks &= c->marks - 1;
    return mark;
}

/* Mostly there are none, and not every machine we are built for counts bits in one step. */
static inline uint64_t count_bits(uint64_t bits)
{
    return bits ? (uint64_t)__builtin_popcountll(bits) : 0;
}

/* What lies before 'p' is of no interest any more. */
static inline void go_to(struct csv *c, const char *p)
{
    if (p - c->block >= BLOCK) {
        block_load(c, p);
        return;
    }
    c->marks &= UINT64_MAX << (p - c->block);
    c->line_ends &= UINT64_MAX << (p - c->block);
}

/* The next quote at or after 'p', or the end; line ends of the blocks that are left are counted. */
static inline const char *next_quote(struct csv *c, const char *p)
{
    for (;;) {
        ptrdiff_t skip = p > c->block ? p - c->block : 0;
        uint64_t quotes = skip < BLOCK ? c->quote_bits & UINT64_MAX << skip : 0;
        if (quotes)
            return c->block + __builtin_ctzll(quotes);
        if (c->end - c->block <= BLOCK)
            return c->end;
        c->line += count_bits(c->line_ends);
        block_load(c, c->block + BLOCK);
    }
}

void csv_init(struct csv *c, struct text from, uint64_t line, char delimiter, bool quotes)
{
    *c = (struct csv){.at = from.ptr,
                      .end = from.len ? from.ptr + from.len : from.ptr,
                      .line = line,
                      .delimiter = delimiter,
                      .quotes = quotes,
                      .block = from.ptr};
    if (from.len)
        block_load(c, from.ptr);
}

/* Where quoted text ends that starts at 'start', after the opening quote: at its closing quote, or
 * at the end of all text.  The block is then that of the closing quote. */
static inline const char *closing_quote(struct csv *c, const char *start, bool *ret_doubled)
{
    *ret_doubled = false;
    for (const char *p = start;;) {
        const char *quote = next_quote(c, p);
        if (quote == c->end || quote + 1 == c->end || quote[1] != '"')
            return quote;
        *ret_doubled = true;
        p = quote + 2;
    }
}

/* The text of a quoted field without its doubled quotes, and what follows the closing quote.  There
 * is room for all of it: the quotes may no longer be there in a file that changes under us. */
static struct text put_together(struct text quoted, struct text tail, struct arena *scratch)
{
    char *start = arena_alloc(scratch, quoted.len + tail.len);
    char *to = start;
    const char *p = quoted.ptr;
    const char *end = p + quoted.len;
    while (p < end) {
        const char *quote = memchr(p, '"', (size_t)(end - p));
        size_t len = (size_t)((quote ? quote + 1 : end) - p);
        memcpy(to, p, len);
        to += len;
        p += quote ? len + 1 : len;
    }
    if (tail.len)
        memcpy(to, tail.ptr, tail.len);
    return (struct text){start, (size_t)(to - start) + tail.len};
}

/* Text up to a mark; the CR of a CR LF belongs to the line end. */
static inline struct text text_until(const struct csv *c, const char *start, const char *mark)
{
    size_t len = (size_t)(mark - start);
    if (len && mark < c->end && *mark == '\n' && mark[-1] == '\r')
        len--;
    return (struct text){start, len};
}

/* A field whose opening quote stands at 'start'; returns the mark that ends it. */
static const char *quoted_field(struct csv *c, const char *start, struct arena *scratch,
                                struct text *ret_field)
{
    bool doubled;
    go_to(c, start);
    const char *close = closing_quote(c, start + 1, &doubled);
    struct text quoted = {start + 1, (size_t)(close - (start + 1))};
    if (close == c->end) {
        c->line += count_bits(c->line_ends);
        *ret_field = doubled ? put_together(quoted, (struct text){close, 0}, scratch) : quoted;
        return close;
    }
    uint64_t before = c->line_ends;
    go_to(c, close);
    c->line += count_bits(before ^ c->line_ends);
    const char *mark = next_mark(c);
    struct text tail = text_until(c, close + 1, mark);
    *ret_field = doubled || tail.len ? put_together(quoted, tail, scratch) : quoted;
    return mark;
}

/* The fields of a record from c->at on; returns the mark that ends it.  What the loop needs is kept
 * in registers as long as no field is quoted: this is most of the time of splitting. */
static const char *split(struct csv *c, struct text *fields, size_t room, struct arena *scratch,
                         size_t *ret_count)
{
    const char *const end = c->end;
    const bool quotes = c->quotes;
    const char *block = c->block;
    const char *from = c->at;
    uint64_t marks = c->marks;
    for (size_t count = 1;; count++) {
        struct text field;
        const char *mark;
        bool quoted = quotes && from < end && *from == '"';
        if (quoted) {
            c->marks = marks;
            mark = quoted_field(c, from, scratch, &field);
            marks = c->marks;
            block = c->block;
        } else {
            if (marks == 0) {
                marks = next_marks(c);
                block = c->block;
            }
            mark = marks ? block + __builtin_ctzll(marks) : end;
            marks &= marks - 1;
            field = (struct text){from, (size_t)(mark - from)};
        }
        bool last = mark == end || *mark == '\n';
        if (last && !quoted)
            field = text_until(c, from, mark);
        if (count <= room)
            fields[count - 1] = field;
        if (last) {
            c->marks = marks;
            *ret_count = count;
            return mark;
        }
        from = mark + 1;
    }
}

bool csv_next(struct csv *c, struct text *fields, size_t room, struct arena *scratch,
              struct csv_record *ret_record)
{
    if (c->at == c->end)
        return false;
    const char *start = c->at;
    uint64_t line = c->line;
    size_t count;
    c->odd = c->block_odd;
    const char *mark = split(c, fields, room, scratch, &count);
    *ret_record = (struct csv_record){
        .bytes = text_until(c, start, mark), .line = line, .fields = count, .plain = !c->odd};
    c->at = mark < c->end ? mark + 1 : mark;
    c->line += mark < c->end;
    return true;
}
