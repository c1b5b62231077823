-- The ground: what the bank delivers, what the days made of it, who manages whom.
--
-- Every table that belongs to a customer carries customer_id in its primary key and in each index that
-- reaches it, so that it can be distributed (Citus); bank-wide tables are small and can be copied
-- everywhere.  What is delivered is never changed in place: a row is a version, valid from its day
-- until the next version of the same key.  A day is taken back by deleting the rows of that day.
--
-- Units: amounts in fen of the account's currency where the table says so, else of the base currency;
-- rates times 100,000,000; shares in basis points; codes as in src/engine/words.h and
-- src/cif/intake/dayfile.c.  x_sealed is encrypted, x_hash is the keyed fingerprint that finds it.

create extension if not exists btree_gist;

create table setting (
    name  text primary key,
    value text not null
);

-- ---- bank-wide -----------------------------------------------------------------------------------

create table org (
    org_id    int4 not null,
    day       date not null,
    org_no    text not null,
    parent_no text,
    level     int2 not null,
    name      text not null,
    region    text,
    primary key (org_id, day)
);

create table product (
    product_id   int4 not null,
    day          date not null,
    product_code text not null,
    name         text not null,
    class        int2 not null,
    family       text,
    risk         int2,
    term_days    int4,
    rate         int8,
    min_amount   int8,
    on_sale_from date,
    on_sale_to   date,
    primary key (product_id, day)
);

create table currency (
    currency_id int4 not null,
    day         date not null,
    currency    text not null,
    rate        int8 not null,
    primary key (currency_id, day)
);

create table staff (
    staff_id     int4 not null,
    day          date not null,
    staff_no     text not null,
    name         text not null,
    org_id       int4 not null,
    post         int2 not null,
    phone_sealed bytea,
    phone_hash   uuid,
    email        text,
    skills       text,
    has_left     bool not null,
    primary key (staff_id, day)
);

-- ---- customers and what they hold ------------------------------------------------------------------

create table customer (
    customer_id int8 not null,
    customer_no text not null,
    day         date not null, -- on which the customer came
    primary key (customer_id)
);
create index customer_of_day on customer using brin (day);
create index customer_by_no on customer (customer_no, customer_id);

create table customer_record (
    customer_id      int8 not null,
    day              date not null,
    gone             bool not null,
    cert_type        int2 not null,
    cert_sealed      bytea not null,
    cert_hash        uuid not null, -- of the type and the normalised number
    name             text not null,
    gender           int2,
    birth_date       date,
    phone_sealed     bytea,
    phone_hash       uuid,
    email            text,
    address_sealed   bytea,
    address_hash     uuid,
    occupation       text,
    education        text,
    marital          text,
    income_year      int8,
    risk_level       int2,
    risk_assessed_on date,
    home_id          int4 not null, -- org
    opened_on        date,
    dnd              bool not null,
    primary key (customer_id, day)
);
create index customer_record_of_day on customer_record using brin (day);
create index customer_record_by_cert on customer_record (cert_hash, customer_id);
create index customer_record_by_phone on customer_record (phone_hash, customer_id);

create table account (
    customer_id       int8 not null,
    account_id        int8 not null,
    day               date not null, -- on which it was first this customer's
    account_no_sealed bytea not null,
    account_no_hash   uuid not null,
    primary key (customer_id, account_id)
);
create index account_of_day on account using brin (day);
create index account_by_no on account (account_no_hash, customer_id);

create table account_record (
    customer_id int8 not null,
    account_id  int8 not null,
    day         date not null,
    product_id  int4 not null,
    currency_id int4 not null,
    balance     int8 not null, -- own currency
    outlet_id   int4 not null,
    opened_on   date not null,
    matures_on  date,
    status      int2 not null,
    cost        int8, -- own currency
    auto_renew  bool,
    primary key (customer_id, account_id, day)
);
create index account_record_of_day on account_record using brin (day);

create table card (
    customer_id    int8 not null,
    card_id        int8 not null,
    day            date not null,
    card_no_sealed bytea not null,
    card_no_hash   uuid not null,
    primary key (customer_id, card_id)
);
create index card_of_day on card using brin (day);
create index card_by_no on card (card_no_hash, customer_id);

create table card_record (
    customer_id int8 not null,
    card_id     int8 not null,
    day         date not null,
    kind        int2 not null,
    grade       int2 not null,
    vip         bool not null,
    issued_on   date not null,
    expires_on  date,
    status      int2 not null,
    primary key (customer_id, card_id, day)
);
create index card_record_of_day on card_record using brin (day);

-- A transaction delivered again is a later version of the same key.
create table txn (
    customer_id       int8 not null,
    on_date           date not null,
    txn_id            text not null,
    day               date not null,
    account_id        int8 not null,
    at                timestamp not null,
    direction         int2 not null,
    amount            int8 not null, -- in the account's currency
    kind              int2,
    channel           int2,
    counterparty      text,
    counterparty_bank text,
    own_name          bool,
    note              text,
    spend             int8 not null, -- what it adds to cc_spend, base currency; 0 for most
    primary key (customer_id, on_date, txn_id, day)
);
create index txn_of_day on txn using brin (day);
create index txn_by_date on txn (on_date, customer_id);

create table behaviour (
    customer_id int8 not null,
    day         date not null,
    source_day  date not null, -- folder and line it stood in
    line        int8 not null,
    at          timestamp not null,
    channel     int2 not null,
    event       int2 not null,
    object      text,
    primary key (customer_id, day, source_day, line)
);
create index behaviour_of_day on behaviour using brin (day);

create table relation (
    customer_id int8 not null,
    other_id    int8 not null,
    kind        int2 not null,
    day         date not null,
    removed     bool not null,
    primary key (customer_id, other_id, kind, day)
);

-- ---- what the days made of it ----------------------------------------------------------------------

-- A row when a figure or a verdict differs from the customer's last row; fa_ytd, reached_on and
-- over_on are as of the row's day and are carried on from there (engine/figures.h, standstill).
create table customer_day (
    customer_id   int8 not null,
    day           date not null,
    demand        int8 not null,
    time          int8 not null,
    mortgage      int8 not null,
    credit_loan   int8 not null,
    other_loan    int8 not null,
    fund          int8 not null,
    bond          int8 not null,
    wealth        int8 not null,
    insurance     int8 not null,
    securities    int8 not null,
    gold          int8 not null,
    fa            int8 not null,
    acct_max      int8 not null,
    fa_ytd        int8 not null,
    cc_spend      int8 not null,
    cc_grade      int2 not null,
    product_kinds int2 not null,
    stage         int2 not null,
    tier          int2 not null,
    own_tier      int2 not null, -- as computed, where a tier by hand stands in its place
    ref           int2 not null,
    below         int2 not null,
    standing      int2 not null,
    reached_on    date,
    over_on       date,
    primary key (customer_id, day)
);
create index customer_day_by_day on customer_day (day, customer_id);

-- At a month end, where aum differs from the row before.
create table aum_month (
    customer_id int8 not null,
    month_end   date not null,
    day         date not null, -- on which it was written: the month end, or with opening.csv
    aum         int8 not null,
    primary key (customer_id, month_end)
);

-- Levels of the schemes beside the primary one, where they changed.
create table customer_level (
    customer_id int8 not null,
    scheme      text not null,
    day         date not null,
    level       int2 not null,
    primary key (customer_id, scheme, day)
);

create table alert (
    customer_id int8 not null,
    day         date not null,
    number      int4 not null,
    kind        int2 not null,
    from_value  int8 not null,
    to_value    int8 not null,
    amount      int8 not null,
    object_id   int8, -- account or card
    txn_id      text,
    primary key (customer_id, day, number)
);
create index alert_by_day on alert (day, customer_id);

-- Decided by people: a tier in place of the computed one, a target who does not reach the line.
create table tier_by_hand (
    customer_id int8 not null,
    from_day    date not null,
    until_day   date not null,
    tier        int2 not null,
    primary key (customer_id, from_day),
    check (until_day >= from_day)
);
create table target_by_hand (
    customer_id int8 not null,
    from_day    date not null,
    until_day   date not null,
    primary key (customer_id, from_day),
    check (until_day >= from_day)
);

-- One version of the rules, in force from its date on until the next one's.
create table rule_set (
    version      int4 primary key,
    effective_on date not null unique,
    rules        jsonb not null
);

-- ---- the batch's own books -------------------------------------------------------------------------

-- The published days; readers take the newest.  One transaction writes a day whole.
create table business_day (
    day          date primary key,
    rule_version int4 not null references rule_set,
    folder       bool not null, -- a folder was taken; false: a day of a gap
    customers    int8 not null,
    thinned      bool not null default false, -- its values are no longer kept
    published_at timestamptz not null default now()
);

create table load (
    day         date not null, -- of the folder
    file        int2 not null, -- enum dayfile; 11 is MANIFEST
    state       int2 not null, -- 0 taken, 1 refused, 2 not ready
    reason      text not null,
    full_file   bool,
    rows        int8 not null,
    taken       int8 not null,
    quarantined int8 not null,
    waiting     int8 not null,
    bytes       int8 not null,
    millis      int8 not null,
    detail      text not null,
    seen_at     timestamptz not null default now(),
    primary key (day, file)
);

-- Bad rows, and rows that wait for what they refer to (reason reference, until they end).
create table quarantine (
    day          date not null, -- of the folder
    file         int2 not null,
    line         int8 not null,
    reason       int2 not null, -- enum fault
    column_no    int2, -- of the file's table
    value_sealed bytea not null,
    row_sealed   bytea not null, -- waiting: the packed cells; else the record as it stood
    key_hash     uuid,
    ended_on     date, -- the business day on which it was ...
    ended_as     int2, -- ... 0 taken, 1 dropped
    primary key (day, file, line)
);
create index quarantine_waiting on quarantine (day, file, line) where ended_on is null and reason = 9;

-- ---- who manages whom ------------------------------------------------------------------------------

-- Shares in basis points: as many as staff, none below 0, no staff twice, 10,000 together.
create function care_shares_ok(staff_ids int4[], shares int4[]) returns bool
language sql immutable parallel safe as $$
    select cardinality(staff_ids) > 0
       and cardinality(staff_ids) = cardinality(shares)
       and (select sum(s) = 10000 and min(s) >= 0 from unnest(shares) s)
       and (select count(distinct s) = count(s) from unnest(staff_ids) s)
$$;

create table care (
    customer_id int8 not null,
    relation    int2 not null, -- 0 managed, 1 signed
    period      daterange not null,
    staff_ids   int4[] not null, -- the main manager first
    shares      int4[] not null,
    primary key (customer_id, relation, period),
    check (care_shares_ok(staff_ids, shares)),
    check (not isempty(period)),
    exclude using gist (customer_id with =, relation with =, period with &&)
);

-- ---- long work -------------------------------------------------------------------------------------

create table job (
    job_id     int8 generated always as identity primary key,
    kind       text not null,
    title      text not null,
    state      int2 not null, -- 0 running, 1 done, 2 failed, 3 refused, 4 broken off
    stage      text not null default '',
    done       int8 not null default 0,
    total      int8 not null default 0,
    message    text not null default '',
    started_at timestamptz not null default now(),
    seen_at    timestamptz not null default now(),
    ended_at   timestamptz
);
create index job_running on job (kind) where state = 0;
