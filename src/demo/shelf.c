#include "demo/shelf.h"

/* clang-format off */
static const struct product shelf[] = {
    {"D01", "活期储蓄存款", CLASS_DEMAND, "活期", 1, 0, 5, 0},
    {"D02", "个人结算账户", CLASS_DEMAND, "活期", 1, 0, 5, 0},
    {"T03", "整存整取三个月", CLASS_TIME, "整存整取", 1, 90, 95, 50},
    {"T06", "整存整取六个月", CLASS_TIME, "整存整取", 1, 181, 115, 50},
    {"T12", "整存整取一年", CLASS_TIME, "整存整取", 1, 365, 125, 50},
    {"T24", "整存整取二年", CLASS_TIME, "整存整取", 1, 730, 135, 50},
    {"T36", "整存整取三年", CLASS_TIME, "整存整取", 1, 1095, 170, 50},
    {"T60", "整存整取五年", CLASS_TIME, "整存整取", 1, 1825, 175, 50},
    {"T90", "大额存单三年", CLASS_TIME, "大额存单", 1, 1095, 190, 200000},
    {"M01", "个人一手住房贷款", CLASS_MORTGAGE, "住房贷款", 0, 10950, 335, 0},
    {"M02", "个人二手住房贷款", CLASS_MORTGAGE, "住房贷款", 0, 7300, 345, 0},
    {"M03", "房产抵押经营贷款", CLASS_MORTGAGE, "抵押经营", 0, 1825, 385, 0},
    {"L01", "信用消费贷款", CLASS_CREDIT_LOAN, "消费贷款", 0, 1095, 430, 0},
    {"L02", "保证担保贷款", CLASS_CREDIT_LOAN, "经营贷款", 0, 730, 450, 0},
    {"O01", "存单质押贷款", CLASS_OTHER_LOAN, "质押贷款", 0, 365, 360, 0},
    {"O02", "生源地助学贷款", CLASS_OTHER_LOAN, "助学贷款", 0, 5475, 310, 0},
    {"F01", "南屏货币A", CLASS_FUND, "货币基金", 1, 0, 0, 1},
    {"F02", "南屏稳利短债", CLASS_FUND, "债券基金", 2, 0, 0, 10},
    {"F03", "南屏纯债一年", CLASS_FUND, "债券基金", 2, 0, 0, 10},
    {"F04", "湖光固收增强", CLASS_FUND, "债券基金", 3, 0, 0, 10},
    {"F05", "湖光平衡混合", CLASS_FUND, "混合基金", 3, 0, 0, 10},
    {"F06", "湖光大盘指数", CLASS_FUND, "指数基金", 4, 0, 0, 10},
    {"F07", "远帆成长股票", CLASS_FUND, "股票基金", 4, 0, 0, 10},
    {"F08", "远帆医药健康", CLASS_FUND, "股票基金", 4, 0, 0, 10},
    {"F09", "远帆科技创新", CLASS_FUND, "股票基金", 5, 0, 0, 10},
    {"F10", "远帆全球配置", CLASS_FUND, "海外基金", 5, 0, 0, 100},
    {"B01", "凭证式储蓄国债三年", CLASS_BOND, "凭证式国债", 1, 1095, 193, 100},
    {"B02", "凭证式储蓄国债五年", CLASS_BOND, "凭证式国债", 1, 1826, 200, 100},
    {"B03", "电子式储蓄国债三年", CLASS_BOND, "电子式国债", 1, 1095, 193, 100},
    {"B04", "电子式储蓄国债五年", CLASS_BOND, "电子式国债", 1, 1826, 200, 100},
    {"W01", "安心快线天天利", CLASS_WEALTH, "安心快线", 1, 0, 180, 10000},
    {"W02", "安心快线步步高", CLASS_WEALTH, "安心快线", 1, 0, 190, 10000},
    {"W11", "本利丰34天", CLASS_WEALTH, "本利丰", 2, 34, 200, 10000},
    {"W12", "本利丰62天", CLASS_WEALTH, "本利丰", 2, 62, 210, 10000},
    {"W13", "本利丰90天", CLASS_WEALTH, "本利丰", 2, 90, 220, 10000},
    {"W14", "本利丰181天", CLASS_WEALTH, "本利丰", 2, 181, 235, 50000},
    {"W15", "本利丰一年", CLASS_WEALTH, "本利丰", 2, 365, 245, 50000},
    {"W21", "安心得利35天", CLASS_WEALTH, "安心得利", 2, 35, 215, 10000},
    {"W22", "安心得利63天", CLASS_WEALTH, "安心得利", 2, 63, 225, 10000},
    {"W23", "安心得利91天", CLASS_WEALTH, "安心得利", 2, 91, 240, 10000},
    {"W24", "安心得利182天", CLASS_WEALTH, "安心得利", 2, 182, 255, 50000},
    {"W31", "汇利丰92天", CLASS_WEALTH, "汇利丰", 2, 92, 230, 50000},
    {"W32", "汇利丰184天", CLASS_WEALTH, "汇利丰", 2, 184, 250, 50000},
    {"W33", "汇利丰一年", CLASS_WEALTH, "汇利丰", 3, 365, 270, 50000},
    {"W41", "进取增利181天", CLASS_WEALTH, "进取增利", 3, 181, 290, 100000},
    {"W42", "进取增利一年", CLASS_WEALTH, "进取增利", 3, 365, 310, 100000},
    {"W51", "境外宝一年", CLASS_WEALTH, "境外宝", 4, 365, 330, 200000},
    {"W61", "信托理财两年", CLASS_WEALTH, "信托理财", 4, 730, 420, 1000000},
    {"W91", "湖光开放净值一年", CLASS_WEALTH, "其他", 3, 365, 280, 10000},
    {"I01", "增额终身寿险", CLASS_INSURANCE, "人寿保险", 1, 0, 0, 5000},
    {"I02", "养老年金保险", CLASS_INSURANCE, "年金保险", 1, 0, 0, 10000},
    {"I03", "两全保险五年期", CLASS_INSURANCE, "两全保险", 1, 1826, 200, 10000},
    {"S01", "集合资产管理计划", CLASS_SECURITIES, "资产管理", 3, 0, 0, 50000},
    {"S02", "券商收益凭证", CLASS_SECURITIES, "收益凭证", 2, 182, 230, 50000},
    {"G01", "积存金", CLASS_GOLD, "账户贵金属", 3, 0, 0, 500},
    {"G02", "实物金代保管", CLASS_GOLD, "实物贵金属", 3, 0, 0, 5000},
    {"C01", "借记卡", CLASS_DEBIT_CARD, "借记卡", 0, 0, 0, 0},
    {"K01", "标准信用卡", CLASS_CREDIT_CARD, "信用卡", 0, 0, 0, 0},
    {"K02", "金信用卡", CLASS_CREDIT_CARD, "信用卡", 0, 0, 0, 0},
    {"K03", "白金信用卡", CLASS_CREDIT_CARD, "信用卡", 0, 0, 0, 0},
    {"K04", "钻石信用卡", CLASS_CREDIT_CARD, "信用卡", 0, 0, 0, 0},
    {"P01", "代发工资", CLASS_SETTLEMENT, "代发工资", 0, 0, 0, 0},
    {"P02", "第三方存管", CLASS_SETTLEMENT, "第三方存管", 0, 0, 0, 0},
    {"P03", "代缴费", CLASS_SETTLEMENT, "代缴费", 0, 0, 0, 0},
    {"E01", "手机银行", CLASS_CHANNEL, "电子银行", 0, 0, 0, 0},
    {"E02", "网上银行", CLASS_CHANNEL, "电子银行", 0, 0, 0, 0},
};
/* clang-format on */

size_t shelf_len(void)
{
    return ARRAY_LEN(shelf);
}

const struct product *shelf_at(size_t product)
{
    assert(product < ARRAY_LEN(shelf));
    return &shelf[product];
}

size_t shelf_first(enum product_class class)
{
    size_t i = 0;
    while (shelf[i].class != class)
        i++;
    return i;
}

static size_t count_of(enum product_class class, size_t first)
{
    size_t count = 0;
    while (first + count < ARRAY_LEN(shelf) && shelf[first + count].class == class)
        count++;
    return count;
}

size_t shelf_thrown(struct die *d, enum product_class class)
{
    size_t first = shelf_first(class);
    return first + throw_below(d, count_of(class, first));
}

size_t shelf_for(struct die *d, enum product_class class, fen amount)
{
    enum { TRIES = 4 };
    for (int i = 0; i < TRIES; i++) {
        size_t product = shelf_thrown(d, class);
        if (amount >= YUAN(shelf[product].least))
            return product;
    }
    return shelf_first(class);
}
