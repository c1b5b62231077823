-- name: rule_set_on :one
-- in: day date
-- out: version int4, rules text
-- The rules in force on a day.
select version, rules::text from rule_set
where effective_on <= :day
order by effective_on desc
limit 1;
