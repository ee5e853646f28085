-- One row per open request and reminder of $today, most urgent first; of one desk or one person where named.
select
    snapshot.number,
    reminder.reminder,
    reminder.label,
    reminder.glyph,
    found.on_date,
    snapshot.desk_id,
    desk.name as desk,
    snapshot.person_id,
    coalesce(desk.is_active, false) or coalesce(person.is_active, false) as is_held,
    snapshot.track,
    snapshot.received_on
from (
    from derived.reminders($today::date)
    union all by name
    from derived.clock_reminders($today::date)
) as found
join store.snapshot as snapshot using (request_id)
join store.reminder as reminder using (reminder)
left join store.desk as desk on desk.desk_id = snapshot.desk_id
left join store.person as person on person.person_id = snapshot.person_id
where ($desk_id is null or snapshot.desk_id = $desk_id)
    and ($person_id is null or snapshot.person_id = $person_id)
order by reminder.place, found.on_date, snapshot.number
