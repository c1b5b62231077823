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
-- out: draft_id int4, title text, state int2 of rule_draft_states, effective_on date, author_id int4 inner, author_name text?, changed_at time, edition int4 inner, version int4?, last_day date?, rules text inner, before int4, rules_before text inner
-- A draft, and the version that would be in force on its day without it.
select d.draft_id, d.title, d.state, d.effective_on, d.author_id,
       (select s.name from staff s where s.staff_id = d.author_id order by s.day desc limit 1) as author_name,
       d.changed_at, d.edition, d.version, (select max(day) from business_day) as last_day,
       d.rules::text as rules, b.version as before, b.rules::text as rules_before
from rule_draft d
cross join lateral (select version, rules from rule_set b
                    where b.effective_on <= d.effective_on and b.version is distinct from d.version
                    order by b.effective_on desc limit 1) b
where d.draft_id = :draft_id;

-- name: rules_numbers :many
-- in: rules text, before text?
-- out: name text, is text, was text?
-- The numbers of rules, in the order of their names, and what they were in others; days as a list.
select n.key as name, replace(n.value, '"', '') as is, replace(b.value, '"', '') as was
from (select key, value::text from jsonb_each(:rules::text::jsonb - 'schemes' - 'weights_bp')
      union all
      select key, value::text from jsonb_each(:rules::text::jsonb -> 'weights_bp')) n (key, value)
left join (select key, value::text from jsonb_each(:before::text::jsonb - 'schemes' - 'weights_bp')
           union all
           select key, value::text from jsonb_each(:before::text::jsonb -> 'weights_bp')) b (key, value) on b.key = n.key
order by n.key;

-- name: rules_levels :many
-- in: rules text, before text?
-- out: scheme text, place int4, name text, asks text, line text?, watch_months int4?, attention_months int4?, give_up_months int4?, asked text?, line_before text?, months_before text?
-- The levels of all schemes, the highest first, and what they were in other rules.
select s.scheme, l.place::int4 - 1 as place, l.level ->> 'name' as name, l.level ->> 'when' as asks,
       l.level ->> 'line' as line, (l.level ->> 'watch_months')::int4 as watch_months,
       (l.level ->> 'attention_months')::int4 as attention_months,
       (l.level ->> 'give_up_months')::int4 as give_up_months,
       b.level ->> 'when' as asked, b.level ->> 'line' as line_before,
       concat_ws(' · ', b.level ->> 'watch_months', b.level ->> 'attention_months', b.level ->> 'give_up_months') as months_before
from jsonb_each(:rules::text::jsonb -> 'schemes') s (scheme, levels)
cross join lateral jsonb_array_elements(s.levels) with ordinality l (level, place)
left join lateral (select o.level from jsonb_array_elements(:before::text::jsonb -> 'schemes' -> s.scheme) o (level)
                   where o.level ->> 'name' = l.level ->> 'name') b on true
order by array_position(array['value', 'card', 'mass'], s.scheme), l.place desc;

-- name: draft_add :one
-- in: version int4, title text, author_id int4, at time
-- out: draft_id int4
-- As that version is, to come into force after the last night.
insert into rule_draft (title, base_version, rules, effective_on, author_id, changed_at)
select :title, version, rules, coalesce((select max(day) from business_day), current_date) + 1, :author_id, :at
from rule_set where version = :version returning draft_id;

-- name: draft_name :exec
-- in: draft_id int4, title text, effective_on date, at time
update rule_draft set title = :title, effective_on = :effective_on, changed_at = :at where draft_id = :draft_id;

-- name: draft_set_numbers :one
-- in: draft_id int4, at time, potential_limit text, target_limit text, target_keep_months int4, spend_days int4, mortgage int4, credit_loan int4, other_loan int4, assets_moved_from text, assets_moved_share int4, large_movement_from text, card_expiring_days int4, birthday_days int4
-- out: rules text
update rule_draft set changed_at = :at, edition = edition + 1, rules = rules || jsonb_build_object(
    'potential_limit', :potential_limit::text, 'target_limit', :target_limit::text,
    'target_keep_months', :target_keep_months::int4, 'spend_days', :spend_days::int4,
    'assets_moved_from', :assets_moved_from::text, 'assets_moved_share', :assets_moved_share::int4,
    'large_movement_from', :large_movement_from::text, 'card_expiring_days', :card_expiring_days::int4,
    'birthday_days', :birthday_days::int4,
    'weights_bp', (rules -> 'weights_bp') || jsonb_build_object('mortgage', :mortgage::int4 * 100,
        'credit_loan', :credit_loan::int4 * 100, 'other_loan', :other_loan::int4 * 100))
where draft_id = :draft_id returning rules::text as rules;

-- name: draft_set_level :one
-- in: draft_id int4, at time, scheme text, place int4, asks text, line text?, watch_months int4?, attention_months int4?, give_up_months int4?
-- out: rules text
-- A level without a line holds nobody against it.
update rule_draft set changed_at = :at, edition = edition + 1,
    rules = jsonb_set(rules, array['schemes', :scheme::text, (:place::int4)::text],
        jsonb_build_object('name', rules #> array['schemes', :scheme::text, (:place::int4)::text, 'name'], 'when', :asks::text)
        || case when :line::text is null then '{}'::jsonb
                else jsonb_build_object('line', :line::text, 'watch_months', :watch_months::int4,
                     'attention_months', :attention_months::int4, 'give_up_months', :give_up_months::int4) end)
where draft_id = :draft_id returning rules::text as rules;

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
