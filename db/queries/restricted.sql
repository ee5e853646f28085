-- One row per restricted request, newest first: its number, since when, and who may see it. No words.
select
    snapshot.request_id,
    snapshot.number,
    snapshot.readers,
    (
        select max(event.on_date)
        from store.event as event
        where event.request_id = snapshot.request_id and event.kind = 'restricted'
    ) as since_on
from store.snapshot as snapshot
where snapshot.readers is not null
order by since_on desc, snapshot.request_id desc
