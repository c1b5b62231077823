-- Reading the readers' store (platform/snapshots.h).  COPY takes no parameters: what is read stands in
-- the transaction's settings.  "Until a day" reads every version up to it, in no order; "of a day" what
-- that day brought.

-- name: snapshots_hold :exec
-- Before the transaction sees anything: whoever takes a day back or thins a month drops tables, and what
-- stood in them would be missed.  Always in this order, that of incoming.large.
lock table account_record, alert, customer, customer_day, customer_record in access share mode;

-- name: snapshots_hold_time :exec
-- Whoever drops tables goes first.
set local lock_timeout = '500ms';

-- name: snapshots_day_set :one
-- in: day date, known int8
-- out: day text
-- The second connection of a load must read what the first one does: oldest versions first.
select set_config('guanhu.day', to_char(:day::date, 'YYYY-MM-DD'), true)
       || set_config('guanhu.known', :known::int8::text, true)
       || set_config('max_parallel_workers_per_gather', '0', true) as day;

-- name: snapshots_days :many
-- in: from_day date, until_day date
-- out: day date, published_at time
select day, published_at from business_day where day between :from_day and :until_day order by day;

-- name: snapshots_bank :one
-- in: day date
-- out: first_day date?, customers int8
-- Customers are numbered densely.
select (select min(day) from business_day) as first_day,
       coalesce((select customer_id from customer where day <= :day
                 order by customer_id desc limit 1), 0) as customers;

-- name: snapshots_products :copy_out
-- out: product_id int4, class int2
copy (select distinct on (product_id) product_id, class from product
      where day <= current_setting('guanhu.day')::date
      order by product_id, day desc) to stdout (format binary);

-- name: snapshots_rates :copy_out
-- out: currency_id int4, rate int8
copy (select distinct on (currency_id) currency_id, rate from currency
      where day <= current_setting('guanhu.day')::date
      order by currency_id, day desc) to stdout (format binary);

-- name: snapshots_places :copy_out
-- out: org_id int4, first int4, last int4
copy (select org_id, first, last from org_place) to stdout (format binary);

-- name: snapshots_customers :copy_out
-- out: customer_id int8, day date
-- Those with a greater number than is known.
copy (select customer_id, day from customer
      where customer_id > (select current_setting('guanhu.known')::int8)
        and day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_records_until :copy_out
-- out: customer_id int8, day date, gone bool, birth_date date?
copy (select customer_id, day, gone, birth_date from customer_record
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_records_of :copy_out
-- out: customer_id int8, day date, gone bool, birth_date date?
copy (select customer_id, day, gone, birth_date from customer_record
      where day = (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_homes_until :copy_out
-- out: customer_id int8, day date, home_id int4
copy (select customer_id, day, home_id from customer_home
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_homes_of :copy_out
-- out: customer_id int8, day date, home_id int4
copy (select customer_id, day, home_id from customer_home
      where day = (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_figures_until :copy_out
-- out: customer_id int8, day date, demand int8?, time int8?, mortgage int8?, credit_loan int8?, other_loan int8?, fund int8?, bond int8?, wealth int8?, insurance int8?, securities int8?, gold int8?, fa int8, acct_max int8, fa_ytd int8, cc_spend int8?, cc_grade int2, product_kinds int2, stage int2, tier int2, own_tier int2, ref int2, below int2, standing int2
copy (select customer_id, day, demand, time, mortgage, credit_loan, other_loan, fund, bond, wealth,
             insurance, securities, gold, fa, acct_max, fa_ytd, cc_spend, cc_grade, product_kinds,
             stage, tier, own_tier, ref, below, standing
      from customer_day
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_figures_of :copy_out
-- out: customer_id int8, day date, demand int8?, time int8?, mortgage int8?, credit_loan int8?, other_loan int8?, fund int8?, bond int8?, wealth int8?, insurance int8?, securities int8?, gold int8?, fa int8, acct_max int8, fa_ytd int8, cc_spend int8?, cc_grade int2, product_kinds int2, stage int2, tier int2, own_tier int2, ref int2, below int2, standing int2
copy (select customer_id, day, demand, time, mortgage, credit_loan, other_loan, fund, bond, wealth,
             insurance, securities, gold, fa, acct_max, fa_ytd, cc_spend, cc_grade, product_kinds,
             stage, tier, own_tier, ref, below, standing
      from customer_day
      where day = (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_accounts_until :copy_out
-- out: account_id int8, customer_id int8, day date, product_id int4, currency_id int4, balance int8, matures_on date?, status int2
copy (select account_id, customer_id, day, product_id, currency_id, balance, matures_on, status
      from account_record
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_accounts_of :copy_out
-- out: account_id int8, customer_id int8, day date, product_id int4, currency_id int4, balance int8, matures_on date?, status int2
copy (select account_id, customer_id, day, product_id, currency_id, balance, matures_on, status
      from account_record
      where day = (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_alerts :copy_out
-- out: customer_id int8, number int4, kind int2, from_value int8, to_value int8, amount int8, object_id int8?
copy (select customer_id, number, kind, from_value, to_value, amount, object_id from alert
      where day = (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_care :copy_out
-- out: customer_id int8, since date?, staff_ids int4[]
-- Who manages whom on the day.
copy (select customer_id, lower(period) as since, staff_ids from care
      where relation = 0 and period @> (select current_setting('guanhu.day')::date))
    to stdout (format binary);

-- name: snapshots_care_changed :exec
select app_tell('care', 0);
