-- Versions of the rules and drafts of them, as pages show and change them.

-- name: rules_page :many
-- in: limit int8, offset int8
-- out: version int4, effective_on date?, title text, author_name text?, signer_name text?, signed_at time?, in_force bool, list_total int8 inner
-- order: version desc, effective_on desc
-- The version that came with the program is in force since ever: it has no day.
select r.version, nullif(r.effective_on, '0001-01-01') as effective_on, r.title,
       (select s.name from staff s where s.staff_id = r.author_id order by s.day desc limit 1) as author_name,
       (select s.name from staff s where s.staff_id = r.signer_id order by s.day desc limit 1) as signer_name,
       r.signed_at, r.version = (select n.version from rule_set n
                                 where n.effective_on <= (select coalesce(max(day), current_date) from business_day)
                                 order by n.effective_on desc limit 1) as in_force,
       count(*) over () as list_total
from rule_set r order by :order limit :limit offset :offset;

-- name: drafts_page :many
-- in: limit int8, offset int8
-- out: draft_id int4, title text, state int2 of rule_draft_states, effective_on date, author_name text?, changed_at time, base_version int4, version int4?, list_total int8 inner
-- order: changed_at desc, draft_id desc
select d.draft_id, d.title, d.state, d.effective_on,
       (select s.name from staff s where s.staff_id = d.author_id order by s.day desc limit 1) as author_name,
       d.changed_at, d.base_version, d.version, count(*) over () as list_total
from rule_draft d order by :order limit :limit offset :offset;

-- name: rules_version :maybe
-- in: version int4
-- out: version int4, effective_on date?, title text, author_name text?, signer_name text?, signed_at time?, rules text inner, before int4? inner, rules_before text? inner
-- One version, and the one that was in force before it.
select r.version, nullif(r.effective_on, '0001-01-01') as effective_on, r.title,
       (select s.name from staff s where s.staff_id = r.author_id order by s.day desc limit 1) as author_name,
       (select s.name from staff s where s.staff_id = r.signer_id order by s.day desc limit 1) as signer_name,
       r.signed_at, r.rules::text as rules, b.version as before, b.rules::text as rules_before
from rule_set r
left join lateral (select version, rules from rule_set b where b.effective_on < r.effective_on
                   order by b.effective_on desc limit 1) b on true
where r.version = :version;

-- name: draft_find :maybe
-- in: draft_id int4
-- out: draft_id int4, title text, state int2 of rule_draft_states, effective_on date, author_id int4 inner, author_name text?, changed_at time, edition int4 inner, version int4?, last_day date?, base_version int4, newest_version int4, is_stale bool, rules text inner, before int4, rules_before text inner
-- A draft, and the version that would be in force on its day without it.
select d.draft_id, d.title, d.state, d.effective_on, d.author_id,
       (select s.name from staff s where s.staff_id = d.author_id order by s.day desc limit 1) as author_name,
       d.changed_at, d.edition, d.version, (select max(day) from business_day) as last_day, d.base_version,
       n.version as newest_version, d.state <= 1 and n.version > d.seen_version as is_stale,
       d.rules::text as rules, b.version as before, b.rules::text as rules_before
from rule_draft d
cross join (select max(version) as version from rule_set) n
cross join lateral (select version, rules from rule_set b
                    where b.effective_on <= d.effective_on and b.version is distinct from d.version
                    order by b.effective_on desc limit 1) b
where d.draft_id = :draft_id;

-- name: rules_levels :many
-- in: rules text, before text?
-- out: scheme text, place int4, levels int4, name text, asks text, line text?, watch_months int4?, attention_months int4?, give_up_months int4?, card text?, gift text?, asked text?, line_before text?, watch_before int4?, attention_before int4?, give_up_before int4?
-- The levels of all schemes, the highest first, and what they were in other rules.
select s.scheme, l.place::int4 - 1 as place, jsonb_array_length(s.levels) as levels, l.level ->> 'name' as name,
       l.level ->> 'when' as asks, l.level ->> 'line' as line, (l.level ->> 'watch_months')::int4 as watch_months,
       (l.level ->> 'attention_months')::int4 as attention_months, (l.level ->> 'give_up_months')::int4 as give_up_months,
       l.level ->> 'card' as card, l.level ->> 'gift' as gift, b.level ->> 'when' as asked, b.level ->> 'line' as line_before,
       (b.level ->> 'watch_months')::int4 as watch_before, (b.level ->> 'attention_months')::int4 as attention_before,
       (b.level ->> 'give_up_months')::int4 as give_up_before
from jsonb_each(:rules::text::jsonb -> 'schemes') s (scheme, levels)
cross join lateral jsonb_array_elements(s.levels) with ordinality l (level, place)
left join lateral (select o.level from jsonb_array_elements(:before::text::jsonb -> 'schemes' -> s.scheme) o (level)
                   where o.level ->> 'name' = l.level ->> 'name') b on true
order by s.scheme <> 'value', (:rules::text::jsonb #>> array['scheme_names', s.scheme, 'side'])::int4, s.scheme, l.place desc;

-- name: draft_add :one
-- in: version int4, title text, author_id int4, at time
-- out: draft_id int4
-- As that version is, to come into force after the last night.
insert into rule_draft (title, base_version, seen_version, rules, effective_on, author_id, changed_at)
select :title, version, (select max(version) from rule_set), rules,
       coalesce((select max(day) from business_day), current_date) + 1, :author_id, :at
from rule_set where version = :version returning draft_id;

-- name: draft_set_rules :maybe
-- in: draft_id int4, edition int4, rules text, at time
-- out: edition int4
-- Nothing, where somebody changed it in the meantime.
update rule_draft set rules = :rules::text::jsonb, changed_at = :at, edition = edition + 1
where draft_id = :draft_id and edition = :edition returning edition;

-- name: draft_see_newest :exec
-- in: draft_id int4, at time
update rule_draft set seen_version = (select max(version) from rule_set), changed_at = :at where draft_id = :draft_id;

-- name: draft_others :many
-- in: draft_id int4
-- out: draft_id int4, title text, author_name text?, state int2 of rule_draft_states
-- Other drafts that nobody has published yet.
select o.draft_id, o.title,
       (select s.name from staff s where s.staff_id = o.author_id order by s.day desc limit 1) as author_name, o.state
from rule_draft o where o.state <= 1 and o.draft_id <> :draft_id order by o.changed_at desc limit 10;

-- name: draft_name :exec
-- in: draft_id int4, title text, effective_on date, at time
update rule_draft set title = :title, effective_on = :effective_on, changed_at = :at where draft_id = :draft_id;

-- name: draft_state :exec
-- in: draft_id int4, state int2, at time
update rule_draft set state = :state, changed_at = :at where draft_id = :draft_id;

-- name: night_stands_still :one
-- in: lock int8
-- out: still bool
-- No night runs, and none begins before this transaction ends.
select pg_try_advisory_xact_lock_shared(:lock) as still;

-- name: version_for_day :one
-- in: effective_on date
-- out: taken bool
select exists (select from rule_set where effective_on = :effective_on) as taken;

-- name: draft_publish :one
-- in: draft_id int4, signer_id int4, at time
-- out: version int4
with v as (
    insert into rule_set (version, effective_on, rules, title, author_id, signer_id, signed_at)
    select (select max(version) + 1 from rule_set), effective_on, rules, title, author_id, :signer_id, :at
    from rule_draft where draft_id = :draft_id returning version)
update rule_draft d set state = 2, version = v.version, changed_at = :at from v where d.draft_id = :draft_id
returning v.version;
