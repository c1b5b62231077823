-- Long work waits for a server to take it, keeps a log, is cancelled; sources of data are looked at on a schedule.

-- Does another session of this database hold the advisory lock?
create function app_locked(key int8) returns bool
language sql volatile as $$
    select exists (select from pg_locks l join pg_database d on d.oid = l.database
                   where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                     and d.datname = current_database() and l.pid <> pg_backend_pid()
                     and l.classid::int8 = key >> 32 and l.objid::int8 = key & 4294967295)
$$;

-- state: 0 running, 1 done, 2 failed, 3 refused, 4 broken off, 5 waiting, 6 cancelled
alter table job
    alter column started_at drop not null, -- null: it waits
    alter column started_at drop default,
    add column args             text not null default '', -- JSON, of the kind
    add column origin           int2 not null default 0,  -- enum job_origin
    add column asked_by         int4,                     -- of the staff
    add column asked_at         timestamptz not null default now(),
    add column place            int8, -- whose server takes it while it waits (job_place)
    add column unit             text not null default '',
    add column stage_at         timestamptz, -- when the present stage began
    add column cancel_asked_at  timestamptz,
    add column cancel_asked_by  int4,
    add column outcome          text not null default '', -- of the ended: "E_REFUSED"
    add column result           text not null default ''; -- JSON, of the kind
update job set asked_at = started_at;
create unique index job_waiting on job (kind) where state = 5;

create table job_log (
    job_id int8 not null,
    line   int4 not null, -- from 1
    at     timestamptz not null default now(),
    kind   int2 not null, -- enum job_line: 0 stage done, 1 note, 2 fault
    stage  text not null,
    body   text not null,
    millis int8 not null, -- of a stage
    primary key (job_id, line)
);

-- Where data come from, and how often somebody looks whether there are new ones.
create table source (
    source_id     int8 generated always as identity primary key,
    name          text not null unique,
    dir           text not null,
    kind          text not null, -- of the job that takes what is new, and its arguments
    args          text not null,
    place         int8 not null, -- whose server watches
    every_seconds int4 not null check (every_seconds between 1 and 86400),
    looked_at     timestamptz,
    problem       text not null default '', -- of the last look
    newest        date,        -- the newest ready folder
    not_ready     int4 not null default 0, -- folders without MANIFEST
    in_step_at    timestamptz, -- when nothing was missing, the last time
    behind_since  timestamptz, -- null: nothing is missing
    put_for       date,        -- 'newest' as the last job was put
    job_id        int8         -- that job
);

grant select on job_log, source to guanhu_all, guanhu_org, guanhu_own;
grant insert, update on job to guanhu_all;
grant update (every_seconds) on source to guanhu_all;

-- Tells the pages that show it, when the transaction is committed; gives the id.
create function app_tell(topic text, id int8) returns int8
language sql volatile as $$
    select pg_notify('guanhu_live', topic || ' ' || id);
    select id
$$;
