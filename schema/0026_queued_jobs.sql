-- Work that many people ask for waits in a row of its own; its result may be a file for whoever asked.

-- Of most kinds one job waits at a time; of those that queue, as many as were asked for.
alter table job add column queues bool not null default false;
drop index job_waiting;
create unique index job_waiting on job (kind) where state = 5 and not queues;
create index job_asked on job (asked_by, job_id) where asked_by is not null;

-- Everybody sees that there is work; who asked for it cancels it, and so does who sees everything.
grant update (state, outcome, ended_at, cancel_asked_at, cancel_asked_by) on job to guanhu_org, guanhu_own;
alter table job enable row level security;
create policy seen on job for select to guanhu_all, guanhu_org, guanhu_own using (true);
create policy put on job for insert to guanhu_all, guanhu_org, guanhu_own with check (true);
create policy changed on job for update to guanhu_all using (true);
create policy own on job for update to guanhu_org, guanhu_own using (asked_by = app_staff());

-- A file that a job made: for one person, until a time, in sealed parts of about a megabyte.
create table job_file (
    job_id   int8 primary key,
    staff_id int4 not null,
    name     text not null,
    type     text not null, -- as browsers call it
    rows     int8 not null default 0,
    bytes    int8 not null default 0,
    until    timestamptz not null
);
create index job_file_until on job_file (until);
create table job_file_part (
    job_id         int8 not null,
    part           int4 not null, -- from 1
    content_sealed bytea not null,
    primary key (job_id, part)
);
alter table job_file_part alter column content_sealed set storage external; -- cannot be compressed

create function app_own_file(job int8) returns bool
language sql stable as $$
    select exists (select from job_file f where f.job_id = job and f.staff_id = app_staff() and f.until > now())
$$;
grant select, insert on job_file, job_file_part to guanhu_all, guanhu_org, guanhu_own;
grant update (rows, bytes) on job_file to guanhu_all, guanhu_org, guanhu_own;
alter table job_file enable row level security;
create policy own on job_file to guanhu_all, guanhu_org, guanhu_own using (staff_id = app_staff());
alter table job_file_part enable row level security;
create policy own on job_file_part to guanhu_all, guanhu_org, guanhu_own using (app_own_file(job_id));
