-- Schemes of levels, as many as a bank wants (decision 0044): the rules name each scheme beside the primary one, with
-- the side at which customers' levels in it are kept, and its levels.  A trial keeps the rules that it tried.

create function pg_temp.named(levels jsonb, names jsonb) returns jsonb language sql as $$
    select jsonb_agg(l.level || coalesce(names -> (l.level ->> 'name'), '{}') order by l.place)
    from jsonb_array_elements(levels) with ordinality l (level, place)
$$;
create function pg_temp.rules_named(rules jsonb) returns jsonb language sql as $$
    select jsonb_set(rules, '{schemes}', (rules -> 'schemes') || jsonb_build_object(
               'card', pg_temp.named(rules #> '{schemes,card}', '{
                   "gold": {"en": "Gold", "zh": "金级"}, "platinum": {"en": "Platinum", "zh": "白金级"},
                   "diamond": {"en": "Diamond", "zh": "钻石"}}'),
               'mass', pg_temp.named(rules #> '{schemes,mass}', '{
                   "mass": {"en": "Mass", "zh": "大众"}, "affluent_potential": {"en": "Affluent potential", "zh": "财富潜力"},
                   "affluent": {"en": "Affluent", "zh": "财富"}, "private": {"en": "Private banking", "zh": "私行"}}')))
           || '{"scheme_names": {"card": {"side": 0, "en": "VIP card level", "zh": "贵宾卡级别"},
                                 "mass": {"side": 1, "en": "Mass segment", "zh": "大众分层"}}}'
$$;
update rule_set set rules = pg_temp.rules_named(rules);
update rule_draft set rules = pg_temp.rules_named(rules);
drop function pg_temp.rules_named(jsonb);
drop function pg_temp.named(jsonb, jsonb);

-- The schemes beside the primary one of a rule set.
create function schemes_of(rules jsonb) returns table (scheme text, side int4, en text, zh text, levels jsonb)
language sql immutable as $$
    select s.scheme, (rules #>> array['scheme_names', s.scheme, 'side'])::int4,
           rules #>> array['scheme_names', s.scheme, 'en'], rules #>> array['scheme_names', s.scheme, 'zh'], s.levels
    from jsonb_each(rules -> 'schemes') s (scheme, levels) where s.scheme <> 'value'
$$;

-- Those in force on a day.
create function schemes_on(day date) returns table (scheme text, side int4, en text, zh text, levels jsonb)
language sql stable as $$
    select s.scheme, s.side, s.en, s.zh, s.levels
    from (select r.rules from rule_set r where r.effective_on <= schemes_on.day order by r.effective_on desc limit 1) r
    cross join lateral schemes_of(r.rules) s
$$;

alter table whatif add rules jsonb; -- as they were tried; null: of before this was kept
-- Whether the customers of a cell rise (1), fall (-1) or stay: levels may be put into another order.
alter table whatif_cell add moves int2;
update whatif_cell set moves = sign(level_after - level_before);
alter table whatif_cell alter moves set not null;

-- VIP cards against levels by home organisation; until now of the whole bank alone.
create table whatif_card (
    whatif_id      int4 not null references whatif,
    org_id         int4 not null,
    below_before   int4 not null, -- cards above their level
    below_after    int4 not null,
    missing_before int4 not null, -- levels without their card
    missing_after  int4 not null,
    primary key (whatif_id, org_id)
);
alter table whatif drop vip_below, drop vip_missing;
grant select on whatif_card to guanhu_all, guanhu_org, guanhu_own;

-- The newest version when a draft began, or when its author last looked at what came since.
alter table rule_draft add seen_version int4;
update rule_draft set seen_version = base_version;
alter table rule_draft alter seen_version set not null;
