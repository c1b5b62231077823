-- What the days made of one customer.

-- name: customer_days :many
-- in: customer_id int8, since date, day date
-- out: day date, demand fen, time fen, mortgage fen, credit_loan fen, other_loan fen, fund fen, bond fen, wealth fen, insurance fen, securities fen, gold fen, fa fen, acct_max fen, fa_ytd fen, cc_spend fen, cc_grade int2 of grade_words, product_kinds int2
-- The row that held when 'since' began, and all later ones up to the day, oldest first.
select day, coalesce(demand, 0) as demand, coalesce(time, 0) as time,
       coalesce(mortgage, 0) as mortgage, coalesce(credit_loan, 0) as credit_loan,
       coalesce(other_loan, 0) as other_loan, coalesce(fund, 0) as fund, coalesce(bond, 0) as bond,
       coalesce(wealth, 0) as wealth, coalesce(insurance, 0) as insurance,
       coalesce(securities, 0) as securities, coalesce(gold, 0) as gold, fa, acct_max, fa_ytd,
       coalesce(cc_spend, 0) as cc_spend, cc_grade, product_kinds
from ((select * from customer_day
       where customer_id = :customer_id and day <= :since and day <= :day order by day desc limit 1)
      union all
      select * from customer_day
      where customer_id = :customer_id and day > :since and day <= :day) d
order by day;

-- name: customer_beginning :one
-- in: customer_id int8, day date
-- out: first_day date?, opened_on date?, months int8[]
-- The bank's first day, and what opening.csv said of the month ends before it, newest first.
select (select min(day) from business_day) as first_day, o.day as opened_on,
       coalesce(o.months, '{}') as months
from (select 1) one
left join (select day, months from opening where customer_id = :customer_id and day <= :day
           order by day desc limit 1) o on true;
