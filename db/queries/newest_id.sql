-- One row: the newest id that the ledger holds, 0 where it is empty.
select greatest((select max(event_id) from store.event), (select max(request_id) from store.request), 0) as id
