-- The day files and what was wrong with them, as the pages show it.

-- name: load_list :many
-- in: day date?, state int2?, file int2?, limit int8, offset int8
-- out: day date, file int2 of load_files, full_file bool?, state int2 of load_states, reason text, rows int8, taken int8, quarantined int8, waiting int8, bytes int8, millis int8, detail text, list_total int8 inner
-- order: day, file, state, rows, taken, quarantined, waiting, bytes, millis
select day, file, full_file, state, reason, rows, taken, quarantined, waiting, bytes, millis,
       detail, count(*) over () as list_total
from load
where (:day::date is null or day = :day) and (:state::int2 is null or state = :state)
  and (:file::int2 is null or file = :file)
order by :order, day desc, file limit :limit offset :offset;

-- name: quarantine_page :many
-- in: day date?, file int2?, reason int2?, only_open bool, limit int8, offset int8
-- out: day date, file int2 of load_files, line int8, reason int2 of fault_words, column_no int2? inner, value_sealed bytea, column text, value text, is_personal bool inner, ended_on date?, ended_as int2? of end_words, list_total int8 inner
-- order: day, file, line, reason
-- The page fills in column and value: masked, where they are personal.
select day, file, line, reason, column_no, value_sealed, '' as column, '' as value, false as is_personal, ended_on,
       ended_as,
       count(*) over () as list_total
from quarantine
where (:day::date is null or day = :day) and (:file::int2 is null or file = :file)
  and (:reason::int2 is null or reason = :reason) and (not :only_open or ended_on is null)
order by :order, day desc, file, line limit :limit offset :offset;

-- name: quarantine_value :one
-- in: day date, file int2, line int8
-- out: value_sealed bytea
select value_sealed from quarantine where day = :day and file = :file and line = :line;
