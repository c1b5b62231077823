#pragma once
/* Private to this room: made -- what is made of columns by who asks for it first, and kept as long
 * as the day that they are of.  There are few of them: a list. */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/* The column, or two of them; NULL: none. */
struct made_of {
    const void *first, *second;
};
/* Begins whatever is made. */
struct made {
    struct made *next;
    struct made_of of;
    size_t bytes; /* that it takes */
};

struct made_list {
    pthread_mutex_t lock;
    struct made *first;
    size_t bytes;
};

typedef void made_free(struct made *made);

void made_begin(struct made_list *l);
void made_end(struct made_list *l, made_free *free_one);

/* Any thread.  NULL: it is not there; *ret_full then: nor is there room for it, of so many bytes.
 */
const struct made *made_find(struct made_list *l, struct made_of of, size_t most, bool *ret_full);
/* Two who ask at the same moment may both have made it: the first one's stays. */
const struct made *made_keep(struct made_list *l, struct made *made, made_free *free_one);
