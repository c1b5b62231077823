-- Names and numbers beside the figures of the readers' store; customers are opened before.

-- name: portfolio_people :many
-- in: ids int8[], homes int4[], managers int4[], day date
-- out: customer_id id, customer_no text, name text, home_name text?, manager_name text?, home_loan_ids int4[] inner, certificate_ids int4[] inner
-- Of these customers, each with the organisation and the manager that the store knows (0: none); the
-- products whose balances are home loans and certificate treasury bonds.
select c.customer_id, c.customer_no, v.name, o.name as home_name, s.name as manager_name,
       (select coalesce(array_agg(product_id), '{}')
        from (select distinct on (product_id) product_id, family from product p
              where p.day <= :day order by product_id, p.day desc) p
        where family = '住房贷款') as home_loan_ids,
       (select coalesce(array_agg(product_id), '{}')
        from (select distinct on (product_id) product_id, family from product p
              where p.day <= :day order by product_id, p.day desc) p
        where family = '凭证式国债') as certificate_ids
from unnest(:ids, :homes, :managers) w (customer_id, home_id, staff_id)
join customer c on c.customer_id = w.customer_id
cross join lateral (select name from customer_record v
                    where v.customer_id = w.customer_id and v.day <= :day
                    order by v.day desc limit 1) v
left join lateral (select name from org o where o.org_id = w.home_id and o.day <= :day
                   order by o.day desc limit 1) o on true
left join lateral (select name from staff s where s.staff_id = w.staff_id and s.day <= :day
                   order by s.day desc limit 1) s on true;

-- name: portfolio_named :many
-- in: ids int8[], day date, part text?, limit int8, offset int8
-- out: customer_id id, name text inner, customer_no text inner, home_name text? inner, manager_name text? inner, list_total int8 inner
-- order: name, customer_no, home_name, manager_name
-- Those of these customers whose name has that part, ordered by what the store does not know.
select customer_id, name, customer_no, home_name, manager_name, count(*) over () as list_total
from (select c.customer_id, c.customer_no, v.name collate "zh-x-icu" as name,
             o.name collate "zh-x-icu" as home_name, s.name collate "zh-x-icu" as manager_name
      from customer c
      cross join lateral (select name from customer_record v
                          where v.customer_id = c.customer_id and v.day <= :day
                          order by v.day desc limit 1) v
      cross join lateral (select home_id from customer_home h
                          where h.customer_id = c.customer_id and h.day <= :day
                          order by h.day desc limit 1) h
      left join lateral (select name from org o where o.org_id = h.home_id and o.day <= :day
                         order by o.day desc limit 1) o on true
      left join lateral (select s.name from care k
                         join lateral (select name from staff s
                                       where s.staff_id = k.staff_ids[1] and s.day <= :day
                                       order by s.day desc limit 1) s on true
                         where k.customer_id = c.customer_id and k.relation = 0
                           and care_on(k.period, :day)
                         limit 1) s on true
      where c.customer_id = any(:ids)) x
where :part::text is null or position(:part in name) > 0
order by :order, customer_id limit :limit offset :offset;

-- name: portfolio_those_named :many
-- in: ids int8[], day date, part text
-- out: customer_id int8
-- The same, in no order.
select c.customer_id
from customer c
cross join lateral (select name from customer_record v
                    where v.customer_id = c.customer_id and v.day <= :day
                    order by v.day desc limit 1) v
where c.customer_id = any(:ids) and position(:part in v.name) > 0;

-- name: portfolio_families :one
-- in: day date
-- out: home_loan_ids int4[], certificate_ids int4[]
select coalesce(array_agg(product_id) filter (where family = '住房贷款'), '{}') as home_loan_ids,
       coalesce(array_agg(product_id) filter (where family = '凭证式国债'), '{}') as certificate_ids
from (select distinct on (product_id) product_id, family from product
      where day <= :day order by product_id, day desc) p;

-- name: portfolio_org :many
-- in: called text, day date
-- out: org_id int4, name text, exact bool
-- Organisations of that number or name, or with it in their name.
select org_id, name, org_no = :called or name = :called as exact
from (select distinct on (org_id) org_id, org_no, name from org where day <= :day
      order by org_id, day desc) o
where org_no = :called or position(:called in name) > 0
order by org_no = :called desc, name = :called desc, org_no limit 200;

-- name: portfolio_org_name :maybe
-- in: org_id int4, day date
-- out: org_no text, name text
select org_no, name from org where org_id = :org_id and day <= :day order by day desc limit 1;

-- name: portfolio_staff_name :maybe
-- in: staff_id int8, day date
-- out: name text
select name from staff where staff_id = :staff_id::int8::int4 and day <= :day order by day desc limit 1;

-- name: portfolio_product_name :maybe
-- in: product_id int8, day date
-- out: name text
select name from product where product_id = :product_id::int8::int4 and day <= :day order by day desc limit 1;

-- name: portfolio_staff :many
-- in: ids int4[], day date
-- out: staff_id int4, name text, staff_no text, post int2 of post_words, org_name text?
select s.staff_id, s.name, s.staff_no, s.post, o.name as org_name
from (select distinct on (staff_id) staff_id, name, staff_no, post, org_id from staff
      where staff_id = any(:ids) and day <= :day order by staff_id, day desc) s
left join lateral (select name from org o where o.org_id = s.org_id and o.day <= :day
                   order by o.day desc limit 1) o on true;

-- name: portfolio_orgs :many
-- in: ids int4[], day date
-- out: org_id int4, org_no text, name text
select distinct on (org_id) org_id, org_no, name from org
where org_id = any(:ids) and day <= :day order by org_id, day desc;
