-- The bank before its first night: keys, the first day's holdings, and the state of the day before
-- it (opening.csv) as state_open.  Tables are sorted by customer.
csv product_record product.csv product_code text, name text, class text, family text, risk text, term_days integer, rate numeric(18,8), min_amount numeric(15,2), on_sale_from date, on_sale_to date
csv opening_record opening.csv customer_no text, fa_ytd_sum numeric(15,2), aum_m1 numeric(15,2), aum_m2 numeric(15,2), aum_m3 numeric(15,2), aum_m4 numeric(15,2), aum_m5 numeric(15,2), aum_m6 numeric(15,2), aum_m7 numeric(15,2), aum_m8 numeric(15,2), aum_m9 numeric(15,2), aum_m10 numeric(15,2), aum_m11 numeric(15,2), aum_m12 numeric(15,2), stage text, tier text, since date

create table words as select * from (values
  ('class', 'demand', 0), ('class', 'time', 1), ('class', 'mortgage', 2), ('class', 'credit_loan', 3),
  ('class', 'other_loan', 4), ('class', 'fund', 5), ('class', 'bond', 6), ('class', 'wealth', 7),
  ('class', 'insurance', 8), ('class', 'securities', 9), ('class', 'gold', 10), ('class', 'debit_card', 11),
  ('class', 'credit_card', 12), ('class', 'settlement', 13), ('class', 'channel', 14),
  ('status', 'open', 0), ('status', 'frozen', 1), ('status', 'closed', 2),
  ('grade', 'ordinary', 1), ('grade', 'gold', 2), ('grade', 'platinum', 3), ('grade', 'diamond', 4),
  ('stage', 'retained', 0), ('stage', 'potential', 1), ('stage', 'target', 2),
  ('tier', 'none', 0), ('tier', 'potential', 1), ('tier', 'gold', 2), ('tier', 'platinum', 3),
  ('tier', 'growth', 4), ('tier', 'core', 5)) as w(kind, word, code);

create table product as
  select product_code, code as class from product_record join words on kind = 'class' and word = product_record.class;
create table currencies as
  select 0 as cur, 'CNY' as code
  union all select cast(row_number() over (order by currency) as integer), currency from rate_record_0;
create table rate_0 as
  select cur, coalesce(cast(rate * 10000 as bigint), 10000) as rate
  from currencies left join rate_record_0 on currency = code;

create table customer as
  select cast(row_number() over (order by customer_no) as integer) as cid, customer_no,
         cast(extract(month from birth_date) as integer) as birth_month,
         cast(extract(day from birth_date) as integer) as birth_day
  from customer_record_0 order by 1;
create table account_key as
  select cast(row_number() over (order by account_no) as integer) as aid, account_no
  from account_record_0 order by 1;
create table card_key as
  select cast(row_number() over (order by card_no) as integer) as kid, card_no
  from card_record_0 order by 1;
