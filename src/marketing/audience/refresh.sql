-- Audiences that are refreshed with each published day; as the owner of the tables.

-- name: refresh_due :many
-- in: catch_up int4
-- out: audience_id id, day date, day_at time, newest bool, first bool, compares bool, name text, owner_id int4, version int4, condition text
-- Days of which members are not kept yet, or were run again since.  'first': of that version; 'compares': some
-- audience is compared with the day before.
select a.audience_id, b.day, b.published_at as day_at, b.day = n.day as newest, b.day = v.day as first,
       bool_or(b.day > v.day) over (partition by b.day) as compares, a.name,
       a.owner_id, v.version, v.condition
from audience a
join audience_version v on v.audience_id = a.audience_id and v.version = a.version and v.refresh = 1
cross join (select max(day) as day from business_day) n
join business_day b on b.day >= v.day and b.day > n.day - :catch_up::int4
where a.deleted_at is null
  and b.day >= coalesce((select max(d.day) from audience_day d where d.audience_id = a.audience_id), v.day)
  and not exists (select from audience_day d where d.audience_id = a.audience_id and d.day = b.day
                  and d.version = v.version and d.day_at = b.published_at)
order by b.day, a.audience_id;

-- name: refresh_day_before :one
-- in: day date
-- out: day date?, day_at time?
-- The last of a one-row result: null, null where it is the first.
select b.day, b.published_at as day_at
from (select max(day) as day from business_day where day < :day) m left join business_day b on b.day = m.day;

-- name: refresh_take_back :exec
-- in: audience_id int8, day date
select app_audience_take_back(:audience_id, :day);

-- name: refresh_members :one
-- in: audience_id int8
-- out: customers int8[]
select array(select customer_id from audience_member where audience_id = :audience_id and until is null
             order by customer_id) as customers;

-- name: refresh_came :copy_in
-- in: customer_id int8, audience_id int8, since date, came_by int8?
copy audience_member (customer_id, audience_id, since, came_by) from stdin (format binary);

-- name: refresh_went :exec
-- in: audience_id int8, day date, known bool, customers int8[], by_parts int8[]
update audience_member m set until = :day, went_by = case when :known::bool then w.by_parts end
from unnest(:customers, :by_parts) w (customer_id, by_parts)
where m.customer_id = w.customer_id and m.audience_id = :audience_id and m.until is null;

-- name: refresh_day_add :exec
-- in: audience_id int8, day date, version int4, members int8, came int8, went int8, day_at time
insert into audience_day (audience_id, day, version, members, came, went, day_at)
values (:audience_id, :day, :version, :members, :came, :went, :day_at);

-- name: refresh_thin :exec
-- in: kept int4
-- What is known of days before these ends.
with gone as (delete from audience_day d using business_day n
              where n.day = (select max(day) from business_day) and d.day < n.day - :kept::int4
                and exists (select from audience_version v where v.audience_id = d.audience_id and v.version = d.version
                            and v.refresh = 1)
              returning d.audience_id, d.day),
     till as (select audience_id, max(day) as day from gone group by audience_id)
delete from audience_member m using till
where m.audience_id = till.audience_id and m.until is not null and m.until <= till.day;
