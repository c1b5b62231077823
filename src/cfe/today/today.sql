-- What a morning's page calls the customers, people, organisations and products it shows.

-- name: today_names :one
-- in: day date, customers int8[], staff int4[], orgs int4[], products int4[], org_numbers int4[]
-- out: whats int4[], ids int8[], names text[]
-- One row, so that it can go ahead of another query.  whats: enum name_of (names.c).  Customers only
-- where they are open to the person.
select coalesce(array_agg(what), '{}') as whats, coalesce(array_agg(id), '{}') as ids,
       coalesce(array_agg(name), '{}') as names
from (
select 0 as what, w.id, r.name
from unnest(:customers::int8[]) w (id)
cross join lateral (select name from customer_record
                    where customer_id = w.id and day <= :day order by day desc limit 1) r
union all
select 1, w.id, s.name
from unnest(:staff::int4[]) w (id)
cross join lateral (select name from staff where staff_id = w.id and day <= :day
                    order by day desc limit 1) s
union all
select 2, w.id, o.name
from unnest(:orgs::int4[]) w (id)
cross join lateral (select name from org where org_id = w.id and day <= :day
                    order by day desc limit 1) o
union all
select 3, w.id, p.name
from unnest(:products::int4[]) w (id)
cross join lateral (select name from product where product_id = w.id and day <= :day
                    order by day desc limit 1) p
union all
select 4, w.id, o.org_no
from unnest(:org_numbers::int4[]) w (id)
cross join lateral (select org_no from org where org_id = w.id and day <= :day
                    order by day desc limit 1) o) x;

-- name: today_served :many
-- in: moment time
-- out: customer_id id, until time
-- Whom the person serves now, the newest first.
select customer_id, max(until) as until from customer_grant
where staff_id = app_staff() and since <= :moment and until > :moment
group by customer_id order by max(since) desc limit 20;
