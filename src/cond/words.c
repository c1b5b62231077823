#include "cond/words.h"

#include "base/tongue.h"
#include "cond/catalogue.h"

#define WORDS(list)                                                                                \
    {                                                                                              \
#list, list##_items, ARRAY_LEN(list##_items)                                               \
    }

/* clang-format off */
static const struct word stage_words_items[] = {
    {0, "retained", N_("Retained customer"), "quiet"},
    {1, "potential", N_("Potential customer"), "info"},
    {2, "target", N_("Target customer"), "ok"},
};
const struct words stage_words = WORDS(stage_words);

static const struct word tier_words_items[] = {
    {0, "none", N_("No tier"), "quiet"},
    {1, "potential", N_("Potential"), "potential"},
    {2, "gold", N_("Gold"), "gold"},
    {3, "platinum", N_("Platinum"), "platinum"},
    {4, "growth", N_("Growth"), "growth"},
    {5, "core", N_("Core"), "core"},
};
const struct words tier_words = WORDS(tier_words);

static const struct word standing_words_items[] = {
    {0, "normal", N_("Normal"), "normal"},
    {1, "watch", N_("Watch"), "watch"},
    {2, "attention", N_("Attention"), "attention"},
    {3, "churned", N_("Churned"), "churned"},
};
const struct words standing_words = WORDS(standing_words);

static const struct word class_words_items[] = {
    {0, "demand", N_("Demand deposit")},
    {1, "time", N_("Time deposit")},
    {2, "mortgage", N_("Secured loan")},
    {3, "credit_loan", N_("Credit or guaranteed loan")},
    {4, "other_loan", N_("Other loan")},
    {5, "fund", N_("Fund")},
    {6, "bond", N_("Treasury bond")},
    {7, "wealth", N_("Wealth product")},
    {8, "insurance", N_("Insurance")},
    {9, "securities", N_("Securities")},
    {10, "gold", N_("Precious metals")},
    {11, "debit_card", N_("Debit card")},
    {12, "credit_card", N_("Credit card")},
    {13, "settlement", N_("Settlement service")},
    {14, "channel", N_("Electronic channel")},
};
const struct words class_words = WORDS(class_words);

static const struct word grade_words_items[] = {
    {0, "none", N_("no card"), "quiet"},
    {1, "ordinary", N_("Ordinary card"), "quiet"},
    {2, "gold", N_("Gold card"), "gold"},
    {3, "platinum", N_("Platinum card"), "platinum"},
    {4, "diamond", N_("Diamond card"), "core"},
};
const struct words grade_words = WORDS(grade_words);

static const struct word cert_type_words_items[] = {
    {0, "id", N_("Identity card")},
    {1, "passport", N_("Passport")},
    {2, "household", N_("Household register")},
    {3, "military", N_("Military officer's card")},
    {4, "hk_macau", N_("Mainland permit (Hong Kong and Macau)")},
    {5, "taiwan", N_("Mainland permit (Taiwan)")},
    {6, "foreigner", N_("Foreigner's residence card")},
    {7, "other", N_("Other certificate")},
};
const struct words cert_type_words = WORDS(cert_type_words);

static const struct word gender_words_items[] = {
    {0, "male", N_("Male")},
    {1, "female", N_("Female")},
};
const struct words gender_words = WORDS(gender_words);

static const struct word risk_words_items[] = {
    {0, "C1", N_("C1 cautious")},
    {1, "C2", N_("C2 prudent")},
    {2, "C3", N_("C3 balanced")},
    {3, "C4", N_("C4 growth")},
    {4, "C5", N_("C5 aggressive")},
};
const struct words risk_words = WORDS(risk_words);

static const struct word product_risk_words_items[] = {
    {0, "R1", N_("R1 low")},
    {1, "R2", N_("R2 medium low")},
    {2, "R3", N_("R3 medium")},
    {3, "R4", N_("R4 medium high")},
    {4, "R5", N_("R5 high")},
};
const struct words product_risk_words = WORDS(product_risk_words);

static const struct word account_status_words_items[] = {
    {0, "open", N_("open"), "ok"},
    {1, "frozen", N_("frozen"), "warn"},
    {2, "closed", N_("closed"), "quiet"},
    {3, "moved", N_("moved to another customer"), "quiet"},
};
const struct words account_status_words = WORDS(account_status_words);

static const struct word card_kind_words_items[] = {
    {0, "debit", N_("Debit card")},
    {1, "credit", N_("Credit card")},
};
const struct words card_kind_words = WORDS(card_kind_words);

static const struct word card_status_words_items[] = {
    {0, "active", N_("valid"), "ok"},
    {1, "cancelled", N_("card cancelled"), "quiet"},
    {2, "moved", N_("moved to another customer"), "quiet"},
};
const struct words card_status_words = WORDS(card_status_words);

static const struct word direction_words_items[] = {
    {0, "in", N_("in"), "ok"},
    {1, "out", N_("out"), "quiet"},
};
const struct words direction_words = WORDS(direction_words);

static const struct word txn_sort_words_items[] = {
    {0, "cash", N_("Cash")},
    {1, "transfer", N_("Transfer")},
    {2, "salary", N_("Salary")},
    {3, "purchase", N_("Purchase")},
    {4, "redemption", N_("Redemption")},
    {5, "interest", N_("Interest")},
    {6, "fee", N_("Fee")},
    {7, "card_spend", N_("Card spend")},
    {8, "repayment", N_("Repayment")},
    {9, "other", N_("Other transaction")},
    {TXN_CHANNELS, "counter", N_("Counter")},
    {TXN_CHANNELS + 1, "atm", N_("ATM")},
    {TXN_CHANNELS + 2, "pos", N_("POS")},
    {TXN_CHANNELS + 3, "web", N_("Online banking")},
    {TXN_CHANNELS + 4, "app", N_("Mobile banking")},
    {TXN_CHANNELS + 5, "thirdparty", N_("Third-party payment")},
};
enum { TXN_KINDS = 10 }; /* of these */
const struct words txn_sort_words = WORDS(txn_sort_words);
const struct words txn_kind_words = {"txn_kind_words", txn_sort_words_items, TXN_KINDS};

static const struct word txn_channel_words_items[] = {
    {0, "counter", N_("Counter")},
    {1, "atm", N_("ATM")},
    {2, "pos", N_("POS")},
    {3, "web", N_("Online banking")},
    {4, "app", N_("Mobile banking")},
    {5, "thirdparty", N_("Third-party payment")},
};
const struct words txn_channel_words = WORDS(txn_channel_words);

static const struct word relation_words_items[] = {
    {0, "spouse", N_("Spouse")},
    {1, "parent", N_("Parent")},
    {2, "child", N_("Child")},
    {3, "employer", N_("Employer")},
    {4, "guarantor", N_("Guarantor")},
    {5, "friend", N_("Friend")},
};
const struct words relation_words = WORDS(relation_words);

static const struct word related_words_items[] = {
    {0, "spouse", N_("Spouse")},
    {1, "parent", N_("Parent")},
    {2, "child", N_("Child")},
    {3, "employer", N_("Employer")},
    {4, "guarantor", N_("Guarantor")},
    {5, "friend", N_("Friend")},
    {6, "employee", N_("Employee")},
    {7, "guaranteed", N_("Guaranteed by this customer")},
};
const struct words related_words = WORDS(related_words);
/* clang-format on */
