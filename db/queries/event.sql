-- One row: an entry of the ledger and the entry that supersedes it, if any.
select
    event.*,
    (select max(later.event_id) from store.event as later where later.supersedes = event.event_id) as superseded_by
from store.event as event
where event.event_id = $event_id
