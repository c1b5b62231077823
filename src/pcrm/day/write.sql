-- What a day leaves behind, and taking a day back.

-- name: customer_day_copy :copy_in
-- in: customer_id int8, day date, demand int8?, time int8?, mortgage int8?, credit_loan int8?, other_loan int8?, fund int8?, bond int8?, wealth int8?, insurance int8?, securities int8?, gold int8?, fa int8, acct_max int8, fa_ytd int8, cc_spend int8?, cc_grade int2, product_kinds int2, stage int2, tier int2, own_tier int2, ref int2, below int2, standing int2, reached_on date?, over_on date?
copy customer_day (customer_id, day, demand, time, mortgage, credit_loan, other_loan, fund, bond,
                   wealth, insurance, securities, gold, fa, acct_max, fa_ytd, cc_spend, cc_grade,
                   product_kinds, stage, tier, own_tier, ref, below, standing, reached_on, over_on)
    from stdin (format binary);

-- name: aum_month_copy :copy_in
-- in: customer_id int8, month_end date, day date, aum int8
copy aum_month (customer_id, month_end, day, aum) from stdin (format binary);

-- name: customer_level_copy :copy_in
-- in: customer_id int8, scheme text, day date, level int2
copy customer_level (customer_id, scheme, day, level) from stdin (format binary);

-- name: alert_copy :copy_in
-- in: customer_id int8, day date, number int4, kind int2, from_value int8, to_value int8, amount int8, object_id int8?, txn_id text?
copy alert (customer_id, day, number, kind, from_value, to_value, amount, object_id, txn_id)
    from stdin (format binary);

-- name: business_day_add :exec
-- in: day date, rule_version int4, folder bool, customers int8, alerts int8, newest_txn date?, spend_from date?, spend_until date?, mark int8
-- newest_txn: of the transactions taken on the day; kept is the newest up to it.
-- Open pages hear of it at the commit (web/live.h).
with added as (
    insert into business_day (day, rule_version, folder, customers, alerts, newest_txn, spend_from,
                              spend_until, mark)
    select :day, :rule_version, :folder, :customers, :alerts,
           greatest(:newest_txn, (select newest_txn from business_day where day < :day
                                  order by day desc limit 1)),
           coalesce(:spend_from, 'infinity'), coalesce(:spend_until, '-infinity'), :mark
    returning day)
select pg_notify('guanhu_live', 'day ' || to_char(day, 'YYYY-MM-DD')) from added;

-- ---- by hand ----------------------------------------------------------------------------------

-- name: tiers_by_hand :many
-- in: day date
-- out: customer_id int8, tier int2, until_day date
select customer_id, tier, until_day from tier_by_hand
where :day between from_day and until_day
order by customer_id, from_day;

-- name: targets_by_hand :many
-- in: day date
-- out: customer_id int8, from_day date, until_day date
select customer_id, from_day, until_day from target_by_hand
where :day between from_day and until_day
order by customer_id, from_day;

-- ---- a day taken back: the small tables -------------------------------------------------------

-- name: back_org :exec
-- in: day date
delete from org where day = :day;
-- name: back_product :exec
-- in: day date
delete from product where day = :day;
-- name: back_currency :exec
-- in: day date
delete from currency where day = :day;
-- name: back_staff :exec
-- in: day date
delete from staff where day = :day;
-- name: back_home :exec
-- in: day date
delete from customer_home where day = :day;
-- name: back_outlet_month :exec
-- in: day date
delete from outlet_month where month_end = :day;
-- name: back_spend_replaced :exec
-- in: day date
delete from spend_replaced where day = :day;
-- name: back_relation :exec
-- in: day date
delete from relation where day = :day;
-- name: back_quarantine :exec
-- in: day date
delete from quarantine where day = :day;
-- name: back_ended :exec
-- in: day date
-- What waited before the day and ended on it waits again.
update quarantine set ended_on = null, ended_as = null where ended_on = :day;
-- name: back_load :exec
-- in: day date
delete from load where day = :day;
-- name: back_business_day :exec
-- in: day date
delete from business_day where day = :day;

-- ---- retention --------------------------------------------------------------------------------

-- name: thin_next :one
-- in: until date
-- out: month date?
-- The first month up to a day that still has the rows of its days.
select date_trunc('month', min(day))::date as month from business_day
where not thinned and day <= :until
  and day <> (date_trunc('month', day) + interval '1 month')::date - 1;

-- name: thin_month :exec
-- in: month date
-- The month's days but for its end can no longer be answered.
select incoming.thin(:month);

-- name: gather_next :maybe
-- out: start date, until date
select start, until from incoming.apart();

-- name: gather_tables :many
-- out: name text
select name from incoming.large where by_column is not null order by name;

-- name: gather_days :exec
-- in: name text, start date, until date
select incoming.gather(:name, :start, :until, null);

-- name: gather_done :exec
-- in: start date, until date
-- A month that is over is one like a small bank's.
update incoming.month set by_day = false
where month = :start and :until::date = (month + interval '1 month')::date;
