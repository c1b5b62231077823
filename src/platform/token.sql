-- Tokens of programs.

-- name: token_add :one
-- in: staff_id int4, token_digest bytea, name text, scopes text, now timestamptz, until timestamptz
-- out: token_id int8
insert into api_token (staff_id, token_digest, name, scopes, made_at, until)
values (:staff_id, :token_digest, :name, :scopes, :now, :until)
returning token_id;

-- name: token_find :maybe
-- in: token_digest bytea, now timestamptz
-- out: token_id int8, scopes text, made_at timestamptz, used_at timestamptz?, staff_id int4, staff_no text, name text, org_id int4, post int2, must_change bool, tongue int2?
-- The token that is still good, and whose it is.
select t.token_id, t.scopes, t.made_at, t.used_at, s.staff_id, s.staff_no, s.name, s.org_id, s.post,
       u.must_change, u.tongue
from api_token t
join app_user u on u.staff_id = t.staff_id
cross join lateral (select * from staff where staff_id = t.staff_id order by day desc limit 1) s
where t.token_digest = :token_digest and t.until > :now and t.ended_at is null
  and not s.has_left and not u.locked_by_hand;

-- name: token_used :exec
-- in: token_id int8, now timestamptz
update api_token set used_at = :now where token_id = :token_id;

-- name: token_end :exec
-- in: token_id int8, staff_id int4?, by int4, now timestamptz
-- No row: there is none, or it has ended; with staff_id: or it is somebody else's.
update api_token set ended_at = :now, ended_by = :by
where token_id = :token_id and ended_at is null and (:staff_id::int4 is null or staff_id = :staff_id);
