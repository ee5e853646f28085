-- One row: the desk that holds a request, and whether desk $desk_id was called for its records.
with

own as (
    from store.event
    where request_id = $request_id
)

select
    desk.name,
    $desk_id in (select called_desk_id from derived.calls('own', $today)) as is_called
from store.snapshot as snapshot
join store.desk as desk using (desk_id)
where snapshot.request_id = $request_id
