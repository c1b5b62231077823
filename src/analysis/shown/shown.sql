-- Organisations as the pages of reports name them.

-- name: report_orgs :many
-- in: org_ids int4[], day date
-- out: org_id int4, org_no text, name text
select distinct on (org_id) org_id, org_no, name from org
where org_id = any(:org_ids) and day <= :day order by org_id, day desc;

-- name: report_org :maybe
-- in: called text, day date
-- out: org_id int4
-- By number or name.
select org_id
from (select distinct on (org_id) org_id, org_no, name from org where day <= :day
      order by org_id, day desc) o
where org_no = :called or name = :called order by org_no = :called desc, org_id limit 1;
