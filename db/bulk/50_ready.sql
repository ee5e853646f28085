-- The events as the ledger takes them, and where their requests stand then.
create or replace temp table bulk_ready as
select
    event.* exclude (step, event_text),
    linked.hash
from bulk_event as event
join bulk_linked as linked using (event_id);

create or replace temp view bulk_told as
from store.event
where request_id in (select request_id from acting where request_id not in (select request_id from bulk_request))
union all by name
from bulk_ready;

create or replace temp view bulk_told_request as
from store.request
union all by name
from bulk_request;

create or replace temp table bulk_snapshot as
from derived.projection('bulk_told_request', 'bulk_told', 'acting', date '0001-01-01', date '9999-12-31')
order by is_open, request_id;
