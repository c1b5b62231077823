#include "demo/person.h"

enum {
    HOUSE = 4,       /* numbers a house */
    TWINS_IN = 300,  /* one of so many is known under another number already */
    TWIN_BACK = 5,   /* that many numbers before */
    REGION = 990000, /* a region code that nobody has */
    A_REGION = 500,  /* people of a region code with each sequence */
    REGIONS = 10000,
};

/* ---- houses ---- */

static const enum role houses[][HOUSE] = {
    {ROLE_SINGLE, ROLE_SINGLE, ROLE_SINGLE, ROLE_SINGLE},
    {ROLE_SINGLE, ROLE_SINGLE, ROLE_SINGLE, ROLE_SINGLE},
    {ROLE_HUSBAND, ROLE_WIFE, ROLE_SINGLE, ROLE_SINGLE},
    {ROLE_HUSBAND, ROLE_WIFE, ROLE_CHILD, ROLE_ELDER},
    {ROLE_HUSBAND, ROLE_WIFE, ROLE_CHILD, ROLE_CHILD},
};

static bool is_twin(const struct town *t, uint32_t customer)
{
    struct die d = town_die(t, DIE_PERSON, customer);
    return customer >= TWIN_BACK && throw_below(&d, TWINS_IN) == 0;
}

static uint32_t who_is(const struct town *t, uint32_t customer)
{
    while (is_twin(t, customer))
        customer -= TWIN_BACK;
    return customer;
}

/* Years old on the newest day; children follow their parents, who follow the house. */
static int years_of(enum role role, struct die *house, struct die *own)
{
    int parents = 30 + (int)throw_below(house, 34);
    switch (role) {
    case ROLE_HUSBAND:
        return parents + 1;
    case ROLE_WIFE:
        return parents - (int)throw_below(own, 4);
    case ROLE_CHILD:
        return parents >= 44 ? parents - 25 - (int)throw_below(own, 3)
                             : 16 + (int)throw_below(own, 3);
    case ROLE_ELDER:
        return parents + 24 + (int)throw_below(own, 6);
    case ROLE_SINGLE:
        break;
    }
    return 18 + (int)throw_below(own, 40) + (int)throw_below(own, 26);
}

static bool is_female(enum role role, struct die *own)
{
    bool thrown = throw_below(own, 2);
    return role == ROLE_WIFE || (role != ROLE_HUSBAND && role != ROLE_ELDER && thrown);
}

struct person person_of(const struct town *t, uint32_t customer)
{
    struct person p = {.who = who_is(t, customer)};
    p.home = p.who - p.who % HOUSE;
    struct die house = town_die(t, DIE_HOME, p.home);
    struct die own = town_die(t, DIE_PERSON, p.who);
    p.role = houses[throw_below(&house, ARRAY_LEN(houses))][p.who % HOUSE];
    const char *family = surname_thrown(&house);
    (void)throw_die(&own); /* decided about the twin */
    p.birth = day_add_months(t->size.until, -12 * years_of(p.role, &house, &own));
    p.birth -= (day)throw_below(&own, 365);
    p.female = is_female(p.role, &own);
    const char *surname = surname_thrown(&own);
    p.surname = p.role == ROLE_SINGLE || p.role == ROLE_WIFE ? surname : family;
    p.given = given_name_thrown(&own, p.female, day_ymd(p.birth).year);
    return p;
}

int age_of(const struct person *p, day d)
{
    return (d - p->birth) / 365;
}

/* ---- parts of the row ---- */

void put_customer_no(struct line *l, uint32_t customer)
{
    put_char(l, 'C');
    put_digits(l, (uint64_t)customer + 1, 9);
}

void put_person_name(struct line *l, const struct person *p)
{
    put_text(l, p->surname);
    put_text(l, p->given);
}

/* Of the type, and its number: one in eighty has none of the country. */
static void put_certificate_of(struct line *l, const struct person *p)
{
    bool hk_macau = p->who % 97 == 5, passport = p->who % 311 == 7;
    if (hk_macau || passport) {
        put_text(l, hk_macau ? "hk_macau,H" : "passport,E");
        put_digits(l, p->who, 8);
        return;
    }
    put_text(l, "id,");
    unsigned region = REGION + p->who / A_REGION % REGIONS;
    unsigned sequence = p->who % A_REGION * 2 + !p->female;
    put_certificate(l, region, p->birth, sequence);
}

/* Eleven digits that no telephone in the country can have: mobile numbers begin with 13 to 19. */
static void put_phone(struct line *l, struct die *contact)
{
    put_text(l, "12");
    put_digits(l, throw_below(contact, 1000000000), 9);
}

uint32_t home_outlet(const struct town *t, const struct person *p)
{
    struct die d = town_die(t, DIE_HOME, (uint64_t)p->home + 2);
    return (uint32_t)throw_below(&d, t->network.counts[LEVEL_OUTLET]);
}

static void put_address(struct line *l, const struct town *t, uint32_t outlet, struct die *where)
{
    uint32_t org = network_outlet(&t->network, outlet);
    put_text(l, network_province(&t->network, org)->name);
    put_text(l, network_city(&t->network, org)->name);
    put_text(l, "市");
    put_text(l, network_district(&t->network, org));
    put_text(l, street_named(throw_die(where)));
    put_number(l, throw_between(where, 1, 680));
    put_text(l, "号");
    put_text(l, compound_thrown(where));
    put_number(l, throw_between(where, 1, 28));
    put_text(l, "幢");
    put_number(l, throw_between(where, 1, 18) * 100 + throw_between(where, 1, 4));
    put_text(l, "室");
}

static const char *occupation_of(const struct holder *h, struct die *d)
{
    static const char *const words[PERSONA_COUNT][4] = {
        [PERSONA_STUDENT] = {"学生", "学生", "学生", "待业"},
        [PERSONA_WORKER] = {"产业工人", "司机", "服务员", "建筑工人"},
        [PERSONA_OFFICIAL] = {"公务员", "教师", "医生", "事业单位职员"},
        [PERSONA_WHITE_COLLAR] = {"工程师", "会计", "企业管理人员", "销售"},
        [PERSONA_TRADER] = {"个体经营", "企业主", "批发商", "自由职业"},
        [PERSONA_RETIRED] = {"退休", "退休", "退休", "退休"},
        [PERSONA_DORMANT] = {"其他", "农业", "料理家务", "自由职业"},
    };
    return words[h->persona][throw_below(d, 4)];
}

static const char *education_of(int age, struct die *d)
{
    static const char *const young[] = {"本科", "大专", "本科", "硕士", "高中", "博士"};
    static const char *const old[] = {"初中", "高中", "高中", "大专", "小学", "本科"};
    if (age < 22)
        return age < 19 ? "高中" : throw_below(d, 2) ? "大专" : "本科";
    return (age < 45 ? young : old)[throw_below(d, 6)];
}

static const char *marital_of(const struct person *p, int age, struct die *d)
{
    if (p->role == ROLE_HUSBAND || p->role == ROLE_WIFE)
        return "已婚";
    if (p->role == ROLE_ELDER)
        return throw_below(d, 3) ? "已婚" : "丧偶";
    return age < 27 ? "未婚" : throw_below(d, 5) < 3 ? "已婚" : throw_below(d, 3) ? "未婚" : "离异";
}

static void put_risk(struct line *l, const struct town *t, struct die *d)
{
    if (throw_below(d, 6) == 0) {
        put_comma(l); /* never asked */
        return;
    }
    put_char(l, 'C');
    put_digits(l, throw_between(d, 1, 5), 1);
    put_comma(l);
    put_day(l, t->first - (day)throw_between(d, 1, 500));
}

static void put_profile(struct line *l, const struct town *t, const struct person *p,
                        const struct holder *h)
{
    struct die d = town_die(t, DIE_CONTACT, (uint64_t)p->who << 8);
    int age = age_of(p, t->size.until);
    put_text(l, occupation_of(h, &d));
    put_comma(l);
    put_text(l, education_of(age, &d));
    put_comma(l);
    put_text(l, marital_of(p, age, &d));
    put_comma(l);
    if (h->income && throw_below(&d, 10))
        put_fen(l, h->income * 12 / YUAN(1000) * YUAN(1000));
    put_comma(l);
    put_risk(l, t, &d);
}

void put_customer(struct line *l, const struct town *t, uint32_t customer)
{
    const struct holder *h = holder_at(t, customer);
    struct person p = person_of(t, customer);
    struct die contact = town_die(t, DIE_CONTACT, (uint64_t)customer << 8 | h->renewed);
    bool alone = h->renewed || p.role == ROLE_SINGLE;
    struct die where = alone ? contact : town_die(t, DIE_HOME, (uint64_t)p.home + 1);
    put_customer_no(l, customer);
    put_comma(l);
    put_certificate_of(l, &p);
    put_comma(l);
    put_person_name(l, &p);
    put_text(l, p.female ? ",female," : ",male,");
    put_day(l, p.birth);
    put_comma(l);
    put_phone(l, &contact);
    put_comma(l);
    if (throw_below(&contact, 5) < 3) {
        put_char(l, 'c');
        put_number(l, (uint64_t)customer + 1);
        put_text(l, "@mail.example");
    }
    put_comma(l);
    put_address(l, t, alone ? h->outlet : home_outlet(t, &p), &where);
    put_comma(l);
    put_profile(l, t, &p, h);
    put_comma(l);
    put_org_no(l, &t->network, network_outlet(&t->network, h->outlet));
    put_comma(l);
    put_day(l, h->since);
    put_text(l, throw_below(&contact, 25) ? ",0\n" : ",1\n");
}

/* ---- relations ---- */

static void tell(struct town *t, uint32_t from, uint32_t to, const char *kind)
{
    struct line l = pen_line(&t->pen, FILE_RELATION);
    put_customer_no(&l, from);
    put_comma(&l);
    put_customer_no(&l, to);
    put_comma(&l);
    put_text(&l, kind);
    put_char(&l, '\n');
    pen_row(&t->pen, FILE_RELATION, l);
}

/* What 'other' is to somebody of that role; NULL: nothing that the bank knows of. */
static const char *kin(enum role one, enum role other)
{
    bool parent = one == ROLE_HUSBAND || one == ROLE_WIFE;
    if (parent && (other == ROLE_HUSBAND || other == ROLE_WIFE))
        return "spouse";
    if (parent && other == ROLE_CHILD)
        return "child";
    if (one == ROLE_CHILD && (other == ROLE_HUSBAND || other == ROLE_WIFE))
        return "parent";
    if (one == ROLE_HUSBAND && other == ROLE_ELDER)
        return "parent";
    return one == ROLE_ELDER && other == ROLE_HUSBAND ? "child" : NULL;
}

static void tell_family(struct town *t, uint32_t customer, const struct person *p)
{
    for (uint32_t other = p->home; other < p->home + HOUSE; other++) {
        if (other == customer || other >= t->holders.len || is_twin(t, other))
            continue;
        struct person q = person_of(t, other);
        const char *kind = kin(p->role, q.role);
        if (kind)
            tell(t, customer, other, kind);
    }
}

void tell_relations(struct town *t, uint32_t customer)
{
    struct person p = person_of(t, customer);
    struct die d = town_die(t, DIE_FRIENDS, customer);
    if (p.who != customer)
        return;
    tell_family(t, customer, &p);
    uint32_t other = (uint32_t)throw_below(&d, t->holders.len);
    uint64_t how = throw_below(&d, 100);
    if (how < 5 && other - other % HOUSE != p.home)
        tell(t, customer, other, how == 0 ? "guarantor" : how == 1 ? "employer" : "friend");
}
