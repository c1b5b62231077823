-- name: values_day_find :maybe
-- in: day date
-- out: thinned bool
select thinned from business_day where day = :day;

-- name: values_first_day :one
-- out: day date?
select min(day) as day from business_day;

-- name: values_day_set :one
-- in: day date
-- out: day text
select set_config('guanhu.day', to_char(:day::date, 'YYYY-MM-DD'), true) as day;

-- name: values_opening :copy_out
-- out: customer_id int8, day date, months int8[]
copy (select customer_id, day, months from opening
      where day <= current_setting('guanhu.day')::date) to stdout (format binary);

-- name: values_months :copy_out
-- out: customer_id int8, month_end date, aum int8
-- Month ends before the day, oldest first.
copy (select customer_id, month_end, aum from aum_month
      where month_end < current_setting('guanhu.day')::date
        and day <= current_setting('guanhu.day')::date
      order by customer_id, month_end) to stdout (format binary);

-- name: values_rows :copy_out
-- out: customer_id int8, customer_no text, day date, demand int8?, time int8?, mortgage int8?, credit_loan int8?, other_loan int8?, fund int8?, bond int8?, wealth int8?, insurance int8?, securities int8?, gold int8?, fa int8, acct_max int8, fa_ytd int8, cc_spend int8?, cc_grade int2, product_kinds int2, stage int2, tier int2, ref int2, below int2, standing int2
-- Each customer's last row up to the day, by the bytes of customer_no.
copy (select d.customer_id, c.customer_no, d.day, d.demand, d.time, d.mortgage, d.credit_loan,
             d.other_loan, d.fund, d.bond, d.wealth, d.insurance, d.securities, d.gold, d.fa,
             d.acct_max, d.fa_ytd, d.cc_spend, d.cc_grade, d.product_kinds, d.stage, d.tier, d.ref,
             d.below, d.standing
      from (select distinct on (customer_id) * from customer_day
            where day <= current_setting('guanhu.day')::date
            order by customer_id, day desc) d
      join customer c using (customer_id)
      order by c.customer_no collate "C") to stdout (format binary);

-- name: alerts_on :copy_out
-- out: customer_no text, kind int2, from_value int8, to_value int8, amount int8, txn_id text?, account_no_sealed bytea?, card_no_sealed bytea?
copy (select c.customer_no, a.kind, a.from_value, a.to_value, a.amount, a.txn_id,
             case when a.kind in (12, 14) then
                 (select n.account_no_sealed from account n
                  where n.customer_id = a.customer_id and n.account_id = a.object_id)
             end as account_no_sealed,
             case when a.kind in (13, 15) then
                 (select n.card_no_sealed from card n
                  where n.customer_id = a.customer_id and n.card_id = a.object_id)
             end as card_no_sealed
      from alert a join customer c using (customer_id)
      where a.day = current_setting('guanhu.day')::date) to stdout (format binary);
