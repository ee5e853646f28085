-- One row, or none, or several where an id stands twice: which entry of which request an event is. number null: of no request.
select
    request.number,
    event.request_id,
    event.on_date,
    coalesce(event_kind.label, event.kind)                                                                                as label,
    (select count(*) from store.event as earlier where earlier.request_id = event.request_id and earlier.event_id <= $event_id) as place,
    (select count(*) from store.event as any_of where any_of.request_id = event.request_id)                              as entries
from store.event as event
left join store.request as request using (request_id)
left join store.event_kind as event_kind using (kind)
where event.event_id = $event_id
