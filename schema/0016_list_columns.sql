-- Which columns of a list somebody wants to see; nothing: those that the list shows by itself.
create table list_columns (
    staff_id int4 not null,
    list     text not null, -- the route's path
    columns  text not null, -- names of fields, with commas between
    primary key (staff_id, list)
);
grant select, insert, update, delete on list_columns to guanhu_all, guanhu_org, guanhu_own;
alter table list_columns enable row level security;
create policy own on list_columns to guanhu_all, guanhu_org, guanhu_own using (staff_id = app_staff());
