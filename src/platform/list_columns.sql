-- Which columns of a list somebody wants to see.

-- name: list_columns_set :exec
-- in: staff_id int4, list text, columns text
insert into list_columns (staff_id, list, columns) values (:staff_id, :list, :columns)
on conflict (staff_id, list) do update set columns = excluded.columns;

-- name: list_columns_drop :exec
-- in: staff_id int4, list text
delete from list_columns where staff_id = :staff_id and list = :list;
