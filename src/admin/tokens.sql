-- Tokens of the API, as people see them.

-- name: my_tokens :many
-- in: staff_id int4, now timestamptz
-- out: token_id id, name text, scopes text, made_at time, until time, used_at time?, state int2 of token_states
-- The working ones first.
select token_id, name, scopes, made_at, until, used_at,
       (case when ended_at is not null then 2 when until <= :now then 1 else 0 end)::int2 as state
from api_token where staff_id = :staff_id
order by ended_at is not null or until <= :now, token_id desc limit 100;

-- name: token_page :many
-- in: q text?, state int2?, now timestamptz, limit int8, offset int8
-- out: token_id id, name text, staff_id id, staff_no text, staff_name text, made_at time, until time, used_at time?, state int2 of token_states, list_total int8 inner
-- order: made_at, name, staff_no, until, used_at, state
select token_id, name, staff_id, staff_no, staff_name, made_at, until, used_at, state,
       count(*) over () as list_total
from (select t.token_id, t.name, t.staff_id::int8 as staff_id, s.staff_no, s.name as staff_name,
             t.made_at, t.until, t.used_at,
             (case when t.ended_at is not null then 2 when t.until <= :now then 1 else 0 end)::int2 as state
      from api_token t
      cross join lateral (select staff_no, name from staff where staff_id = t.staff_id
                          order by day desc limit 1) s) x
where (:q::text is null or staff_no = :q or name like '%' || :q || '%' or staff_name like '%' || :q || '%')
  and (:state::int2 is null or state = :state)
order by :order, token_id desc limit :limit offset :offset;

-- name: token_detail :one
-- in: token_id int8, now timestamptz
-- out: token_id id, name text, scopes text, staff_id id, staff_no text, staff_name text, made_at time, until time, used_at time?, ended_at time?, ended_by_name text?, state int2 of token_states
select t.token_id, t.name, t.scopes, t.staff_id::int8 as staff_id, s.staff_no, s.name as staff_name,
       t.made_at, t.until, t.used_at, t.ended_at,
       (select name from staff where staff_id = t.ended_by order by day desc limit 1) as ended_by_name,
       (case when t.ended_at is not null then 2 when t.until <= :now then 1 else 0 end)::int2 as state
from api_token t
cross join lateral (select staff_no, name from staff where staff_id = t.staff_id
                    order by day desc limit 1) s
where t.token_id = :token_id;
