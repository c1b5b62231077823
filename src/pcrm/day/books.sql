-- Reading the books.  COPY takes no parameters: the day stands in the transaction's setting
-- guanhu.day.  What there are many of comes unsorted, all versions up to the day: the newest wins in
-- memory (books.c), which costs less than any sort here.

-- name: books_day_set :one
-- in: day date
-- out: day text
select set_config('guanhu.day', to_char(:day::date, 'YYYY-MM-DD'), true) as day;

-- name: books_first_day :one
-- out: day date?
select min(day) as day from business_day;

-- name: books_orgs :copy_out
-- out: org_id int4, org_no text
copy (select org_id, min(org_no) as org_no from org where day <= current_setting('guanhu.day')::date
      group by org_id order by org_id) to stdout (format binary);

-- name: books_products :copy_out
-- out: product_id int4, product_code text, class int2
copy (select distinct on (product_id) product_id, product_code, class from product
      where day <= current_setting('guanhu.day')::date
      order by product_id, day desc) to stdout (format binary);

-- name: books_currencies :copy_out
-- out: currency_id int4, currency text, rate int8
copy (select distinct on (currency_id) currency_id, currency, rate from currency
      where day <= current_setting('guanhu.day')::date
      order by currency_id, day desc) to stdout (format binary);

-- name: books_staff :copy_out
-- out: staff_id int4, staff_no text, has_left bool
copy (select distinct on (staff_id) staff_id, staff_no, has_left from staff
      where day <= current_setting('guanhu.day')::date
      order by staff_id, day desc) to stdout (format binary);

-- name: books_customers :copy_out
-- out: customer_id int8, customer_no text
copy (select customer_id, customer_no from customer
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: books_customer_records :copy_out
-- out: customer_id int8, day date, gone bool, birth_date date?
copy (select customer_id, day, gone, birth_date from customer_record
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: books_accounts :copy_out
-- out: account_id int8, account_no_hash hash
copy (select account_id, account_no_hash from account
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: books_account_records :copy_out
-- out: account_id int8, customer_id int8, day date, product_id int4, currency_id int4, balance int8, outlet_id int4, matures_on date?, status int2, cost int8?
copy (select account_id, customer_id, day, product_id, currency_id, balance, outlet_id, matures_on,
             status, cost
      from account_record
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: books_cards :copy_out
-- out: card_id int8, card_no_hash hash
copy (select card_id, card_no_hash from card
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: books_card_records :copy_out
-- out: card_id int8, customer_id int8, day date, kind int2, grade int2, vip bool, expires_on date?, status int2
copy (select card_id, customer_id, day, kind, grade, vip, expires_on, status
      from card_record
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: books_relations :copy_out
-- out: customer_no text, other_no text, customer_id int8, other_id int8, kind int2, removed bool
copy (select distinct on (r.customer_id, r.other_id, r.kind)
             c.customer_no, o.customer_no as other_no, r.customer_id, r.other_id, r.kind, r.removed
      from relation r
      join customer c on c.customer_id = r.customer_id
      join customer o on o.customer_id = r.other_id
      where r.day <= current_setting('guanhu.day')::date
      order by r.customer_id, r.other_id, r.kind, r.day desc) to stdout (format binary);

-- name: books_days :copy_out
-- out: customer_id int8, day date, demand int8?, time int8?, mortgage int8?, credit_loan int8?, other_loan int8?, fund int8?, bond int8?, wealth int8?, insurance int8?, securities int8?, gold int8?, fa int8, acct_max int8, fa_ytd int8, cc_spend int8?, cc_grade int2, product_kinds int2, stage int2, tier int2, own_tier int2, ref int2, below int2, standing int2, reached_on date?, over_on date?
copy (select customer_id, day, demand, time, mortgage, credit_loan, other_loan, fund, bond, wealth,
             insurance, securities, gold, fa, acct_max, fa_ytd, cc_spend, cc_grade, product_kinds,
             stage, tier, own_tier, ref, below, standing, reached_on, over_on
      from customer_day
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: books_opening :copy_out
-- out: customer_id int8, day date, months int8[]
copy (select customer_id, day, months from opening
      where day <= current_setting('guanhu.day')::date) to stdout (format binary);

-- name: books_months :copy_out
-- out: customer_id int8, month_end date, aum int8
copy (select customer_id, month_end, aum from aum_month
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: books_levels :copy_out
-- out: customer_id int8, scheme text, day date, level int2
copy (select customer_id, scheme, day, level from customer_level
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: books_spend_since :one
-- in: day date
-- out: day text
select set_config('guanhu.since', to_char(:day::date, 'YYYY-MM-DD'), true) as day;

-- name: books_spend_ahead :copy_out
-- out: customer_id int8, on_date date, spend int8
-- Card spend dated after the day, of the newest versions up to it.
copy (select customer_id, on_date, sum(spend)::int8 as spend
      from (select customer_id, on_date, spend from txn
            where on_date > current_setting('guanhu.day')::date and spend <> 0
              and day <= current_setting('guanhu.day')::date
            union all
            select customer_id, on_date, -spend from spend_replaced
            where on_date > current_setting('guanhu.day')::date
              and day <= current_setting('guanhu.day')::date) counted
      group by customer_id, on_date having sum(spend) <> 0) to stdout (format binary);

-- name: books_activity :copy_out
-- out: customer_id int8, on_date date
copy (select customer_id, max(on_date) as on_date
      from (select customer_id, least(on_date, day) as on_date from txn
            where day <= current_setting('guanhu.day')::date
              and on_date >= current_setting('guanhu.since')::date
            union all
            select customer_id, least(at::date, day) as on_date from behaviour
            where day <= current_setting('guanhu.day')::date
              and at >= current_setting('guanhu.since')::date) seen
      group by customer_id) to stdout (format binary);

-- ---- card spend as a day begins ----------------------------------------------------------------

-- name: spend_span_set :one
-- in: day date, from_date date, until_date date
-- out: day text
select set_config('guanhu.day', to_char(:day::date, 'YYYY-MM-DD'), true)
       || set_config('guanhu.from', to_char(:from_date::date, 'YYYY-MM-DD'), true)
       || set_config('guanhu.until', to_char(:until_date::date, 'YYYY-MM-DD'), true) as day;

-- name: spend_span :copy_out
-- out: customer_id int8, spend int8
-- Card spend on some dates, of the newest versions delivered before the day.
copy (select customer_id, spend
      from incoming.spend_span(current_setting('guanhu.day')::date,
                               current_setting('guanhu.from')::date,
                               current_setting('guanhu.until')::date)) to stdout (format binary);
