-- Files of customers that are uploaded to lists.

-- name: upload_add :one
-- in: list_id int8, staff_id int4, file_name text, way int2, at time, content bytea, lines int8
-- out: upload_id int8
insert into upload (list_id, staff_id, file_name, way, state, at, content_sealed, lines)
values (:list_id, :staff_id, :file_name, :way, 0, :at, :content, :lines)
returning upload_id;

-- name: upload_find :one
-- in: upload_id int8
-- out: upload_id id, list_id id, list_name text, list_ended bool, file_name text, way int2 of upload_ways, state int2 of upload_states, at time, ended_at time?, lines int8, matched int8, added int8, present int8, failed int8, message text
select u.upload_id, u.list_id, coalesce(l.name, '') as list_name, coalesce(l.deleted_at is not null, true) as list_ended,
       u.file_name, u.way, u.state, u.at, u.ended_at, u.lines, u.matched, u.added, u.present, u.failed, u.message
from upload u left join list l on l.list_id = u.list_id where u.upload_id = :upload_id;

-- name: upload_reasons :many
-- in: upload_id int8
-- out: reason int2 of line_faults, lines int8
select reason, count(*) as lines from upload_line where upload_id = :upload_id group by reason order by reason;

-- name: upload_lines :many
-- in: upload_id int8, reason int2?, limit int8, offset int8
-- out: line int8, reason int2 of line_faults, shown text, first int8?, list_total int8 inner
-- order: line, reason
select line, reason, shown, first, count(*) over () as list_total
from upload_line where upload_id = :upload_id and (:reason::int2 is null or reason = :reason)
order by :order, line limit :limit offset :offset;

-- name: upload_again :maybe
-- in: upload_id int8
-- out: upload_id int8
-- One whose job was lost waits anew.
update upload set state = 0, message = '' where upload_id = :upload_id and content_sealed is not null
returning upload_id;

-- ---- the job, as the owner of the tables -----------------------------------------------------------------

-- name: upload_take :maybe
-- out: upload_id int8, list_id int8, staff_id int4, way int2, content bytea
-- The next that waits, or that a server which died had begun.
with u as (update upload set state = 1, matched = 0
           where upload_id = (select upload_id from upload where state < 2 and content_sealed is not null
                              order by upload_id limit 1)
           returning upload_id, list_id, staff_id, way, content_sealed)
select upload_id, list_id, staff_id, way, content_sealed as content from u;

-- name: upload_by_number :many
-- in: numbers text[]
-- out: n int8, customer_id int8
-- Which of the numbers is whose, of those who have not gone.
select w.n, c.customer_id
from unnest(:numbers) with ordinality w (no, n)
join customer c on c.customer_no = w.no
cross join lateral (select gone from customer_record r where r.customer_id = c.customer_id
                    order by day desc limit 1) r
where not r.gone;

-- name: upload_by_certificate :many
-- in: hashes hash[]
-- out: n int8, customer_id int8
-- No index is kept of certificates and phones: one look at all of them.
select w.n, r.customer_id
from unnest(:hashes) with ordinality w (hash, n)
join (select distinct customer_id, cert_hash from customer_record) r on r.cert_hash = w.hash
cross join lateral (select cert_hash, gone from customer_record v where v.customer_id = r.customer_id
                    order by day desc limit 1) v
where v.cert_hash = w.hash and not v.gone;

-- name: upload_by_phone :many
-- in: hashes hash[]
-- out: n int8, customer_id int8
select w.n, r.customer_id
from unnest(:hashes) with ordinality w (hash, n)
join (select distinct customer_id, phone_hash from customer_record) r on r.phone_hash = w.hash
cross join lateral (select phone_hash, gone from customer_record v where v.customer_id = r.customer_id
                    order by day desc limit 1) v
where v.phone_hash = w.hash and not v.gone;

-- name: upload_fail :exec
-- in: upload_id int8, message text, at time
update upload set state = 3, message = :message, ended_at = :at, content_sealed = null
where upload_id = :upload_id;

-- ---- the job, as the person who uploaded -------------------------------------------------------------------

-- name: upload_members_add :one
-- in: list_id int8, customers int8[], at time
-- out: added int8
with a as (insert into list_member (customer_id, list_id, at)
           select unnest(:customers), :list_id, :at
           on conflict do nothing returning 1)
select count(*) as added from a;

-- name: upload_lines_add :exec
-- in: upload_id int8, lines int8[], reasons int4[], shown text[], first int8[]
insert into upload_line (upload_id, line, reason, shown, first)
select :upload_id, w.line, w.reason::int2, w.shown, nullif(w.first, 0)
from unnest(:lines, :reasons, :shown, :first) w (line, reason, shown, first);

-- name: upload_done :maybe
-- in: upload_id int8, list_id int8, at time, matched int8, added int8, present int8, failed int8
-- out: list_id int8
-- No row: the list has ended meanwhile, or is another's now.
with l as (update list set members = members + :added, changed_at = :at
           where list_id = :list_id and deleted_at is null returning list_id),
     u as (update upload set state = 2, ended_at = :at, content_sealed = null, matched = :matched,
                             added = :added, present = :present, failed = :failed
           where upload_id = :upload_id)
select list_id from l cross join lateral app_set_changed(list_id);
