-- Reading the readers' store (platform/snapshots.h).  COPY takes no parameters: what is read stands in
-- the transaction's settings.  "Until a day" reads every version up to it, in no order; "of a day" what
-- that day brought.

-- name: snapshots_hold :exec
-- Before the transaction sees anything: whoever takes a day back or thins a month drops tables, and what
-- stood in them would be missed.  Always in this order, that of incoming.large.
lock table account_record, alert, behaviour, card_record, customer, customer_day, customer_level, customer_record,
    txn in access share mode;

-- name: snapshots_hold_time :exec
-- Whoever drops tables goes first.
set local lock_timeout = '500ms';

-- name: snapshots_day_set :one
-- in: day date, after date, known int8
-- out: day text
-- The second connection of a load must read what the first one does: oldest versions first.
select set_config('guanhu.day', to_char(:day::date, 'YYYY-MM-DD'), true)
       || set_config('guanhu.after', to_char(:after::date, 'YYYY-MM-DD'), true)
       || set_config('guanhu.known', :known::int8::text, true)
       || set_config('max_parallel_workers_per_gather', '0', true) as day;

-- name: snapshots_days :many
-- in: from_day date, until_day date
-- out: day date, published_at time
select day, published_at from business_day where day between :from_day and :until_day order by day;

-- name: snapshots_bank :one
-- in: day date
-- out: first_day date?, gaps int8, customers int8
-- Customers are numbered densely.  gaps: bit k, the k-th day before had no files of its own.
select (select min(day) from business_day) as first_day,
       (select coalesce(bit_or(1::int8 << (:day::date - b.day)), 0) from business_day b
        where b.day <= :day and b.day > :day::date - 32 and not b.folder) as gaps,
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

-- name: snapshots_regions :copy_out
-- out: org_id int4, region text?
copy (select distinct on (org_id) org_id, region from org
      where day <= (select current_setting('guanhu.day')::date)
      order by org_id, day desc) to stdout (format binary);

-- name: snapshots_records_until :copy_out
-- out: customer_id int8, day date, gone bool, birth_date date?, gender int2?, cert_type int2, risk_level int2?, dnd bool, opened_on date?, risk_assessed_on date?, income_year int8?, occupation text?, education text?, marital text?
copy (select customer_id, day, gone, birth_date, gender, cert_type, risk_level, dnd, opened_on, risk_assessed_on,
             income_year, occupation, education, marital
      from customer_record
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_records_of :copy_out
-- out: customer_id int8, day date, gone bool, birth_date date?, gender int2?, cert_type int2, risk_level int2?, dnd bool, opened_on date?, risk_assessed_on date?, income_year int8?, occupation text?, education text?, marital text?
copy (select customer_id, day, gone, birth_date, gender, cert_type, risk_level, dnd, opened_on, risk_assessed_on,
             income_year, occupation, education, marital
      from customer_record
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

-- name: snapshots_alerts_until :copy_out
-- out: customer_id int8, day date, number int4, kind int2, from_value int8, to_value int8, amount int8, object_id int8?, txn_kind int2?, own_here bool
-- Of a week: RAISED_DAYS.
copy (select a.customer_id, a.day, a.number, a.kind, a.from_value, a.to_value, a.amount, a.object_id,
             t.kind as txn_kind, coalesce(t.own_here, false) as own_here
      from alert a
      left join lateral (select o.kind, o.own_name and o.counterparty_bank is null as own_here from txn o
                         where a.kind = 11 and o.customer_id = a.customer_id and o.txn_id = a.txn_id
                           and o.day = a.day
                         order by o.on_date desc limit 1) t on true
      where a.day <= (select current_setting('guanhu.day')::date)
        and a.day > (select current_setting('guanhu.day')::date) - 7) to stdout (format binary);

-- name: snapshots_alerts_of :copy_out
-- out: customer_id int8, day date, number int4, kind int2, from_value int8, to_value int8, amount int8, object_id int8?, txn_kind int2?, own_here bool
copy (select a.customer_id, a.day, a.number, a.kind, a.from_value, a.to_value, a.amount, a.object_id,
             t.kind as txn_kind, coalesce(t.own_here, false) as own_here
      from alert a
      left join lateral (select o.kind, o.own_name and o.counterparty_bank is null as own_here from txn o
                         where a.kind = 11 and o.customer_id = a.customer_id and o.txn_id = a.txn_id
                           and o.day = a.day
                         order by o.on_date desc limit 1) t on true
      where a.day = (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_cards_until :copy_out
-- out: card_id int8, customer_id int8, day date, kind int2, grade int2, vip bool, expires_on date?, status int2
copy (select card_id, customer_id, day, kind, grade, vip, expires_on, status from card_record
      where day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_cards_of :copy_out
-- out: card_id int8, customer_id int8, day date, kind int2, grade int2, vip bool, expires_on date?, status int2
copy (select card_id, customer_id, day, kind, grade, vip, expires_on, status from card_record
      where day = (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_levels_until :copy_out
-- out: customer_id int8, side int4, day date, level int2
copy (select l.customer_id, s.side, l.day, l.level from customer_level l
      join schemes_on(current_setting('guanhu.day')::date) s on s.scheme = l.scheme
      where l.day <= (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_levels_of :copy_out
-- out: customer_id int8, side int4, day date, level int2
copy (select l.customer_id, s.side, l.day, l.level from customer_level l
      join schemes_on(current_setting('guanhu.day')::date) s on s.scheme = l.scheme
      where l.day = (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_schemes :many
-- in: day date
-- out: scheme text, side int4, scheme_en text, scheme_zh text, level text, place int4, en text, zh text
-- The levels of the schemes that are in force on the day, the lowest first.
select s.scheme, s.side, coalesce(s.en, '') as scheme_en, coalesce(s.zh, '') as scheme_zh,
       l.level ->> 'name' as level, l.place::int4 as place, coalesce(l.level ->> 'en', '') as en,
       coalesce(l.level ->> 'zh', '') as zh
from schemes_on(:day) s cross join lateral jsonb_array_elements(s.levels) with ordinality l (level, place)
order by s.side, l.place;

-- name: snapshots_relations_moved :one
-- in: day date
-- out: moved bool
select exists (select from relation where day = :day) as moved;

-- name: snapshots_related :copy_out
-- out: customer_id int8, kinds int4
-- Whom others name, and who names others: turned round a parent is a child, an employer has an employee (6), who
-- guarantees has somebody whom he guarantees (7).
copy (with newest as (
          select distinct on (customer_id, other_id, kind) customer_id, other_id, kind, removed from relation
          where day <= (select current_setting('guanhu.day')::date)
          order by customer_id, other_id, kind, day desc)
      select customer_id, bit_or(1 << kind)::int4 as kinds
      from (select customer_id, kind::int4 as kind from newest where not removed
            union all
            select other_id, (array[0, 2, 1, 6, 7, 5])[kind + 1] from newest where not removed) r
      group by customer_id) to stdout (format binary);

-- name: snapshots_acts_until :copy_out
-- out: customer_id int8, on_date date, day date, event int2, object text?
-- What belongs to a date of the last 366 days was delivered within them: it belongs to none after its delivery.
copy (select customer_id, at::date as on_date, day, event, case when event <> 0 then object end as object
      from behaviour
      where day <= (select current_setting('guanhu.day')::date)
        and day > (select current_setting('guanhu.day')::date) - 366) to stdout (format binary);

-- name: snapshots_acts_of :copy_out
-- out: customer_id int8, on_date date, day date, event int2, object text?
copy (select customer_id, at::date as on_date, day, event, case when event <> 0 then object end as object
      from behaviour
      where day = (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_txns_until :copy_out
-- out: customer_id int8, on_date date, day date, direction int2, kind int2?, channel int2?, class int2?, amount int8
copy (select customer_id, on_date, day, direction, kind, channel, class, coalesce(base, amount) as amount from txn
      where day <= (select current_setting('guanhu.day')::date)
        and day > (select current_setting('guanhu.day')::date) - 366) to stdout (format binary);

-- name: snapshots_txns_of :copy_out
-- out: customer_id int8, on_date date, day date, direction int2, kind int2?, channel int2?, class int2?, amount int8
copy (select customer_id, on_date, day, direction, kind, channel, class, coalesce(base, amount) as amount from txn
      where day = (select current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: snapshots_replaced :copy_out
-- out: customer_id int8, on_date date, day date, direction int2, kind int2?, channel int2?, class int2?, amount int8
-- Versions of transactions in whose place a later one came, on the days after guanhu.after.
copy (select o.customer_id, o.on_date, o.day, o.direction, o.kind, o.channel, o.class, o.amount
      from spend_replaced s
      cross join lateral (
          select t.customer_id, t.on_date, t.day, t.direction, t.kind, t.channel, t.class,
                 coalesce(t.base, t.amount) as amount
          from txn t
          where t.customer_id = s.customer_id and t.on_date = s.on_date and t.txn_id = s.txn_id and t.day < s.day
          order by t.day desc limit 1) o
      where s.day <= (select current_setting('guanhu.day')::date)
        and s.day > (select current_setting('guanhu.after')::date)) to stdout (format binary);

-- name: snapshots_care :copy_out
-- out: customer_id int8, since date?, staff_ids int4[], shares int4[]
-- Who manages whom on the day.
copy (select customer_id, lower(period) as since, staff_ids, shares from care
      where relation = 0 and period @> (select current_setting('guanhu.day')::date))
    to stdout (format binary);

-- ---- what people change --------------------------------------------------------------------------------

-- name: snapshots_seen :one
-- out: seen text
-- What this transaction sees of all others.
select pg_current_snapshot()::text as seen;

-- name: snapshots_changes :many
-- in: seen text
-- out: customer_id int8, what int4, set_id int4
-- What has become visible since.
select distinct customer_id, what, set_id from change_feed
where xid >= pg_snapshot_xmin(:seen::text::pg_snapshot) and not pg_visible_in_snapshot(xid, :seen::text::pg_snapshot)
order by customer_id;

-- name: snapshots_care_of :many
-- in: customers int8[], day date
-- out: customer_id int8, since date?, staff_ids int4[], shares int4[]
select customer_id, lower(period) as since, staff_ids, shares from care
where relation = 0 and customer_id = any(:customers) and care_on(period, :day);

-- name: snapshots_sets :many
-- out: set_id int4, kind int4, name text
select set_id, kind, name from live_set;

-- name: snapshots_members :copy_out
-- out: set_id int4, customer_id int8
copy (select set_id, customer_id from live_member) to stdout (format binary);

-- name: snapshots_members_of_sets :many
-- in: sets int4[]
-- out: set_id int4, customer_id int8
select set_id, customer_id from live_member where set_id = any(:sets);

-- name: snapshots_members_of :many
-- in: customers int8[]
-- out: set_id int4, customer_id int8
select set_id, customer_id from live_member where customer_id = any(:customers);

-- name: snapshots_customers_changed :exec
-- in: customers int8[], what int4
select app_customers_changed(:customers, :what);

-- name: snapshots_set_changed :exec
-- in: set_id int4
select app_set_changed(:set_id::int4);

-- name: snapshots_thin_changes :exec
select app_thin_changes();

