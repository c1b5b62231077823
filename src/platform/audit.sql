-- name: audit_add :exec
-- in: at timestamptz, staff_id int4?, session_id int8?, token_id int8?, seen_as int4?, what text, subject int2, subject_id int8?, came_from text, detail_sealed bytea?
insert into audit_entry (at, staff_id, session_id, token_id, seen_as, what, subject, subject_id, came_from, detail_sealed)
values (:at, :staff_id, :session_id, :token_id, :seen_as, :what, :subject, :subject_id, :came_from, :detail_sealed);
