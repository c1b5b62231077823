-- What snapshot_print needs beside the store.

-- name: print_numbers :many
-- out: customer_id int8, customer_no text
select customer_id, customer_no from customer order by customer_id;
