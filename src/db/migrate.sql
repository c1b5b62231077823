-- The record of what was applied.

-- name: migration_table_make :exec
create table if not exists schema_migration (
    number     int4        not null primary key,
    name       text        not null,
    sha256     text        not null,
    applied_at timestamptz not null default now()
);

-- name: migration_table_find :one
-- out: found bool
select to_regclass('schema_migration') is not null as found;

-- name: migration_list :many
-- out: number int4, name text, sha256 text
select number, name, sha256 from schema_migration order by number;

-- name: migration_digest :one
-- in: bytes bytea
-- out: sha256 text
select encode(sha256(:bytes), 'hex') as sha256;

-- name: migration_note :exec
-- in: number int4, name text, sha256 text
insert into schema_migration (number, name, sha256) values (:number, :name, :sha256);
