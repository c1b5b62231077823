-- What somebody sees of oneself.

-- name: my_sessions :many
-- in: staff_id int4, idle_since timestamptz, begun_since timestamptz, session_id int8
-- out: session_id id, begun_at time, seen_at time, came_from text, agent text, is_this bool
select session_id, begun_at, seen_at, came_from, agent, session_id = :session_id as is_this
from app_session
where staff_id = :staff_id and seen_at > :idle_since and begun_at > :begun_since
order by seen_at desc, session_id desc;

-- name: my_tongue :exec
-- in: staff_id int4, tongue int2
update app_user set tongue = :tongue where staff_id = :staff_id;
