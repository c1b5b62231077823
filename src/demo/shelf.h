#pragma once
/* shelf -- private to src/demo: the products that the bank sells. */
#include "engine/words.h"
#include "invent/die.h"

struct product {
    const char *code, *name;
    enum product_class class;
    const char *family;
    int risk;      /* 1 to 5; 0: none */
    int term_days; /* 0: none */
    int rate_bp;   /* a year; 0: none */
    int64_t least; /* yuan */
};

static inline bool class_is_loan(enum product_class c)
{
    return c == CLASS_MORTGAGE || c == CLASS_CREDIT_LOAN || c == CLASS_OTHER_LOAN;
}

size_t shelf_len(void);
const struct product *shelf_at(size_t product);

/* The products of a class stand side by side. */
size_t shelf_first(enum product_class class);
size_t shelf_thrown(struct die *d, enum product_class class);

/* A product of the class that can be bought for so much; the first where nothing else can. */
size_t shelf_for(struct die *d, enum product_class class, fen amount);
