-- For tests of this room only.

-- name: test_staff_add :exec
-- in: staff_id int4, day date, staff_no text, org_id int4, post int2, has_left bool
insert into staff (staff_id, day, staff_no, name, org_id, post, has_left)
values (:staff_id, :day, :staff_no, 'name of ' || :staff_no, :org_id, :post, :has_left);

-- name: test_audit_last :one
-- out: at timestamptz, staff_id int4?, session_id int8?, what text, subject int2, subject_id int8?, came_from text, detail_sealed bytea?
select at, staff_id, session_id, what, subject, subject_id, came_from, detail_sealed
from audit_entry order by entry_id desc limit 1;

-- name: test_sign_in_last :one
-- out: staff_id int4?, outcome int2, came_from text, agent text
select staff_id, outcome, came_from, agent from sign_in order by sign_in_id desc limit 1;

-- name: test_tokens_plain :one
-- in: token text
-- out: count int8
-- Rows in which a token or a password stands as it is.
select (select count(*) from app_session e where e::text like '%' || :token || '%')
     + (select count(*) from app_user u where u::text like '%' || :token || '%') as count;

-- name: test_org_add :exec
-- in: org_id int4, day date, org_no text, parent_no text?
insert into org (org_id, day, org_no, parent_no, level, name)
values (:org_id, :day, :org_no, :parent_no, 4, 'name of ' || :org_no);

-- name: test_customer_add :exec
-- in: customer_id int8, day date
insert into customer (customer_id, customer_no, day) values (:customer_id, 'C' || :customer_id::int8, :day);

-- name: test_record_add :exec
-- in: customer_id int8, day date, home_id int4
insert into customer_record (customer_id, day, gone, cert_type, cert_sealed, cert_hash, name, home_id, dnd)
values (:customer_id, :day, false, 0, '', '00000000-0000-0000-0000-000000000000', 'somebody', :home_id, false);

-- name: test_alert_add :exec
-- in: customer_id int8, day date
insert into alert (customer_id, day, number, kind, from_value, to_value, amount)
values (:customer_id, :day, 1, 0, 0, 0, 0);

-- name: test_partitions_make :exec
-- in: day date
select incoming.open_day(:day, false);

-- name: test_day_add :exec
-- in: day date
insert into business_day (day, rule_version, folder, customers) values (:day, 1, true, 0);

-- name: test_care_add :exec
-- in: customer_id int8, relation int2, from_day date, until_day date?, staff_ids int4[], shares int4[]
insert into care (customer_id, relation, period, staff_ids, shares)
values (:customer_id, :relation, daterange(:from_day, :until_day), :staff_ids, :shares);

-- name: test_grant_add :exec
-- in: customer_id int8, staff_id int4, since timestamptz, until timestamptz
insert into customer_grant (customer_id, staff_id, since, until, kind)
values (:customer_id, :staff_id, :since, :until, 0);

-- name: test_customers_seen :many
-- out: customer_id int8
select customer_id from customer order by 1;

-- name: test_records_seen :one
-- out: records int8, alerts int8, cares int8
select (select count(*) from customer_record) as records, (select count(*) from alert) as alerts,
       (select count(*) from care) as cares;

-- name: test_partition_seen :one
-- out: count int8
select count(*) from "alert_202608";

-- name: test_customer_change :exec
update customer set customer_no = 'changed';

-- name: test_password_seen :one
-- out: count int8
select count(password) as count from app_user;

-- name: test_users_seen :one
-- out: count int8
select count(staff_id) as count from app_user;

-- name: test_table_remade :exec
-- As a bank's first day does it (incoming.publish).
do $$ begin
    drop table customer;
    alter table incoming.customer set schema public;
    perform incoming.make('customer');
end $$;

-- name: test_bypass_give :exec
alter role guanhu_own createrole;

-- name: test_bypass_take :exec
alter role guanhu_own nocreaterole;

-- name: test_job :one
-- in: job_id int8
-- out: state int2, stage text, outcome text, message text, result text, lines int8, origin int2, asked_by int4?
select state, stage, outcome, message, result, (select count(*) from job_log l where l.job_id = j.job_id) as lines,
       origin, asked_by
from job j where job_id = :job_id;

-- name: test_job_left :one
-- in: kind text
-- out: job_id int8
-- What a program that died leaves behind.
insert into job (kind, title, state, started_at) values (:kind, 'left', 0, now()) returning job_id;

-- name: test_home_add :exec
-- in: customer_id int8, day date, home_id int4
insert into customer_home (customer_id, day, home_id) values (:customer_id, :day, :home_id);
-- name: test_figures_add :exec
-- in: customer_id int8, day date, demand int8, stage int2
insert into customer_day (customer_id, day, demand, fa, acct_max, fa_ytd, cc_grade, product_kinds, stage, tier,
                          own_tier, ref, below, standing)
values (:customer_id, :day, :demand, :demand, :demand, :demand, 0, 1, :stage, 0, 0, 0, 0, 0);

-- name: test_day_told :exec
-- in: day date
-- As business_day_add does it, whether the day was run before or not.
with old as (delete from business_day where day = :day),
     added as (select pg_notify('guanhu_live', 'day ' || to_char(:day::date, 'YYYY-MM-DD')))
select from added;

-- name: test_day_again :exec
-- in: day date
insert into business_day (day, rule_version, folder, customers, published_at)
values (:day, 1, true, 0, clock_timestamp());

-- name: test_sets_make :exec
-- Sets as some system of the bank might keep them.
do $$ begin
    create table test_set (set_id int4, name text);
    create table test_member (set_id int4, customer_id int8);
    create or replace view live_set as select set_id, 0 as kind, name from test_set;
    create or replace view live_member as select set_id, customer_id from test_member;
end $$;

-- name: test_set_add :exec
-- in: set_id int4, name text
insert into test_set values (:set_id, :name);

-- name: test_set_drop :exec
-- in: set_id int4
delete from test_set where set_id = :set_id;

-- name: test_member_add :exec
-- in: set_id int4, customers int8[]
insert into test_member select :set_id, unnest(:customers);

-- name: test_member_drop :exec
-- in: set_id int4, customers int8[]
delete from test_member where set_id = :set_id and customer_id = any(:customers);

-- name: test_changes_seen :one
-- out: count int8
select count(*) as count from change_feed;

-- name: test_changes_age :exec
update change_feed set at = at - interval '2 days';

-- name: test_figures_clear :exec
-- in: day date
delete from customer_day where day = :day;
