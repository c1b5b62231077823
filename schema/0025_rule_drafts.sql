-- Versions of the rules that people write: who wrote and who signed one, drafts before they are in force, and what
-- was tried of them (decision 0040).  A version is never changed; what was in force on a day stays known.

alter table rule_set
    add title     text not null default '',
    add author_id int4, -- staff; null: came with the program
    add signer_id int4, -- another one
    add signed_at timestamptz;

create table rule_draft (
    draft_id     int4 generated always as identity primary key,
    title        text not null,
    base_version int4 not null references rule_set, -- that it began as
    rules        jsonb not null,
    effective_on date not null,
    state        int2 not null default 0, -- 0 being written, 1 handed in, 2 published, 3 withdrawn
    edition      int4 not null default 1, -- one more with each change
    author_id    int4 not null,
    changed_at   timestamptz not null,
    version      int4 references rule_set, -- as which it was published
    check (state between 0 and 3 and (state = 2) = (version is not null))
);

-- A draft run against all customers.
create table whatif (
    whatif_id      int4 generated always as identity primary key,
    draft_id       int4 not null references rule_draft,
    edition        int4 not null,
    day            date not null, -- valued once more as a month end
    base_version   int4 not null, -- in force on it
    customers      int4 not null,
    millis         int4 not null, -- of the computing
    vip_below      int4[] not null, -- VIP cards above their level: before, after
    vip_missing    int4[] not null, -- levels without their VIP card: before, after
    at             timestamptz not null
);
create index whatif_of_draft on whatif (draft_id, whatif_id);

-- Scheme 0 is the stage, 1 value, 2 card, 3 mass; levels count from 0, which is none (stages: retained).
create table whatif_cell (
    whatif_id    int4 not null references whatif,
    scheme       int2 not null,
    org_id       int4 not null, -- where the customers belong
    level_before int2 not null,
    level_after  int2 not null,
    customers    int4 not null,
    examples     int8[] not null, -- some of those that move
    primary key (whatif_id, scheme, org_id, level_before, level_after)
);

-- Customers of each level of the scheme value by their main manager.
create table whatif_load (
    whatif_id int4 not null references whatif,
    staff_id  int4 not null,
    level     int2 not null,
    before    int4 not null,
    after     int4 not null,
    primary key (whatif_id, staff_id, level)
);

grant select, insert, update on rule_draft to guanhu_all, guanhu_org, guanhu_own;
grant insert on rule_set to guanhu_all, guanhu_org, guanhu_own;
grant select on whatif, whatif_cell, whatif_load to guanhu_all, guanhu_org, guanhu_own;
