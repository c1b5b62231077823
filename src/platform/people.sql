-- Users, their passwords, their sessions.

-- name: person_find :maybe
-- in: staff_no text
-- out: staff_id int4, staff_no text, name text, org_id int4, post int2, has_left bool, has_password bool, must_change bool, locked_by_hand bool, locked_until timestamptz?, last_sign_in timestamptz?
-- One of the staff, as of the last day, and what is known of them as a user.
select s.staff_id, s.staff_no, s.name, s.org_id, s.post, s.has_left,
       u.password is not null as has_password, coalesce(u.must_change, false) as must_change,
       coalesce(u.locked_by_hand, false) as locked_by_hand, u.locked_until, u.last_sign_in
from (select * from staff where staff_no = :staff_no order by day desc limit 1) s
left join app_user u using (staff_id);

-- name: attempt_begin :maybe
-- in: staff_id int4, now timestamptz, lock_until timestamptz, most int2
-- out: password text, one_time_until timestamptz?
-- Counts an attempt before it is looked at, so that none is free; the last one allowed locks at
-- once.  No row: there is no password, or the user is locked.
update app_user
set failures = case when locked_until is null then failures + 1 else 1 end,
    locked_until = case when (case when locked_until is null then failures + 1 else 1 end) >= :most
                        then :lock_until end
where staff_id = :staff_id and password is not null and not locked_by_hand
  and (locked_until is null or locked_until <= :now)
returning password, one_time_until;

-- name: attempt_good :exec
-- in: staff_id int4, password text, now timestamptz
-- No row: meanwhile somebody locked the user or gave another password.
update app_user set failures = 0, locked_until = null, last_sign_in = :now
where staff_id = :staff_id and password = :password and not locked_by_hand;

-- name: sign_in_add :exec
-- in: now timestamptz, staff_id int4?, outcome int2, came_from text, agent text
insert into sign_in (at, staff_id, outcome, came_from, agent)
values (:now, :staff_id, :outcome, :came_from, :agent);

-- name: sign_in_list :many
-- in: staff_id int4, most int8
-- out: at time, outcome int2 of sign_in_words, came_from text, agent text
-- The last attempts of one of the staff, newest first.
select at, outcome, came_from, agent from sign_in where staff_id = :staff_id
order by at desc, sign_in_id desc limit :most;

-- name: password_give :exec
-- in: staff_id int4, password text, one_time_until timestamptz, former int4
-- A one-time password; ends a lock that would end by itself.
insert into app_user (staff_id, password, must_change, one_time_until)
values (:staff_id, :password, true, :one_time_until)
on conflict (staff_id) do update
set password = excluded.password, must_change = true, one_time_until = excluded.one_time_until,
    failures = 0, locked_until = null,
    former = case when app_user.password is null or app_user.one_time_until is not null
                  then app_user.former
                  else (array_prepend(app_user.password, app_user.former))[1:(:former)] end;

-- name: password_former :one
-- in: staff_id int4
-- out: passwords text[]
-- The present one first, then those before it.
select array_prepend(password, former) as passwords from app_user where staff_id = :staff_id;

-- name: password_change :exec
-- in: staff_id int4, before text, password text, former int4
-- No row: it was changed meanwhile.
update app_user
set password = :password, must_change = false, one_time_until = null, failures = 0,
    locked_until = null,
    former = case when one_time_until is not null then former
                  else (array_prepend(password, former))[1:(:former)] end
where staff_id = :staff_id and password = :before;

-- name: user_lock :exec
-- in: staff_id int4
insert into app_user (staff_id, locked_by_hand) values (:staff_id, true)
on conflict (staff_id) do update set locked_by_hand = true;

-- name: user_unlock :exec
-- in: staff_id int4
update app_user set locked_by_hand = false, locked_until = null, failures = 0
where staff_id = :staff_id and (locked_by_hand or locked_until is not null);

-- name: session_add :one
-- in: token_digest bytea, staff_id int4, now timestamptz, came_from text, agent text
-- out: session_id int8
insert into app_session (token_digest, staff_id, begun_at, seen_at, came_from, agent)
values (:token_digest, :staff_id, :now, :now, :came_from, :agent)
returning session_id;

-- name: session_find :maybe
-- in: token_digest bytea, idle_since timestamptz, begun_since timestamptz
-- out: session_id int8, version int8, begun_at timestamptz, seen_at timestamptz, staff_id int4, staff_no text, name text, org_id int4, post int2, must_change bool, tongue int2?, theme int2?, seen_as int4?, day date?, published_at timestamptz?
-- The session that is still good, whose it is, and the newest day.
select e.session_id, e.version, e.begun_at, e.seen_at, s.staff_id, s.staff_no, s.name, s.org_id, s.post,
       u.must_change, u.tongue, u.theme, e.seen_as, d.day, d.published_at
from app_session e
join app_user u on u.staff_id = e.staff_id
cross join lateral (select * from staff where staff_id = e.staff_id order by day desc limit 1) s
left join (select day, published_at from business_day order by day desc limit 1) d on true
where e.token_digest = :token_digest and e.seen_at > :idle_since and e.begun_at > :begun_since
  and not s.has_left and not u.locked_by_hand;

-- name: session_enter :one
-- in: token_digest bytea, idle_since timestamptz, begun_since timestamptz, version int8, owner_id int4, staff_id int4, scope text, role text
-- out: seen_at timestamptz?, begun bool
-- As scope_begin, if the session is still good and as it was; otherwise the transaction sees nobody.
select e.seen_at,
       concat(set_config('app.staff', case when e.staff_id is not null then :staff_id::int4 end::text, true),
              set_config('app.scope', case when e.staff_id is not null then :scope end, true),
              set_config('plan_cache_mode', 'force_generic_plan', true),
              set_config('role', case when e.staff_id is not null then :role else 'guanhu_own' end, true)) <> '' as begun
from (select) always
left join app_session e
    on e.token_digest = :token_digest and e.seen_at > :idle_since and e.begun_at > :begun_since
       and e.version = :version and e.staff_id = :owner_id;

-- name: session_outdate :exec
-- in: staff_id int4
update app_session set version = version + 1 where staff_id = :staff_id;

-- name: session_outdate_all :exec
update app_session set version = version + 1;

-- name: session_seen :exec
-- in: session_id int8, now timestamptz
update app_session set seen_at = :now where session_id = :session_id;

-- name: session_see :exec
-- in: session_id int8, seen_as int4?
update app_session set seen_as = :seen_as, version = version + 1 where session_id = :session_id;

-- name: person_seen :maybe
-- in: staff_id int4
-- out: staff_no text, name text, org_id int4, post int2
-- As whom an administrator looks.
select staff_no, name, org_id, post
from (select * from staff where staff_id = :staff_id order by day desc limit 1) s
where not has_left;

-- name: person_again :maybe
-- in: staff_id int4, token_id int8?, now timestamptz
-- out: staff_no text, name text, org_id int4, post int2, must_change bool, tongue int2?, scopes text?
-- Somebody who asked for long work, as of now; no row: has left, is locked, or the program's token has ended.
select s.staff_no, s.name, s.org_id, s.post, u.must_change, u.tongue, t.scopes
from (select * from staff where staff_id = :staff_id order by day desc limit 1) s
join app_user u on u.staff_id = :staff_id
left join api_token t on t.token_id = :token_id and t.staff_id = :staff_id and t.until > :now and t.ended_at is null
where not s.has_left and not u.locked_by_hand and (:token_id::int8 is null or t.token_id is not null);

-- name: session_list :many
-- in: staff_id int4, this_session int8, idle_since timestamptz, begun_since timestamptz
-- out: session_id id, begun_at time, seen_at time, came_from text, agent text, is_this bool
select session_id, begun_at, seen_at, came_from, agent, session_id = :this_session as is_this
from app_session
where staff_id = :staff_id and seen_at > :idle_since and begun_at > :begun_since
order by seen_at desc, session_id desc;

-- name: session_end :exec
-- in: staff_id int4, session_id int8
with ended as (
    delete from app_session where staff_id = :staff_id and session_id = :session_id
    returning session_id)
select pg_notify('guanhu_live', 'session ' || session_id) from ended;

-- name: session_end_all :exec
-- in: staff_id int4, but int8
with ended as (
    delete from app_session where staff_id = :staff_id and session_id <> :but
    returning session_id)
select pg_notify('guanhu_live', 'session ' || session_id) from ended;

-- name: session_prune :exec
-- in: staff_id int4, idle_since timestamptz, begun_since timestamptz
delete from app_session
where staff_id = :staff_id and (seen_at <= :idle_since or begun_at <= :begun_since);
