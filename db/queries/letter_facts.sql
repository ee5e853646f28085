-- One row: what the letter of an act may say about its request.
select
    snapshot.number,
    snapshot.received_on,
    snapshot.due_on,
    requester.name,
    requester.organization,
    desk.name as desk
from store.snapshot as snapshot
left join store.desk as desk using (desk_id)
left join store.requester as requester
    on requester.request_id = $request_id
    and requester.event_id = (select max(event_id) from store.event where request_id = $request_id and kind = 'received')
where snapshot.request_id = $request_id
