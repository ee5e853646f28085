-- What the city charges for what: its fee schedule, which starts empty. Edited in Settings; every change leaves a row in setting_change.

-- price: of one unit. Two rows of one label never hold on the same day. basis: the council's resolution or the statute.
create table store.fee_rate (
    rate_id         integer primary key,
    fee_kind        varchar not null,
    label           varchar not null,
    unit            varchar not null,
    price           decimal(12, 4) not null,
    basis           varchar,
    effective_from  date not null,
    effective_until date
);

-- Of a line that was counted by the fee schedule: how its price was called then.
alter table store.fee_line add column label varchar;
