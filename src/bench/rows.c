#include "bench/rows.h"

#include "engine/words.h"

/* A pick is written p[i]; all names are invented. */
#define PICK(d, list) ((list)[throw_below((d), ARRAY_LEN(list))])

/* clang-format off */
static const char *const surnames[] = {
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "高", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "欧阳", "司马"};
static const char *const given[] = {
    "伟", "芳", "娜", "敏", "静", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超",
    "秀", "霞", "平", "刚", "桂", "英", "华", "玉", "兰", "红", "丽", "建", "国", "文", "晓", "雪",
    "宇", "欣", "怡", "晨", "浩", "然", "子", "轩"};
static const char *const provinces[] = {
    "北京市", "上海市", "江苏省", "浙江省", "广东省", "四川省", "湖北省", "山东省", "河南省", "福建省"};
static const char *const cities[] = {
    "东城区", "浦东新区", "南京市鼓楼区", "杭州市西湖区", "广州市天河区", "成都市武侯区",
    "武汉市江汉区", "济南市历下区", "郑州市金水区", "厦门市思明区"};
static const char *const roads[] = {
    "人民路", "解放路", "中山路", "建设大道", "和平街", "文化路", "长江路", "新华路", "学院路", "滨河路"};
static const char *const occupations[] = {
    "教师", "工程师", "医生", "个体经营", "公务员", "退休", "销售", "会计", "农业", "学生", "司机", "厨师"};
static const char *const educations[] = {"初中", "高中", "大专", "本科", "硕士", "博士"};
static const char *const maritals[] = {"未婚", "已婚", "离异", "丧偶"};
static const char *const shops[] = {
    "朝阳百货", "东方超市", "好邻居便利店", "蓝天加油站", "春风书店", "和记餐厅", "悦来酒店", "云上电商"};
static const char *const banks[] = {"本行", "东海银行", "江南银行", "北岭银行", "华夏农商行"};
static const char *const notes[] = {"消费", "转账", "工资", "货款", "还款", "理财", "房租", "学费"};
static const char *const class_words[CLASS_COUNT] = {
    "活期", "定期", "住房贷款", "信用贷款", "其他贷款", "基金", "国债", "理财", "保险", "证券", "黄金",
    "借记卡", "信用卡", "代发工资", "电子渠道"};
static const int rates[CURRENCIES] = {0, 71234, 9123, 78112, 471}; /* of 10,000 */
/* clang-format on */

/* ---- parts of rows ---- */

static const char *code(enum dayfile file, int column, uint64_t index)
{
    const struct column *c = dayfile_column_at(file, column);
    assert(index < (uint64_t)c->code_count);
    return c->codes[index];
}

static void put_outlet(struct line *l, uint64_t outlet)
{
    put_char(l, 'O');
    put_digits(l, outlet, 5);
}

static void put_customer(struct line *l, uint64_t customer)
{
    put_char(l, 'C');
    put_digits(l, customer, 12);
}

static void put_account(struct line *l, uint64_t account)
{
    put_text(l, "621700");
    put_digits(l, account, 13);
}

static void put_product(struct line *l, int product)
{
    put_char(l, 'P');
    put_digits(l, (uint64_t)product, 4);
}

static void put_name(struct line *l, struct die *d)
{
    put_text(l, PICK(d, surnames));
    put_text(l, PICK(d, given));
    if (throw_below(d, 4))
        put_text(l, PICK(d, given));
}

static void put_phone(struct line *l, struct die *d)
{
    put_char(l, '1');
    put_digits(l, throw_between(d, 3, 9), 1);
    put_digits(l, throw_below(d, 1000000000), 9);
}

static void put_address(struct line *l, struct die *d)
{
    uint64_t where = throw_below(d, ARRAY_LEN(provinces));
    put_text(l, provinces[where]);
    put_text(l, cities[where]);
    put_text(l, PICK(d, roads));
    put_number(l, throw_between(d, 1, 999));
    put_text(l, "号");
}

/* No two customers have the same. */
static void put_id(struct line *l, uint64_t customer, day birth)
{
    put_certificate(l, (unsigned)(110000 + customer / 1000 % 800000), birth,
                    (unsigned)(customer % 1000));
}

/* ---- the small files ---- */

static void org_row(const struct day_file *f, uint64_t n, struct line *l)
{
    const struct world *w = f->world;
    const char *region = provinces[n % ARRAY_LEN(provinces)];
    if (n == 0) {
        put_text(l, "H00000,,head,总行,北京市\n");
        return;
    }
    uint64_t i = n - 1;
    bool branch = i < w->branches, centre = !branch && i < w->branches + w->centres;
    i -= branch ? 0 : centre ? w->branches : w->branches + w->centres;
    put_char(l, branch ? 'B' : centre ? 'S' : 'O');
    put_digits(l, i, 5);
    put_text(l, branch ? ",H" : centre ? ",B" : ",S");
    put_digits(l, branch ? 0 : i % (centre ? w->branches : w->centres), 5);
    put_text(l, branch ? ",tier1,第" : centre ? ",tier2,第" : ",outlet,第");
    put_number(l, i + 1);
    put_text(l, branch ? "分行," : centre ? "支行," : "网点,");
    put_text(l, region);
    put_char(l, '\n');
}

static int class_of_product(int product)
{
    int class = 0;
    while ((class + 1) * PRODUCTS / CLASS_COUNT <= product)
        class ++;
    return class;
}

static void product_row(const struct day_file *f, uint64_t n, struct line *l)
{
    int class = class_of_product((int)n);
    (void)f;
    put_product(l, (int)n);
    put_comma(l);
    put_text(l, class_words[class]);
    put_number(l, n + 1);
    put_text(l, "号,");
    put_text(l, code(FILE_PRODUCT, PRODUCT_CLASS, (uint64_t) class));
    put_comma(l);
    put_text(l, class_words[class]);
    put_comma(l);
    put_text(l, code(FILE_PRODUCT, PRODUCT_RISK, n % 5));
    put_text(l, class == CLASS_TIME ? ",365,0.0195,50.00,2015-01-01,\n"
                                    : ",,0.0025,0.00,2010-01-01,2099-12-31\n");
}

static void fx_row(const struct day_file *f, uint64_t n, struct line *l)
{
    uint64_t rate = (uint64_t)rates[n + 1] * (1000 + (uint64_t)f->night) / 1000;
    put_text(l, currency_names[n + 1]);
    put_comma(l);
    put_number(l, rate / 10000);
    put_char(l, '.');
    put_digits(l, rate % 10000, 4);
    put_char(l, '\n');
}

static void staff_row(const struct day_file *f, uint64_t n, struct line *l)
{
    struct die d = night_die(DIE_STAFF, FIRST_DAY, n);
    put_char(l, 'E');
    put_digits(l, n, 6);
    put_comma(l);
    put_name(l, &d);
    put_comma(l);
    put_outlet(l, n % f->world->outlets);
    put_comma(l);
    put_text(l, code(FILE_STAFF, STAFF_POST, throw_below(&d, 13)));
    put_comma(l);
    put_phone(l, &d);
    put_text(l, ",e");
    put_number(l, n);
    put_text(l, throw_below(&d, 2) ? "@bank.example,理财;外汇,active\n"
                                   : "@bank.example,贷款,active\n");
}

/* ---- customers ---- */

static uint64_t customer_number(const struct day_file *f, uint64_t n)
{
    return f->night == FIRST_DAY ? n : named_at_night(f->night, 100, n);
}

static void put_person(struct line *l, struct die *d)
{
    put_text(l, PICK(d, occupations));
    put_comma(l);
    put_text(l, PICK(d, educations));
    put_comma(l);
    put_text(l, PICK(d, maritals));
    put_comma(l);
    put_fen(l, YUAN(throw_between(d, 20, 800)) * 1000);
    put_comma(l);
    put_text(l, code(FILE_CUSTOMER, CUSTOMER_RISK_LEVEL, throw_below(d, 5)));
    put_comma(l);
    put_day(l, night_day(FIRST_DAY) - (day)throw_between(d, 1, 700));
}

static void customer_row(const struct day_file *f, uint64_t n, struct line *l)
{
    uint64_t c = customer_number(f, n);
    struct die d = night_die(DIE_PERSON, FIRST_DAY, c);
    struct die contact = night_die(DIE_CONTACT, f->night, c);
    day birth = day_of((struct ymd){1938, 1, 1}) + (day)throw_below(&d, 25000);
    put_customer(l, c);
    put_text(l, ",id,");
    put_id(l, c, birth);
    put_comma(l);
    put_name(l, &d);
    put_text(l, throw_below(&d, 2) ? ",male," : ",female,");
    put_day(l, birth);
    put_comma(l);
    put_phone(l, &contact);
    put_text(l, ",c");
    put_number(l, c);
    put_text(l, "@mail.example,");
    put_address(l, &contact);
    put_comma(l);
    put_person(l, &d);
    put_comma(l);
    put_outlet(l, outlet_of(f->world, c));
    put_comma(l);
    put_day(l, night_day(FIRST_DAY) - (day)throw_between(&d, 1, 6000));
    put_text(l, throw_below(&d, 20) ? ",0\n" : ",1\n");
}

/* ---- accounts, cards ---- */

static uint64_t account_number(const struct day_file *f, uint64_t n)
{
    return f->night == FIRST_DAY ? n : named_at_night(f->night, 10, n);
}

static void account_row(const struct day_file *f, uint64_t n, struct line *l)
{
    uint64_t number = account_number(f, n);
    struct owned_account a = account_on(f->world, f->night, number);
    put_account(l, number);
    put_comma(l);
    put_customer(l, a.owner);
    put_comma(l);
    put_product(l, a.product);
    put_comma(l);
    put_text(l, currency_names[a.currency]);
    put_comma(l);
    put_fen(l, a.balance);
    put_comma(l);
    put_outlet(l, outlet_of(f->world, a.owner));
    put_comma(l);
    put_day(l, a.opened);
    put_comma(l);
    put_day(l, a.matures);
    put_comma(l);
    put_text(l, code(FILE_ACCOUNT, ACCOUNT_STATUS, (uint64_t)a.status));
    put_comma(l);
    put_fen(l, a.cost);
    put_text(l, a.auto_renew ? ",1\n" : ",0\n");
}

static uint64_t grade_for(fen worth)
{
    return worth >= YUAN(5000000) ? 3 : worth >= YUAN(500000) ? 2 : worth >= YUAN(100000) ? 1 : 0;
}

/* Three of five customers have a card. */
static void card_row(const struct day_file *f, uint64_t n, struct line *l)
{
    uint64_t number = f->night == FIRST_DAY ? n : named_at_night(f->night, 60, n);
    struct die d = night_die(DIE_CARD, FIRST_DAY, number);
    struct die change = night_die(DIE_CHANGE, f->night, number);
    uint64_t customer = number * 5 / 3;
    uint64_t grade = grade_for(worth_of(customer));
    bool credit = throw_below(&d, 5) < 2;
    put_text(l, "6225");
    put_digits(l, number, 12);
    put_comma(l);
    put_customer(l, customer);
    put_comma(l);
    put_text(l, code(FILE_CARD, CARD_KIND, credit));
    put_comma(l);
    put_text(l, code(FILE_CARD, CARD_GRADE, credit ? grade : throw_below(&d, grade + 1)));
    put_text(l, grade && throw_below(&d, 2) ? ",1," : ",0,");
    put_day(l, night_day(FIRST_DAY) - (day)throw_between(&d, 1, 3000));
    put_comma(l);
    put_day(l, night_day(FIRST_DAY) + (day)throw_below(&d, 2100) - 100);
    put_comma(l);
    bool cancelled = throw_below(&d, 30) == 0;
    if (f->night != FIRST_DAY)
        cancelled = throw_below(&change, 10) == 0;
    put_text(l, cancelled ? "cancelled\n" : "active\n");
}

/* ---- transactions ---- */

struct movement_row {
    uint64_t account, owner;
    day on;
    bool out;
    fen amount;
    const char *kind, *channel;
};

static void put_movement(struct line *l, uint64_t n, struct die *d, const struct movement_row *m)
{
    struct ymd ymd = day_ymd(m->on);
    put_char(l, 'T');
    put_digits(l, (uint64_t)(ymd.year * 10000 + ymd.month * 100 + ymd.day), 8);
    put_digits(l, n, 10);
    put_comma(l);
    put_account(l, m->account);
    put_comma(l);
    put_customer(l, m->owner);
    put_comma(l);
    put_day(l, m->on);
    put_char(l, ' ');
    put_digits(l, throw_below(d, 24), 2);
    put_char(l, ':');
    put_digits(l, throw_below(d, 60), 2);
    put_char(l, ':');
    put_digits(l, throw_below(d, 60), 2);
    put_text(l, m->out ? ",out," : ",in,");
    put_fen(l, m->amount);
    put_comma(l);
    put_text(l, m->kind);
    put_comma(l);
    put_text(l, m->channel);
    put_comma(l);
    put_text(l, PICK(d, shops));
    put_comma(l);
    put_text(l, PICK(d, banks));
    put_text(l, throw_below(d, 10) ? ",0," : ",1,");
    put_text(l, PICK(d, notes));
    put_char(l, '\n');
}

/* Spending on cards: mostly small, sometimes a car. */
static fen spending(struct die *d)
{
    uint64_t how = throw_below(d, 1000);
    fen most = how < 900 ? YUAN(800) : how < 997 ? YUAN(12000) : YUAN(300000);
    return 100 + (fen)throw_below(d, (uint64_t)most);
}

/* The past year: one of ten neighbouring accounts, a credit card's where there is one. */
static void past_row(const struct day_file *f, uint64_t n, struct line *l)
{
    struct die d = night_die(DIE_SPEND, FIRST_DAY, n);
    uint64_t least = n * 10,
             most = least + 10 < f->world->accounts ? least + 10 : f->world->accounts;
    uint64_t at = least + throw_below(&d, most - least);
    struct owned_account a = account_on(f->world, FIRST_DAY, at);
    for (uint64_t i = least; i < most && a.class != CLASS_CREDIT_CARD; i++) {
        at = i;
        a = account_on(f->world, FIRST_DAY, at);
    }
    put_movement(l, n, &d,
                 &(struct movement_row){.account = at,
                                        .owner = a.owner,
                                        .on = night_day(FIRST_DAY) - (day)throw_between(&d, 1, 364),
                                        .out = throw_below(&d, 40) != 0,
                                        .amount = spending(&d),
                                        .kind = "card_spend",
                                        .channel = "pos"});
}

/* A night: what moved each account that the night names. */
static void movement_row(const struct day_file *f, uint64_t n, struct line *l)
{
    struct die d = night_die(DIE_SPEND, f->night, n);
    uint64_t number = account_number(f, n);
    struct owned_account a = account_on(f->world, f->night, number);
    bool card = a.class == CLASS_CREDIT_CARD;
    fen size = a.change < 0 ? -a.change : a.change;
    put_movement(l, n, &d,
                 &(struct movement_row){
                     .account = number,
                     .owner = a.owner,
                     .on = night_day(f->night),
                     .out = card ? throw_below(&d, 40) != 0 : a.change < 0,
                     .amount = card || size == 0 ? spending(&d) : size,
                     .kind = card ? "card_spend"
                                  : code(FILE_TRANSACTION, TRANSACTION_KIND, throw_below(&d, 7)),
                     .channel = code(FILE_TRANSACTION, TRANSACTION_CHANNEL, throw_below(&d, 6))});
}

static void transaction_row(const struct day_file *f, uint64_t n, struct line *l)
{
    if (f->night == FIRST_DAY)
        past_row(f, n, l);
    else
        movement_row(f, n, l);
}

/* ---- the past ---- */

static uint64_t tier_for(fen worth)
{
    return worth >= YUAN(10000000)  ? TIER_CORE
           : worth >= YUAN(5000000) ? TIER_GROWTH
           : worth >= YUAN(500000)  ? TIER_PLATINUM
           : worth >= YUAN(200000)  ? TIER_GOLD
           : worth >= YUAN(10000)   ? TIER_POTENTIAL
                                    : TIER_NONE;
}

/* One in twenty was richer or poorer before, so that stages and tiers have something to do. */
static fen former_worth(uint64_t customer, struct die *d)
{
    fen worth = worth_of(customer);
    uint64_t how = throw_below(d, 40);
    return how == 0 ? worth * 3 / 2 : how == 1 ? worth / 2 : worth;
}

static void opening_row(const struct day_file *f, uint64_t n, struct line *l)
{
    (void)f;
    struct die d = night_die(DIE_PAST, FIRST_DAY, n);
    fen worth = former_worth(n, &d);
    fen month = worth;
    day last = night_day(FIRST_DAY) - 1;
    put_customer(l, n);
    put_comma(l);
    put_fen(l, worth * day_of_year(last));
    for (int m = 1; m <= 12; m++) {
        put_comma(l);
        put_fen(l, month);
        month = month * (fen)throw_between(&d, 95, 105) / 100;
    }
    bool target = worth >= YUAN(100000), potential = worth >= YUAN(10000);
    put_comma(l);
    put_text(l, code(FILE_OPENING, OPENING_STAGE, target + potential));
    put_comma(l);
    put_text(l, code(FILE_OPENING, OPENING_TIER, tier_for(worth)));
    put_comma(l);
    if (target)
        put_day(l, last - (day)(throw_below(&d, 10) ? 0 : throw_below(&d, 180)));
    put_char(l, '\n');
}

/* ---- files ---- */

uint64_t day_file_rows(const struct day_file *f)
{
    const struct world *w = f->world;
    bool first = f->night == FIRST_DAY;
    switch (f->file) {
    case FILE_ORG:
        return first ? 1 + w->branches + w->centres + w->outlets : 0;
    case FILE_PRODUCT:
        return first ? PRODUCTS : 0;
    case FILE_FX:
        return CURRENCIES - 1;
    case FILE_STAFF:
        return first ? w->staff : 0;
    case FILE_CUSTOMER:
        return first ? w->customers : w->customers / 100;
    case FILE_ACCOUNT:
        return first ? w->accounts : w->accounts / 10;
    case FILE_CARD:
        return first ? w->cards : w->cards / 60;
    case FILE_TRANSACTION:
        return w->accounts / 10;
    case FILE_OPENING:
        return first ? w->customers : 0;
    case FILE_BEHAVIOUR:
    case FILE_RELATION:
    case FILE_COUNT:
        break;
    }
    return 0;
}

bool day_file_is_full(const struct day_file *f)
{
    return f->night == FIRST_DAY && f->file != FILE_TRANSACTION && f->file != FILE_OPENING;
}

void day_file_row(const struct day_file *f, uint64_t number, struct line *line)
{
    static void (*const rows[FILE_COUNT])(const struct day_file *, uint64_t, struct line *) = {
        [FILE_ORG] = org_row,
        [FILE_PRODUCT] = product_row,
        [FILE_FX] = fx_row,
        [FILE_STAFF] = staff_row,
        [FILE_CUSTOMER] = customer_row,
        [FILE_ACCOUNT] = account_row,
        [FILE_CARD] = card_row,
        [FILE_TRANSACTION] = transaction_row,
        [FILE_OPENING] = opening_row,
    };
    rows[f->file](f, number, line);
}
