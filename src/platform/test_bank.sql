-- For tests of this room only.

-- name: test_staff_add :exec
-- in: staff_id int4, day date, staff_no text, org_id int4, post int2, has_left bool
insert into staff (staff_id, day, staff_no, name, org_id, post, has_left)
values (:staff_id, :day, :staff_no, 'name of ' || :staff_no, :org_id, :post, :has_left);

-- name: test_audit_last :one
-- out: at timestamptz, staff_id int4?, session_id int8?, what text, subject int2, subject_id int8?, came_from text, detail_sealed bytea?
select at, staff_id, session_id, what, subject, subject_id, came_from, detail_sealed
from audit_entry order by entry_id desc limit 1;

-- name: test_sign_in_last :one
-- out: staff_id int4?, outcome int2, came_from text, agent text
select staff_id, outcome, came_from, agent from sign_in order by sign_in_id desc limit 1;

-- name: test_tokens_plain :one
-- in: token text
-- out: count int8
-- Rows in which a token or a password stands as it is.
select (select count(*) from app_session e where e::text like '%' || :token || '%')
     + (select count(*) from app_user u where u::text like '%' || :token || '%') as count;
