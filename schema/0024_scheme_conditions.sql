-- Levels of schemes say in the condition language what they ask ("when"); until now they had groups of tests
-- ("any").  All versions are carried over: what a level asks is the same.

create function pg_temp.test_said(test jsonb) returns text language sql as $$
    select case test ->> 'figure'
               when 'active' then 'active(' || (test ->> 'window') || 'd)'
               when 'aum_max' then 'aum_max' || (test ->> 'window') || ' >= ' || regexp_replace(test ->> 'at_least', '\.00$', '')
               else (test ->> 'figure') || ' >= ' || regexp_replace(test ->> 'at_least', '\.00$', '')
           end
$$;
create function pg_temp.level_said(level jsonb) returns jsonb language sql as $$
    select (level - 'any') || jsonb_build_object('when', string_agg(g.said, ' or ' order by g.place))
    from (select a.place, (select string_agg(pg_temp.test_said(t.test), ' and ' order by t.place)
                           from jsonb_array_elements(a.tests) with ordinality t (test, place)) as said
          from jsonb_array_elements(level -> 'any') with ordinality a (tests, place)) g
$$;
create function pg_temp.schemes_said(schemes jsonb) returns jsonb language sql as $$
    select jsonb_object_agg(s.name, (select jsonb_agg(pg_temp.level_said(l.level) order by l.place)
                                     from jsonb_array_elements(s.levels) with ordinality l (level, place)))
    from jsonb_each(schemes) s (name, levels)
$$;
update rule_set set rules = jsonb_set(rules, '{schemes}', pg_temp.schemes_said(rules -> 'schemes'));
drop function pg_temp.schemes_said(jsonb);
drop function pg_temp.level_said(jsonb);
drop function pg_temp.test_said(jsonb);
