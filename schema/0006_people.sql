-- Who signs in, from where, and what was done.
--
-- Staff come from the day files.  A user is one of the staff who was given a password; who has
-- left signs in no more.  Times are given by the program.

create index staff_by_no on staff (staff_no, day);

create table app_user (
    staff_id       int4 primary key,
    password       text, -- argon2id with its salt and cost; null: none was given yet
    former         text[] not null default '{}', -- the ones before it, newest first
    must_change    bool not null default true,
    one_time_until timestamptz, -- the password is a one-time one and ends then
    failures       int2 not null default 0, -- attempts since the last good one
    locked_until   timestamptz, -- after too many of them
    locked_by_hand bool not null default false, -- until somebody unlocks
    last_sign_in   timestamptz,
    tongue         int2, -- enum tongue; null: as the browser asks
    theme          int2  -- enum theme; null: as the system
);

-- The browser holds the token, the table its digest.
create table app_session (
    session_id   int8 generated always as identity primary key,
    token_digest bytea not null unique,
    staff_id     int4 not null,
    begun_at     timestamptz not null,
    seen_at      timestamptz not null, -- to the minute
    came_from    text not null,
    agent        text not null
);
create index app_session_of_staff on app_session (staff_id);

-- Every attempt.  Without staff_id: there is no such number; what was typed is not kept, it may have
-- been a password.
create table sign_in (
    sign_in_id int8 generated always as identity primary key,
    at         timestamptz not null,
    staff_id   int4,
    outcome    int2 not null, -- enum sign_in_outcome
    came_from  text not null,
    agent      text not null
);
create index sign_in_of_staff on sign_in (staff_id, at);
create index sign_in_by_time on sign_in (at);

-- Who did or saw what.  The last three columns are the hash chain's: one chain a connection, each
-- entry's digest over its sealed bytes and the digest before; null until the chain is kept.
create table audit_entry (
    at            timestamptz not null,
    entry_id      int8 generated always as identity,
    staff_id      int4, -- null: the program, or nobody who is known
    session_id    int8,
    what          text not null, -- "user.unlock"
    subject       int2 not null, -- enum audit_subject
    subject_id    int8,
    came_from     text not null,
    detail_sealed bytea,
    chain         int8,
    link          int8,
    digest        bytea,
    primary key (at, entry_id)
);
create index audit_entry_of_staff on audit_entry (staff_id, at);
create index audit_entry_of_subject on audit_entry (subject, subject_id, at);
