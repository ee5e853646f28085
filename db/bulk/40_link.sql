-- The links at one place of every chain, each over the one before it.
insert into bulk_hash
select
    event.event_id,
    event.request_id,
    event.place,
    derived.link(before.hash, event.event_text)
from bulk_event as event
join bulk_hash as before on before.request_id = event.request_id and before.place = $place - 1
where event.place = $place;
