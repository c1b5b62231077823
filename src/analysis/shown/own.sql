-- Reports that people keep, beside what platform/view.sql knows of all saved views.

-- name: report_name_taken :one
-- in: list text, staff_id int4, name text
-- out: taken bool
select exists (select from saved_view where list = :list and staff_id = :staff_id and name = :name) as taken;

-- name: report_dashboards :one
-- in: view_id int8
-- out: people int8
-- On how many people's dashboards a report of the own stands.
select app_report_shown(:view_id) as people;
