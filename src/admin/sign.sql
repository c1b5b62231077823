-- What somebody chooses for oneself.

-- name: my_tongue :exec
-- in: staff_id int4, tongue int2
update app_user set tongue = :tongue where staff_id = :staff_id;

-- name: my_theme :exec
-- in: staff_id int4, theme int2
update app_user set theme = :theme where staff_id = :staff_id;
