#pragma once
/* made_bank -- a bank in memory for measurements, made by chance, the same one each time. */
#include "engine/run.h"

struct made_bank {
    struct book book;
    struct rules rules;
    struct run run;
    uint32_t products[CLASS_COUNT];
    uint32_t customers;
    uint64_t seed;
    uint64_t keys;
    size_t touched;
};

/* With twelve month ends behind it; each customer has one to five accounts. */
void made_bank_open(struct made_bank *b, uint32_t customers);
void made_bank_release(struct made_bank *b);

void made_begin(struct made_bank *b, day d);
day month_end_after(day d);

/* What the night brings: a tenth of the accounts with other balances, some card spend. */
void made_deliver(struct made_bank *b);
