-- Saved views of lists: what stands in a list's address (filters, condition, columns, order), under a name.
create table saved_view (
    view_id  int8 generated always as identity primary key,
    staff_id int4 not null, -- whose it is
    list     text not null, -- the route's path
    name     text not null,
    query    text not null, -- as in the address, without page and form
    org_id   int4, -- shared with this organisation and those below it; null: with nobody
    saved_at timestamptz not null,
    unique (staff_id, list, name)
);
create index saved_view_of_list on saved_view (list, org_id);

-- With which view a list begins: for one person, or for a post in an organisation and below it.
create table first_view (
    list     text not null,
    staff_id int4 not null default 0, -- 0: for the post
    org_id   int4 not null default 0, -- 0: for the person
    post     int2 not null default 0,
    view_id  int8 references saved_view on delete cascade, -- null: the list as it is
    primary key (list, staff_id, org_id, post),
    check ((staff_id = 0) <> (org_id = 0))
);
create index first_view_of_view on first_view (view_id);

grant select, insert, update, delete on saved_view, first_view to guanhu_all, guanhu_org, guanhu_own;
grant select on org_place to guanhu_all, guanhu_org, guanhu_own;

-- Everybody changes the own ones; those that are shared can be seen.
alter table saved_view enable row level security;
create policy own on saved_view to guanhu_all, guanhu_org, guanhu_own using (staff_id = app_staff());
create policy shared on saved_view for select to guanhu_all, guanhu_org, guanhu_own
    using (org_id is not null);

-- Whether a post's first view may be set is the route's to say (platform/perm.h).
alter table first_view enable row level security;
create policy own on first_view to guanhu_all, guanhu_org, guanhu_own
    using (staff_id = app_staff() or staff_id = 0);
