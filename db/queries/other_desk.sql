-- One row where the desk that holds a request never called desk $desk_id for its records: the name of the holding desk.
with

own as (
    from store.event
    where request_id = $request_id
)

select desk.name
from store.snapshot as snapshot
join store.desk as desk using (desk_id)
where snapshot.request_id = $request_id
    and $desk_id not in (select called_desk_id from derived.calls('own', $today))
