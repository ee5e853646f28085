-- One row per request received by a day: where it stood then. Only requests touched since are projected again.
create or replace macro derived.as_of(day) as table
from store.snapshot
where last_on <= day
union all by name
from derived.projection('store.request', 'store.event', 'store.event', day, day);

-- One row per request that counts in figures as of a day: not voided, with a known receipt.
create or replace macro derived.counted(day) as table
select
    *,
    is_open = 0 and closed_on is null as is_undated
from derived.as_of(day)
where status <> 'voided'
    and received_on is not null;
