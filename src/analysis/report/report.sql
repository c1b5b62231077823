-- What only the command line asks.

-- name: report_staff_id :maybe
-- in: staff_no text
-- out: staff_id int4
-- Somebody who has not left.
select staff_id from (select distinct on (staff_id) staff_id, staff_no, has_left from staff
                      order by staff_id, day desc) s
where staff_no = :staff_no and not has_left limit 1;

-- name: report_numbers :many
-- in: ids int8[]
-- out: customer_no text
select customer_no from customer where customer_id = any(:ids) order by customer_no collate "C";
