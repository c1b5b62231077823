-- Sheets of past days (platform/sheet_read.h).  As in snapshots.sql, what is read stands in the
-- transaction's settings, by snapshots_day_set: the versions of the days after one and up to another, each
-- customer's oldest first; "newest" are those up to a day that hold at its end.

-- name: sheets_bank :one
-- out: first_day date?, day date?
select min(day) as first_day, max(day) as day from business_day;

-- name: sheets_day :maybe
-- in: day date, after date
-- out: published_at time, customers int8, thinned bool
-- thinned: days between the two are no longer kept one by one.
select b.published_at,
       coalesce((select customer_id from customer where day <= :day
                 order by customer_id desc limit 1), 0) as customers,
       exists (select from business_day t where t.thinned and t.day > :after and t.day <= :day) as thinned
from business_day b where b.day = :day;

-- name: sheets_figures :copy_out
-- out: customer_id int8, day date, demand int8?, time int8?, mortgage int8?, credit_loan int8?, other_loan int8?, fund int8?, bond int8?, wealth int8?, insurance int8?, securities int8?, gold int8?, fa int8, fa_ytd int8, cc_grade int2, product_kinds int2, stage int2, tier int2, ref int2, below int2, standing int2
copy (select customer_id, day, demand, time, mortgage, credit_loan, other_loan, fund, bond, wealth,
             insurance, securities, gold, fa, fa_ytd, cc_grade, product_kinds, stage, tier, ref, below,
             standing
      from customer_day
      where day > (select current_setting('guanhu.after')::date)
        and day <= (select current_setting('guanhu.day')::date)
      order by day) to stdout (format binary);

-- name: sheets_newest_figures :copy_out
-- out: customer_id int8, day date, demand int8?, time int8?, mortgage int8?, credit_loan int8?, other_loan int8?, fund int8?, bond int8?, wealth int8?, insurance int8?, securities int8?, gold int8?, fa int8, fa_ytd int8, cc_grade int2, product_kinds int2, stage int2, tier int2, ref int2, below int2, standing int2
copy (select distinct on (customer_id) customer_id, day, demand, time, mortgage, credit_loan, other_loan, fund,
             bond, wealth, insurance, securities, gold, fa, fa_ytd, cc_grade, product_kinds, stage, tier, ref,
             below, standing
      from customer_day
      where day <= (select current_setting('guanhu.day')::date)
      order by customer_id, day desc) to stdout (format binary);

-- name: sheets_records :copy_out
-- out: customer_id int8, gone bool
copy (select customer_id, gone from customer_record
      where day > (select current_setting('guanhu.after')::date)
        and day <= (select current_setting('guanhu.day')::date)
      order by day) to stdout (format binary);

-- name: sheets_newest_records :copy_out
-- out: customer_id int8, gone bool
copy (select distinct on (customer_id) customer_id, gone from customer_record
      where day <= (select current_setting('guanhu.day')::date)
      order by customer_id, day desc) to stdout (format binary);

-- name: sheets_homes :copy_out
-- out: customer_id int8, home_id int4
copy (select customer_id, home_id from customer_home
      where day > (select current_setting('guanhu.after')::date)
        and day <= (select current_setting('guanhu.day')::date)
      order by day) to stdout (format binary);

-- name: sheets_newest_homes :copy_out
-- out: customer_id int8, home_id int4
copy (select distinct on (customer_id) customer_id, home_id from customer_home
      where day <= (select current_setting('guanhu.day')::date)
      order by customer_id, day desc) to stdout (format binary);

-- name: sheets_care :copy_out
-- out: customer_id int8, since date?, until date?, staff_id int4
-- Who managed whom, and when; until: the first day on which it was over.
copy (select customer_id, lower(period) as since, upper(period) as until, staff_ids[1] as staff_id
      from care where relation = 0) to stdout (format binary);
