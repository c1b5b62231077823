-- name: state_days :many
-- in: from_day date, until_day date
-- out: day date, mark int8?
select day, mark from business_day where day between :from_day and :until_day order by day;

-- name: state_mark_set :exec
-- in: day date, mark int8
-- Days of a program that knew no marks get one.
update business_day set mark = :mark where day = :day and mark is null;
