-- Reports that people make are saved views of the page that shows reports (schema/0020); what one is for
-- stands beside its name.
alter table saved_view add column about text not null default '';

-- What somebody's dashboard shows, in this order; no row: what the post begins with.  A report that is gone
-- leaves its tile, which says so.
create table dashboard_tile (
    staff_id int4 not null,
    place    int2 not null,
    built_in text,  -- its key
    view_id  int8,  -- or a saved report
    shown    int2 not null, -- enum tile_shown
    width    int2 not null check (width between 1 and 4),
    primary key (staff_id, place),
    check ((built_in is null) <> (view_id is null))
);
create index dashboard_tile_of_view on dashboard_tile (view_id) where view_id is not null;

-- An empty dashboard is one too: whoever took every tile away has chosen.
create table dashboard (
    staff_id   int4 primary key,
    changed_at timestamptz not null
);
grant select, insert, update, delete on dashboard, dashboard_tile to guanhu_all, guanhu_org, guanhu_own;

alter table dashboard enable row level security;
create policy own on dashboard to guanhu_all, guanhu_org, guanhu_own using (staff_id = app_staff());
alter table dashboard_tile enable row level security;
create policy own on dashboard_tile to guanhu_all, guanhu_org, guanhu_own using (staff_id = app_staff());

-- On how many people's dashboards a report of the person's own stands.
create function app_report_shown(report int8) returns int8
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return (select count(distinct t.staff_id) from dashboard_tile t join saved_view v on v.view_id = t.view_id
            where t.view_id = report and v.staff_id = app_staff());
end
$$;
revoke all on function app_report_shown(int8) from public;
grant execute on function app_report_shown(int8) to guanhu_all, guanhu_org, guanhu_own;
