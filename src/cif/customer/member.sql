-- Names of customers who are members of something; they are opened before.

-- name: member_people :many
-- in: ids int8[], homes int4[], managers int4[], day date
-- out: customer_id id, customer_no text, name text, home_name text?, manager_name text?
-- Each with the organisation and the manager that the readers' store knows (0: none).
select c.customer_id, c.customer_no, v.name, o.name as home_name, s.name as manager_name
from unnest(:ids, :homes, :managers) w (customer_id, home_id, staff_id)
join customer c on c.customer_id = w.customer_id
cross join lateral (select name from customer_record v
                    where v.customer_id = w.customer_id and v.day <= :day
                    order by v.day desc limit 1) v
left join lateral (select name from org o where o.org_id = w.home_id and o.day <= :day
                   order by o.day desc limit 1) o on true
left join lateral (select name from staff s where s.staff_id = w.staff_id and s.day <= :day
                   order by s.day desc limit 1) s on true;
