-- What there is already of a bank.

-- name: demo_bank :one
-- out: first date?, last date?, customers int8?, cared int8, users int8
-- The days that were run, the customers of the first one, how many customers somebody manages, how
-- many people have a password.
select min(day) as first, max(day) as last,
       (select customers from business_day order by day limit 1) as customers,
       (select count(*) from care where relation = 0) as cared,
       (select count(*) from app_user where password is not null) as users
from business_day;
