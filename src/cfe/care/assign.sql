-- name: assign_customer :maybe
-- in: customer_no text
-- out: customer_id int8
select customer_id from customer where customer_no = :customer_no;

-- name: assign_staff :maybe
-- in: staff_no text
-- out: staff_id int4, has_left bool
select staff_id, has_left from staff where staff_no = :staff_no order by day desc limit 1;

-- name: care_overlap :one
-- in: customer_id int8, relation int2, from_day date
-- out: overlaps bool
select exists (select 1 from care
               where customer_id = :customer_id and relation = :relation
                 and period && daterange(:from_day, null)) as overlaps;

-- name: care_add :exec
-- in: customer_id int8, relation int2, from_day date, staff_ids int4[], shares int4[]
insert into care (customer_id, relation, period, staff_ids, shares)
values (:customer_id, :relation, daterange(:from_day, null), :staff_ids, :shares);
