-- Who manages a customer of the tier-1 branch (schema/0014_search.sql).

-- name: look_up_make :one
-- in: numbers text[], proposed int8[], certificates hash[], phones hash[]
-- out: look_up_id int8, possible_at time?
select look_up_id, possible_at
from app_look_up(:numbers, :proposed, :certificates, :phones);

-- name: look_up_own :maybe
-- in: look_up_id int8
-- out: at time, found int2
select at, found from look_up where look_up_id = :look_up_id and staff_id = app_staff();

-- name: look_up_shown :many
-- in: look_up_id int8, day date
-- out: customer_id id, customer_no text, name text, cert_type int2 of cert_type_words, certificate sealed certificate, home_name text?, stage int2? of stage_words, tier int2? of tier_words, managers text?, signed text?
select customer_id, customer_no, name, cert_type, cert_sealed as certificate, home_name, stage, tier,
       managers, signed
from app_look_up_record(:look_up_id, :day);

-- name: look_up_first :maybe
-- in: look_up_id int8, day date
-- out: customer_id int8
select customer_id from app_look_up_record(:look_up_id, :day) limit 1;

-- name: look_up_used :one
-- in: since timestamptz
-- out: used int8, most int8
select (select count(*) from look_up where staff_id = app_staff() and at > :since) as used,
       coalesce((select value::int8 from setting where name = 'look_ups_a_day'), 50) as most;

-- name: look_up_pending :many
-- in: proposed int8[], day date
-- out: customer_id id, customer_no text, name text, cert_type int2 of cert_type_words, certificate sealed certificate, home_name text?, stage int2? of stage_words, tier int2? of tier_words, managers text?, signed text?
select customer_id, customer_no, name, cert_type, cert_sealed as certificate, home_name, stage, tier,
       managers, signed
from app_pending(:proposed, :day);

-- name: look_up_heads :many
-- in: org_id int4, day date
-- out: name text
-- Who assigns at that outlet.
select name
from (select distinct on (staff_id) staff_id, name, org_id, post, has_left from staff where day <= :day
      order by staff_id, day desc) s
where org_id = :org_id and post = 0 and not has_left
order by staff_id limit 5;
