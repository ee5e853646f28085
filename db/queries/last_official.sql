-- One row where there is one: the official whom $sign_in named last, of several the first, looked for among the latest 500 named by anyone.
select official.name as official_name, official.title as official_title
from (
    select event_id, name, title, rowid as place
    from store.event_official
    order by event_id desc
    limit 500
) as official
join store.event as event using (event_id)
where event.recorded_by = $sign_in
order by event_id desc, official.place
limit 1
