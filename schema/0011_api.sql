-- Programs that work for a person, and an administrator who looks as another user.

-- A token makes a program work as the person who made it, with some of that person's permissions; the
-- program holds it, the table its digest.
create table api_token (
    token_id     int8 generated always as identity primary key,
    token_digest bytea not null unique,
    staff_id     int4 not null,
    name         text not null, -- what it is for
    scopes       text not null, -- names of permissions (platform/perm.h), a blank between
    made_at      timestamptz not null,
    until        timestamptz not null,
    used_at      timestamptz, -- to the minute
    ended_at     timestamptz,
    ended_by     int4,
    check (until > made_at)
);
create index api_token_of_staff on api_token (staff_id, token_id);

-- What was answered to a change that a program gave a key: asked again with it, nothing is done twice.
create table request_key (
    staff_id      int4 not null,
    key           text not null,
    request_hash  uuid not null, -- of the method, the address and the body
    at            timestamptz not null,
    answer_sealed bytea, -- the body, where there is one
    primary key (staff_id, key)
);
create index request_key_by_age on request_key (staff_id, at);

alter table app_session add column seen_as int4; -- the administrator looks as this person, and only looks

-- Whoever did it stands in staff_id.
alter table audit_entry
    add column token_id int8, -- the program's
    add column seen_as  int4; -- the person as whom an administrator looked

grant select, insert, update on api_token to guanhu_all;
grant select (token_id, staff_id, name, scopes, made_at, until, used_at, ended_at, ended_by), insert,
    update (ended_at, ended_by) on api_token to guanhu_org, guanhu_own;
grant select, insert, update, delete on request_key to guanhu_all, guanhu_org, guanhu_own;
grant update (seen_as) on app_session to guanhu_all;

alter table api_token enable row level security;
create policy everything on api_token to guanhu_all using (true);
create policy own on api_token to guanhu_org, guanhu_own using (staff_id = app_staff());
alter table request_key enable row level security;
create policy own on request_key to guanhu_all, guanhu_org, guanhu_own using (staff_id = app_staff());
