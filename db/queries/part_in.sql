-- One row: the desk that holds a request, and the entries by which desk $desk_id was called for its records, null for none.
with

own as (
    from store.event
    where request_id = $request_id
)

select
    desk.name,
    (select list(event_id) || list(call_id) from derived.calls('own', $today) where called_desk_id = $desk_id) as called_by
from store.snapshot as snapshot
join store.desk as desk using (desk_id)
where snapshot.request_id = $request_id
