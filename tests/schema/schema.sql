-- What the catalogue says of the migrated schema; see test_schema.c.

-- name: keys_without_customer :many
-- out: name text
-- Unique keys, primary keys and exclusion constraints of customers' tables that lack customer_id.
select i.relname || ' on ' || t.relname as name
from pg_index x
join pg_class t on t.oid = x.indrelid
join pg_class i on i.oid = x.indexrelid
join pg_attribute a on a.attrelid = t.oid and a.attname = 'customer_id'
where t.relnamespace = 'public'::regnamespace
  and (x.indisunique or x.indisexclusion)
  and not a.attnum = any(x.indkey::int2[])
order by 1;

-- name: indexes_without_customer :many
-- out: name text
-- Other indexes of customers' tables that lack customer_id; BRIN, for work on whole days, may, and GIN,
-- which finds many customers at once.
select i.relname || ' on ' || t.relname as name
from pg_index x
join pg_class t on t.oid = x.indrelid
join pg_class i on i.oid = x.indexrelid
join pg_am m on m.oid = i.relam
join pg_attribute a on a.attrelid = t.oid and a.attname = 'customer_id'
where t.relnamespace = 'public'::regnamespace and m.amname not in ('brin', 'gin')
  and not a.attnum = any(x.indkey::int2[])
order by 1;

-- name: tables_without_key :many
-- out: name text
select t.relname::text as name
from pg_class t
where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')
  and not exists (select 1 from pg_index x where x.indrelid = t.oid and x.indisprimary)
order by 1;

-- name: foreign_keys_without_customer :many
-- out: name text
-- Foreign keys from or to a customer's table that lack customer_id.
select c.conname::text as name
from pg_constraint c
where c.contype = 'f' and c.connamespace = 'public'::regnamespace
  and exists (select 1 from pg_attribute a
              where a.attrelid in (c.conrelid, c.confrelid) and a.attname = 'customer_id')
  and not exists (select 1 from pg_attribute a
                  where a.attrelid = c.conrelid and a.attname = 'customer_id'
                    and a.attnum = any(c.conkey))
order by 1;

-- name: triggers_and_sequences :many
-- out: name text
-- Triggers of our own anywhere; sequences on customers' tables.
select 'trigger ' || tgname as name from pg_trigger where not tgisinternal
union all
select 'sequence on ' || t.relname
from pg_class s
join pg_depend d on d.objid = s.oid and d.deptype in ('a', 'i')
join pg_class t on t.oid = d.refobjid
join pg_attribute a on a.attrelid = t.oid and a.attname = 'customer_id'
where s.relkind = 'S'
order by 1;

-- name: plain_sensitive_columns :many
-- out: name text
-- Columns that by their name hold a sensitive value in plain text.
select t.relname || '.' || a.attname as name
from pg_attribute a
join pg_class t on t.oid = a.attrelid
where t.relnamespace = 'public'::regnamespace and t.relkind = 'r' and a.attnum > 0
  and a.attname ~ '^(cert|cert_no|phone|address|account_no|card_no|value|row)$'
  and t.relname <> 'setting'
order by 1;

-- name: tables_without_policy :many
-- out: name text
-- Customers' tables without both policies; any table that users may read whole without one, but for
-- the bank's own.
select t.relname::text as name
from pg_class t
where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
  and case when exists (select 1 from pg_attribute a where a.attrelid = t.oid
                        and a.attname in ('customer_id', 'token_digest', 'password'))
           then not t.relrowsecurity
                or (select count(distinct p.polname) from pg_policy p where p.polrelid = t.oid) < 2
           else has_table_privilege('guanhu_own', t.oid, 'select') and not t.relrowsecurity
                and t.relname not in ('org', 'product', 'currency', 'staff', 'rule_set',
                                      'business_day', 'setting', 'job', 'job_log', 'load',
                                      'night_step', 'source', 'org_place', 'rule_draft', 'whatif',
                                      'whatif_cell', 'whatif_card', 'whatif_load')
      end
order by 1;

-- name: policies_with_selects :many
-- out: name text
-- Citus takes no policy with a sub-select.
select p.polname || ' on ' || t.relname as name
from pg_policy p join pg_class t on t.oid = p.polrelid
where pg_get_expr(p.polqual, p.polrelid) ~* '\mselect\M'
   or pg_get_expr(p.polwithcheck, p.polrelid) ~* '\mselect\M'
order by 1;

-- name: partitions_granted :many
-- out: name text
-- What users could ask past the policies of its table.
select t.relname::text as name
from pg_class t, unnest(array['guanhu_all', 'guanhu_org', 'guanhu_own']) r (role)
where t.relkind in ('r', 'p') and (t.relispartition or t.relnamespace = 'incoming'::regnamespace)
  and has_table_privilege(r.role, t.oid, 'select, insert, update, delete')
order by 1;

-- name: staff_table_add :exec
-- in: customer_id int8, staff_ids int4[], shares int4[], from_day date
insert into care (customer_id, relation, period, staff_ids, shares)
values (:customer_id, 0, daterange(:from_day, null), :staff_ids, :shares);
