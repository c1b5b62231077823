-- Names beside what the readers' store knows of accounts and products; customers are opened before.

-- name: holding_accounts :many
-- in: customer_ids int8[], account_ids int8[], product_ids int4[], homes int4[], managers int4[], day date
-- out: at int8 inner, customer_no text, name text, account_no sealed number, product text?, auto_renew bool?, manager_name text?, home_name text?
-- Of these accounts of these customers, each with its place from 1; organisation and manager as the
-- store knows them (0: none).  Only time deposits (class 1) renew by themselves.
select w.at, c.customer_no, v.name, a.account_no_sealed as account_no, p.name as product, k.auto_renew,
       s.name as manager_name, o.name as home_name
from unnest(:customer_ids, :account_ids, :product_ids, :homes, :managers) with ordinality
    w (customer_id, account_id, product_id, home_id, staff_id, at)
join customer c on c.customer_id = w.customer_id
cross join lateral (select name from customer_record v
                    where v.customer_id = w.customer_id and v.day <= :day
                    order by v.day desc limit 1) v
join account a on a.customer_id = w.customer_id and a.account_id = w.account_id
left join lateral (select name, class from product p where p.product_id = w.product_id and p.day <= :day
                   order by p.day desc limit 1) p on true
left join lateral (select auto_renew from account_record k
                   where p.class = 1 and k.customer_id = w.customer_id and k.account_id = w.account_id
                     and k.day <= :day
                   order by k.day desc limit 1) k on true
left join lateral (select name from org o where o.org_id = w.home_id and o.day <= :day
                   order by o.day desc limit 1) o on true
left join lateral (select name from staff s where s.staff_id = w.staff_id and s.day <= :day
                   order by s.day desc limit 1) s on true
order by w.at;

-- name: holding_products :many
-- in: ids int4[], day date
-- out: product_id int4, product_code text, name text, family text?, risk int2?
select distinct on (product_id) product_id, product_code, name, family, risk from product
where product_id = any(:ids) and day <= :day order by product_id, day desc;
