-- What pages ask, for scope_bench only.

-- name: bench_customer :many
-- in: customer_id int8
-- out: customer_no text, name text, home_id int4, fa int8, tier int2
-- The head of a customer's page.
select c.customer_no, r.name, r.home_id, d.fa, d.tier
from customer c
cross join lateral (select name, home_id from customer_record
                    where customer_id = c.customer_id order by day desc limit 1) r
left join lateral (select fa, tier from customer_day
                   where customer_id = c.customer_id order by day desc limit 1) d on true
where c.customer_id = :customer_id;

-- name: bench_accounts :many
-- in: customer_id int8
-- out: account_id int8, balance int8
select a.account_id, r.balance
from account a
cross join lateral (select balance from account_record
                    where customer_id = a.customer_id and account_id = a.account_id
                    order by day desc limit 1) r
where a.customer_id = :customer_id;

-- name: bench_transactions :many
-- in: customer_id int8
-- out: txn_id text, amount int8
select txn_id, amount from txn where customer_id = :customer_id order by on_date desc limit 50;

-- name: bench_list :many
-- in: customers int8[]
-- out: customer_no text, name text, fa int8, tier int2
-- A list's page of fifty.
select c.customer_no, r.name, d.fa, d.tier
from customer c
cross join lateral (select name, home_id from customer_record
                    where customer_id = c.customer_id order by day desc limit 1) r
left join lateral (select fa, tier from customer_day
                   where customer_id = c.customer_id order by day desc limit 1) d on true
where c.customer_id = any(:customers);

-- name: bench_care_add :many
-- in: staff_id int4, count int4
-- out: customer_id int8
-- Customers of that manager: of those nobody manages, spread over the bank.
insert into care (customer_id, relation, period, staff_ids, shares)
select customer_id, 0, daterange('1900-01-01', null), array[:staff_id], array[10000]
from (select customer_id from customer_home h
      where not exists (select from care c where c.customer_id = h.customer_id and c.relation = 0)
      order by hashint8(customer_id) limit :count) c
returning customer_id;

-- name: bench_care_clear :exec
-- in: staff_id int4
delete from care where staff_ids = array[:staff_id];

-- name: bench_bank :one
-- out: head_id int4, staff_no text
select (select org_id from org where parent_no is null order by day desc limit 1) as head_id,
       (select staff_no from staff where not has_left order by staff_id limit 1) as staff_no;
