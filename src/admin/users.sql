-- Users and organisations, as administrators see them.

-- name: user_list :many
-- in: q text?, post int2?, locked bool?, limit int8, offset int8
-- out: staff_id id, staff_no text, name text, post int2 of post_words, org_name text?, state int2 of user_states, last_sign_in time?, list_total int8 inner
-- order: staff_no, name, post, org_name, state, last_sign_in
select staff_id::int8, staff_no, name, post, org_name, state, last_sign_in,
       count(*) over () as list_total
from (select s.staff_id, s.staff_no, s.name, s.post, o.name as org_name, u.last_sign_in,
             (case when s.has_left then 3
                   when u.locked_by_hand or u.locked_until > now() then 2
                   when u.password is null then 0
                   else 1 end)::int2 as state
      from (select distinct on (staff_id) * from staff order by staff_id, day desc) s
      left join app_user u using (staff_id)
      left join (select distinct on (org_id) org_id, name from org order by org_id, day desc) o using (org_id)) x
where (:q::text is null or staff_no = :q or name like '%' || :q || '%')
  and (:post::int2 is null or post = :post)
  and (:locked::bool is null or (state = 2) = :locked)
order by :order, staff_id limit :limit offset :offset;

-- name: user_find :one
-- in: staff_id int8
-- out: staff_id id, staff_no text, name text, post int2 of post_words, org_name text?, has_left bool, email text?, skills text?, has_password bool, must_change bool, locked_by_hand bool, locked_until time?, last_sign_in time?
select s.staff_id::int8, s.staff_no, s.name, s.post,
       (select name from org where org_id = s.org_id order by day desc limit 1) as org_name,
       s.has_left, s.email, s.skills, u.password is not null as has_password,
       coalesce(u.must_change, false) as must_change,
       coalesce(u.locked_by_hand, false) as locked_by_hand, u.locked_until, u.last_sign_in
from (select * from staff where staff_id = :staff_id::int8 order by day desc limit 1) s
left join app_user u using (staff_id);

-- name: org_list :many
-- in: q text?, level int2?, limit int8, offset int8
-- out: org_id id, org_no text, name text, level int2 of org_levels, parent_name text?, region text?, staff int8, list_total int8 inner
-- order: org_no, name, level, parent_name, region, staff
select org_id::int8, org_no, name, level, parent_name, region, staff,
       count(*) over () as list_total
from (select o.org_id, o.org_no, o.name, o.level, o.region,
             (select p.name from org p where p.org_no = o.parent_no order by p.day desc limit 1)
                 as parent_name,
             coalesce(s.staff, 0) as staff
      from (select distinct on (org_id) * from org order by org_id, day desc) o
      left join (select org_id, count(*) filter (where not has_left) as staff
                 from (select distinct on (staff_id) * from staff order by staff_id, day desc) v
                 group by org_id) s using (org_id)) x
where (:q::text is null or org_no = :q or name like '%' || :q || '%')
  and (:level::int2 is null or level = :level)
order by :order, org_id limit :limit offset :offset;
