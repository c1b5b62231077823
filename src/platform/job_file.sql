-- Files that jobs made.

-- name: job_file_add :exec
-- in: job_id int8, staff_id int4, name text, type text, until time
insert into job_file (job_id, staff_id, name, type, until) values (:job_id, :staff_id, :name, :type, :until);

-- name: job_file_whole :exec
-- in: job_id int8, rows int8, bytes int8
update job_file set rows = :rows, bytes = :bytes where job_id = :job_id;

-- name: job_file_part_add :exec
-- in: job_id int8, part int4, content bytea
insert into job_file_part (job_id, part, content_sealed) values (:job_id, :part, :content);

-- name: job_file_find :one
-- in: job_id int8, now time
-- out: name text, type text, bytes int8
-- The person's own, while it is kept.
select name, type, bytes from job_file
where job_id = :job_id and staff_id = app_staff() and until > :now;

-- name: job_file_part_read :maybe
-- in: job_id int8, part int4
-- out: content bytea
select content_sealed as content from job_file_part where job_id = :job_id and part = :part;

-- name: job_files_thin :exec
-- in: now time
with f as (delete from job_file where until <= :now returning job_id)
delete from job_file_part p using f where p.job_id = f.job_id;
