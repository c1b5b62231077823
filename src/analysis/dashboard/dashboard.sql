-- What somebody's dashboard shows.

-- name: dashboard_own :maybe
-- in: staff_id int4
-- out: changed_at time
-- No row: what the post begins with is shown.
select changed_at from dashboard where staff_id = :staff_id;

-- name: dashboard_tiles :many
-- in: staff_id int4
-- out: built_in text?, view_id int8?, shown int2, width int2
select built_in, view_id, shown, width from dashboard_tile where staff_id = :staff_id order by place;

-- name: dashboard_clear :exec
-- in: staff_id int4
delete from dashboard_tile where staff_id = :staff_id;

-- name: dashboard_drop :exec
-- in: staff_id int4
delete from dashboard where staff_id = :staff_id;

-- name: dashboard_keep :exec
-- in: staff_id int4, now timestamptz
insert into dashboard (staff_id, changed_at) values (:staff_id, :now)
on conflict (staff_id) do update set changed_at = excluded.changed_at;

-- name: dashboard_put :exec
-- in: staff_id int4, place int2, built_in text?, view_id int8?, shown int2, width int2
insert into dashboard_tile (staff_id, place, built_in, view_id, shown, width)
values (:staff_id, :place, :built_in, :view_id, :shown, :width);
