-- Customers found, as of a day; of those that the transaction has opened.

-- name: search_with_number :one
-- in: numbers text[], hashes hash[]
-- out: customers int8[]
select app_with_number(:numbers, :hashes) as customers;

-- name: search_lately :one
-- out: customers int8[]
select app_lately() as customers;

-- name: search_rows :many
-- in: customers int8[], homes int4[], day date
-- out: customer_id id, customer_no text, name text, gone bool, home_name text?, managers text?, cert_hash hash, phone_hash hash?, cert_sealed bytea, phone_sealed bytea?
-- Each with the organisation where the readers' store has it at home (0: none).
select c.customer_id, c.customer_no, v.name, v.gone, o.name as home_name, m.managers, v.cert_hash,
       v.phone_hash, v.cert_sealed, v.phone_sealed
from unnest(:customers, :homes) w (customer_id, home_id)
join customer c on c.customer_id = w.customer_id
cross join lateral (select * from customer_record v where v.customer_id = c.customer_id and v.day <= :day
                    order by v.day desc limit 1) v
left join lateral (select name from org o where o.org_id = w.home_id and o.day <= :day
                   order by o.day desc limit 1) o on true
left join lateral (select string_agg(s.name, '、' order by u.number) as managers
                   from care k
                   cross join lateral unnest(k.staff_ids) with ordinality u (staff_id, number)
                   cross join lateral (select name from staff s
                                       where s.staff_id = u.staff_id and s.day <= :day
                                       order by s.day desc limit 1) s
                   where k.customer_id = c.customer_id and k.relation = 0
                     and care_on(k.period, :day)) m on true;

-- name: search_numbers :one
-- in: customers int8[]
-- out: customers int8[], ids int8[], kinds int4[], sealed bytea[], hashes hash[]
-- All accounts (kind 0) and cards (1) that they have or had; one row, so that it can go ahead of
-- another query.
select coalesce(array_agg(customer_id), '{}') as customers, coalesce(array_agg(id), '{}') as ids,
       coalesce(array_agg(kind), '{}') as kinds, coalesce(array_agg(sealed), '{}') as sealed,
       coalesce(array_agg(hash), '{}') as hashes
from (select customer_id, account_id as id, 0 as kind, account_no_sealed as sealed, account_no_hash as hash
      from account where customer_id = any(:customers)
      union all
      select customer_id, card_id, 1, card_no_sealed, card_no_hash
      from card where customer_id = any(:customers)) n;

-- name: search_held :many
-- in: customers int8[], ids int8[], kinds int4[], day date
-- out: at int8
-- Which of these accounts (kind 0) and cards (1), counted from 1, did not move to somebody else.
select w.at
from unnest(:customers, :ids, :kinds) with ordinality w (customer_id, id, kind, at)
left join lateral (select status from account_record r
                   where w.kind = 0 and r.customer_id = w.customer_id and r.account_id = w.id and r.day <= :day
                   order by r.day desc limit 1) a on true
left join lateral (select status from card_record r
                   where w.kind = 1 and r.customer_id = w.customer_id and r.card_id = w.id and r.day <= :day
                   order by r.day desc limit 1) c on true
where a.status < 3 or c.status < 2;
