-- What the pages tell of a night: how many alerts it raised, and where its time went.

alter table business_day add column alerts int8; -- null: the day was run before this was counted

-- Written after the day is published, for the day's last run; step: enum batch_step.
create table night_step (
    day    date not null,
    step   int2 not null,
    rows   int8 not null,
    bytes  int8 not null,
    millis int8 not null,
    primary key (day, step)
);
grant select on night_step to guanhu_all, guanhu_org, guanhu_own;
