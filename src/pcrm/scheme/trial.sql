-- What a trial of rules has to know beside the book, and what it leaves behind.

-- name: trial_last_day :one
-- out: day date?, first_day date?
select max(day) as day, min(day) as first_day from business_day;

-- name: trial_rules :one
-- in: day date
-- out: version int4, rules text
select version, rules::text from rule_set where effective_on <= :day order by effective_on desc limit 1;

-- name: trial_merged :one
-- in: base text, change text
-- out: rules text
-- The rules with what a file changes: whole schemes (null: none any more), and single numbers.
select ((:base::text::jsonb || (:change::text::jsonb - 'schemes' - 'scheme_names'))
        || jsonb_build_object(
            'schemes', jsonb_strip_nulls((:base::text::jsonb -> 'schemes') || coalesce(:change::text::jsonb -> 'schemes', '{}')),
            'scheme_names', (:base::text::jsonb -> 'scheme_names') || coalesce(:change::text::jsonb -> 'scheme_names', '{}')))::text as rules;

-- name: trial_day_set :one
-- in: day date
-- out: day text
select set_config('guanhu.day', to_char(:day::date, 'YYYY-MM-DD'), true) as day;

-- name: trial_homes :copy_out
-- out: customer_id int8, home_id int4
copy (select distinct on (customer_id) customer_id, home_id from customer_home
      where day <= current_setting('guanhu.day')::date order by customer_id, day desc) to stdout (format binary);

-- name: trial_managers :copy_out
-- out: customer_id int8, staff_id int4
copy (select customer_id, staff_ids[1] as staff_id from care
      where relation = 0 and care_on(period, current_setting('guanhu.day')::date)) to stdout (format binary);

-- name: trial_orgs :many
-- out: org_id int4, org_no text
select distinct org_id, org_no from org order by org_no;
