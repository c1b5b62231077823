-- The settings that tie database, keys and base currency together.

-- name: setting_find :maybe
-- in: name text
-- out: value text
select value from setting where name = :name;

-- name: setting_add :exec
-- in: name text, value text
insert into setting (name, value) values (:name, :value) on conflict (name) do nothing;
