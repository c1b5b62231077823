-- Where customers belong (home.h).

-- name: home_come :exec
-- in: day date
-- Who has no home yet gets the one delivered.
insert into customer_home (customer_id, day, home_id)
select r.customer_id, r.day, r.home_id from customer_record r
where r.day = :day and not exists (select from customer_home h where h.customer_id = r.customer_id);

-- name: home_follow :exec
-- in: day date
-- Whoever was delivered today belongs where it says.
insert into customer_home (customer_id, day, home_id)
select r.customer_id, r.day, r.home_id from customer_record r
where r.day = :day
  and (select h.home_id from customer_home h where h.customer_id = r.customer_id
       order by h.day desc limit 1) is distinct from r.home_id;

-- name: home_return :exec
-- in: day date
-- Everybody belongs where the newest delivery says.
insert into customer_home (customer_id, day, home_id)
select customer_id, :day, r.home_id
from (select distinct on (customer_id) customer_id, home_id from customer_record
      order by customer_id, day desc) r
left join (select distinct on (customer_id) customer_id, home_id from customer_home
           order by customer_id, day desc) h using (customer_id)
where r.home_id is distinct from h.home_id;

-- name: outlet_month_copy :copy_in
-- in: customer_id int8, month_end date, outlet_id int4, aum int8
copy outlet_month (customer_id, month_end, outlet_id, aum) from stdin (format binary);

-- name: home_move :exec
-- in: day date, ends date[]
-- By what lay where at these month ends, of which today is one.
insert into customer_home (customer_id, day, home_id)
select customer_id, :day, outlet_id
from (select distinct on (customer_id) customer_id, outlet_id, home_id
      from (select customer_id, outlet_id, sum(aum) as aum from outlet_month
            where month_end = any(:ends) group by customer_id, outlet_id) lay
      join (select distinct on (customer_id) customer_id, home_id from customer_home
            order by customer_id, day desc) h using (customer_id)
      where aum > 0
      order by customer_id, aum desc, outlet_id = home_id desc, outlet_id) most
where outlet_id <> home_id
on conflict (customer_id, day) do update set home_id = excluded.home_id;

-- name: outlet_month_forget :exec
-- in: before date
delete from outlet_month where month_end < :before;
