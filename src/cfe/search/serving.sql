-- Customers in service (schema/0014_search.sql).

-- name: serving_begin :one
-- in: hashes hash[], proposed int8[], certificates hash[]
-- out: customers int8[]
select app_serve(:hashes, :proposed, :certificates) as customers;

-- name: serving_end :exec
-- in: customer_id int8
select app_serve_end(:customer_id);

-- name: serving_ids :many
-- out: customer_id int8
select customer_id from app_in_service();

-- name: serving_now :many
-- in: day date
-- out: customer_id id, customer_no text, name text, tier int2? of tier_words, standing int2? of standing_words, until time
-- Of those that the transaction has opened.
select c.customer_id, c.customer_no, v.name, d.tier, d.standing, s.until
from app_in_service() s
join customer c on c.customer_id = s.customer_id
cross join lateral (select name from customer_record v where v.customer_id = c.customer_id and v.day <= :day
                    order by v.day desc limit 1) v
left join lateral (select tier, standing from customer_day d
                   where d.customer_id = c.customer_id and d.day <= :day
                   order by d.day desc limit 1) d on true
order by s.until desc;
