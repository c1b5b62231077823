#include "cif/intake/csv.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

enum { BLOCK = 64 };

struct block_sets {
    uint64_t delimiters;
    uint64_t line_ends;
    uint64_t quotes;
    bool odd;
};

#if defined(__x86_64__)

INLINE uint64_t equal_bits(__m128i bytes, __m128i wanted)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted));
}

INLINE struct block_sets block_look(const char *p, char delimiter)
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

INLINE struct block_sets block_look(const char *p, char delimiter)
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

/* The sets of the block that starts at 'p' (before the end). */
INLINE struct block_sets block_at(const struct csv *c, const char *p)
{
    size_t left = (size_t)(c->end - p);
    if (left >= BLOCK)
        return block_look(p, c->delimiter);
    char last[BLOCK];
    memset(last, c->delimiter == 'x' ? 'y' : 'x', sizeof last);
    memcpy(last, p, left);
    return block_look(last, c->delimiter);
}

/* Looks at the block that starts at 'p' (before the end). */
static inline void block_load(struct csv *c, const char *p)
{
    struct block_sets found = block_at(c, p);
    c->block = p;
    c->block_marks = found.delimiters | found.line_ends;
    c->line_ends = found.line_ends;
    c->quote_bits = found.quotes;
    c->block_odd = found.odd;
    c->odd |= found.odd;
}

/* Goes to the next block that has any marks; 0: there is none. */
static uint64_t next_marks(struct csv *c)
{
    c->block_marks = 0;
    while (c->block_marks == 0 && c->end - c->block > BLOCK)
        block_load(c, c->block + BLOCK);
    return c->block_marks;
}

/* The next delimiter or LF, or the end; it is used up. */
static inline const char *next_mark(struct csv *c)
{
    if (c->block_marks == 0 && next_marks(c) == 0)
        return c->end;
    const char *mark = c->block + __builtin_ctzll(c->block_marks);
    c->block_marks &= c->block_marks - 1;
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
    c->block_marks &= UINT64_MAX << (p - c->block);
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
static struct text put_together(struct csv *c, struct text quoted, struct text tail,
                                struct arena *scratch)
{
    c->anew = true;
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
        *ret_field = doubled ? put_together(c, quoted, (struct text){close, 0}, scratch) : quoted;
        return close;
    }
    uint64_t before = c->line_ends;
    go_to(c, close);
    c->line += count_bits(before ^ c->line_ends);
    const char *mark = next_mark(c);
    struct text tail = text_until(c, close + 1, mark);
    *ret_field = doubled || tail.len ? put_together(c, quoted, tail, scratch) : quoted;
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
    uint64_t marks = c->block_marks;
    for (size_t count = 1;; count++) {
        struct text field;
        const char *mark;
        bool quoted = quotes && from < end && *from == '"';
        if (quoted) {
            c->block_marks = marks;
            mark = quoted_field(c, from, scratch, &field);
            marks = c->block_marks;
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
            c->block_marks = marks;
            *ret_count = count;
            return mark;
        }
        from = mark + 1;
    }
}

/* ---- the window ---------------------------------------------------------------------------- */

/* Writes the offsets of the lowest four bits; of what is missing, anything. */
INLINE uint64_t put_four(uint64_t bits, size_t offset, uint16_t *to)
{
    const uint64_t highest = UINT64_C(1) << 63;
    to[0] = (uint16_t)(offset + (size_t)__builtin_ctzll(bits | highest));
    bits &= bits - 1;
    to[1] = (uint16_t)(offset + (size_t)__builtin_ctzll(bits | highest));
    bits &= bits - 1;
    to[2] = (uint16_t)(offset + (size_t)__builtin_ctzll(bits | highest));
    bits &= bits - 1;
    to[3] = (uint16_t)(offset + (size_t)__builtin_ctzll(bits | highest));
    return bits & (bits - 1);
}

/* Writes the offset of each bit to 'to', twelve of them whether there are so many or not: a wrong
 * guess about how many there are would cost as much as all the rest.  Gives how many there are. */
INLINE size_t put_marks(uint64_t bits, size_t offset, uint16_t *to)
{
    size_t count = (size_t)__builtin_popcountll(bits);
    bits = put_four(bits, offset, to);
    bits = put_four(bits, offset, to + 4);
    bits = put_four(bits, offset, to + 8);
    for (size_t i = 12; i < count; i += 4)
        bits = put_four(bits, offset, to + i);
    return count;
}

/* The same of what there is one of or none, mostly. */
INLINE size_t put_line_ends(uint64_t bits, size_t offset, uint16_t *to)
{
    size_t count = (size_t)__builtin_popcountll(bits);
    to[0] = (uint16_t)(offset + (size_t)__builtin_ctzll(bits | UINT64_C(1) << 63));
    bits &= bits - 1;
    for (size_t i = 1; i < count; i += 4)
        bits = put_four(bits, offset, to + i);
    return count;
}

typedef struct block_sets look_at_block(const struct csv *c, const char *p);

/* Notes the marks from c->at on, up to the first block that has a quote. */
INLINE void fill_with(struct csv *c, look_at_block *look)
{
    size_t left = (size_t)(c->end - c->at);
    size_t wanted = c->window_len < CSV_WINDOW ? c->window_len * 2 : CSV_WINDOW;
    size_t most = left < wanted ? left : wanted;
    const bool quotes = c->quotes;
    uint16_t *mark = c->marks;
    uint16_t *lf = c->lfs;
    uint64_t odd = 0;
    for (size_t len = 0; len < most; len += BLOCK) {
        struct block_sets found = look(c, c->at + len);
        if (found.quotes && quotes)
            break;
        mark += put_marks(found.delimiters | found.line_ends, len, mark);
        odd |= (uint64_t)found.odd << len / BLOCK;
        lf += put_line_ends(found.line_ends, len, lf);
    }
    c->window = c->at;
    c->window_len = wanted;
    c->odd_blocks = odd;
    c->mark_next = 0;
    c->mark_count = (size_t)(mark - c->marks);
    c->lf_next = 0;
    c->lf_count = (size_t)(lf - c->lfs);
}

#if defined(__x86_64__)

/* The same for newer machines, with what they can do at once; half the time. */
#define WIDE __attribute__((target("avx2,bmi,popcnt")))

WIDE INLINE uint64_t equal_bits_wide(__m256i bytes, char wanted)
{
    __m256i equal = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(wanted));
    return (uint32_t)_mm256_movemask_epi8(equal);
}

WIDE INLINE struct block_sets block_at_wide(const struct csv *c, const char *p)
{
    if (c->end - p < BLOCK)
        return block_at(c, p);
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
    const char mark = c->delimiter;
    __m256i zeros = _mm256_cmpeq_epi8(_mm256_min_epu8(low, high), _mm256_setzero_si256());
    return (struct block_sets){
        .delimiters = equal_bits_wide(low, mark) | equal_bits_wide(high, mark) << 32,
        .line_ends = equal_bits_wide(low, '\n') | equal_bits_wide(high, '\n') << 32,
        .quotes = equal_bits_wide(low, '"') | equal_bits_wide(high, '"') << 32,
        .odd = _mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(low, high), zeros)) != 0};
}

WIDE static void window_fill_wide(struct csv *c)
{
    fill_with(c, block_at_wide);
}

static bool is_wide(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("popcnt");
}

#else

static void window_fill_wide(struct csv *c)
{
    fill_with(c, block_at);
}

static bool is_wide(void)
{
    return false;
}

#endif

static void window_fill_plain(struct csv *c)
{
    fill_with(c, block_at);
}

/* The next record, which has no quotes and ends at an LF of the window. */
INLINE void cut_out(struct csv *c, struct text *fields, size_t room, struct csv_record *ret_record)
{
    const char *const window = c->window;
    const char *const start = c->at;
    const size_t lf = c->lfs[c->lf_next++];
    const uint16_t *marks = c->marks + c->mark_next;
    size_t count = room;
    if (room == 0 || c->mark_count - c->mark_next < room || marks[room - 1] != lf)
        for (count = 1; marks[count - 1] != lf;)
            count++;
    const size_t stored = count < room ? count : room;
    const char *from = start;
    for (size_t i = 0; i < stored; i++) {
        const char *mark = window + marks[i];
        fields[i].ptr = from;
        fields[i].len = (size_t)(mark - from);
        from = mark + 1;
    }
    size_t len = (size_t)(window + lf - start);
    if (len && start[len - 1] == '\r') {
        len--;
        if (count == stored && fields[count - 1].len)
            fields[count - 1].len--;
    }
    size_t first_block = (size_t)(start - window) / BLOCK;
    uint64_t odd = c->odd_blocks >> first_block << (63 - (lf / BLOCK - first_block));
    *ret_record = (struct csv_record){.bytes = {start, len},
                                      .line = c->line,
                                      .fields = count,
                                      .plain = odd == 0,
                                      .roomy = start - c->begin >= CSV_ROOM &&
                                               c->end - (window + lf) >= CSV_ROOM};
    c->mark_next += count;
    c->at = window + lf + 1;
    c->line++;
}

void csv_init(struct csv *c, struct text from, uint64_t line, char delimiter, bool quotes)
{
    c->at = c->begin = from.ptr;
    c->end = from.len ? from.ptr + from.len : from.ptr;
    c->line = line;
    c->delimiter = delimiter;
    c->quotes = quotes;
    c->window = from.ptr;
    c->window_len = 2 * BLOCK; /* often only one record is wanted */
    c->mark_next = c->mark_count = 0;
    c->lf_next = c->lf_count = 0;
    c->split_at = NULL;
}

void csv_seek(struct csv *c, const char *at, uint64_t line)
{
    c->line = line;
    if (at == c->at)
        return;
    if (at < c->at)
        c->lf_count = c->lf_next;
    while (c->lf_next < c->lf_count && c->window + c->lfs[c->lf_next] < at)
        c->lf_next++;
    while (c->lf_next < c->lf_count && c->window + c->marks[c->mark_next] < at)
        c->mark_next++;
    c->at = at;
}

/* Any record, field after field. */
static void split_record(struct csv *c, struct text *fields, size_t room, struct arena *scratch,
                         struct csv_record *ret_record)
{
    const char *start = c->at;
    uint64_t line = c->line;
    size_t count;
    c->odd = false;
    c->anew = false;
    if (c->split_at != start)
        block_load(c, start);
    c->odd = c->block_odd;
    const char *mark = split(c, fields, room, scratch, &count);
    *ret_record = (struct csv_record){.bytes = text_until(c, start, mark),
                                      .line = line,
                                      .fields = count,
                                      .plain = !c->odd,
                                      .roomy = !c->anew && start - c->begin >= CSV_ROOM &&
                                               c->end - mark >= CSV_ROOM};
    c->at = mark < c->end ? mark + 1 : mark;
    c->line += mark < c->end;
    c->split_at = c->at;
    c->lf_count = c->lf_next; /* the window is behind us */
}

bool csv_next(struct csv *c, struct text *fields, size_t room, struct arena *scratch,
              struct csv_record *ret_record)
{
    if (c->at == c->end)
        return false;
    if (c->lf_next == c->lf_count)
        (is_wide() ? window_fill_wide : window_fill_plain)(c);
    if (c->lf_next < c->lf_count)
        cut_out(c, fields, room, ret_record);
    else
        split_record(c, fields, room, scratch, ret_record);
    return true;
}
