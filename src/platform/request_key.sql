-- Keys of changes that programs may send twice.

-- name: request_key_prune :exec
-- in: staff_id int4, before timestamptz
delete from request_key
where staff_id = :staff_id and at < :before
  and key in (select key from request_key where staff_id = :staff_id and at < :before
              order by at limit 20 for update skip locked);

-- name: request_key_claim :exec
-- in: staff_id int4, key text, request_hash hash, at timestamptz, before timestamptz
-- Waits for a change under the same key that is still being made.  No row: it was made.
insert into request_key (staff_id, key, request_hash, at)
values (:staff_id, :key, :request_hash, :at)
on conflict (staff_id, key) do update
set request_hash = excluded.request_hash, at = excluded.at, answer_sealed = null
where request_key.at < :before;

-- name: request_key_find :one
-- in: staff_id int4, key text
-- out: request_hash hash, answer_sealed bytea?
select request_hash, answer_sealed from request_key where staff_id = :staff_id and key = :key;

-- name: request_key_keep :exec
-- in: staff_id int4, key text, answer_sealed bytea?
update request_key set answer_sealed = :answer_sealed where staff_id = :staff_id and key = :key;
