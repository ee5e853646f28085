-- One row per open request and reminder of $today, most urgent first; of one desk or one person where named. A call for records
-- reminds the desk that holds the request and the office that was asked; one that is escalated the heads of both.
-- Whoever is away is stood in for.
select
    snapshot.number,
    reminder.reminder,
    reminder.label,
    reminder.glyph,
    found.on_date,
    snapshot.desk_id,
    desk.name as desk,
    acting.acting_id as person_id,
    found.called_desk_id,
    office.name as office,
    if(found.reminder = 'call_escalated', head.acting_id, null) as head_id,
    if(found.reminder = 'call_escalated', office_head.acting_id, null) as office_head_id,
    if(
        found.reminder = 'call_escalated',
        head.acting_id is not null or office_head.acting_id is not null,
        coalesce(desk.is_active, false) or acting.acting_id is not null
    ) as is_held,
    snapshot.track,
    snapshot.received_on,
    snapshot.readers
from (
    from derived.reminders($today::date)
    union all by name
    from derived.clock_reminders($today::date)
    union all by name
    from derived.call_reminders($today::date)
) as found
join store.snapshot as snapshot using (request_id)
join store.reminder as reminder using (reminder)
left join store.desk as desk on desk.desk_id = snapshot.desk_id
left join store.desk as office on office.desk_id = found.called_desk_id
left join derived.stand_ins($today) as acting on acting.person_id = snapshot.person_id
left join derived.stand_ins($today) as head on head.person_id = desk.head_id
left join derived.stand_ins($today) as office_head on office_head.person_id = office.head_id
where ($desk_id is null or snapshot.desk_id = $desk_id or found.called_desk_id = $desk_id)
    and ($person_id is null or $person_id in (acting.acting_id, if(found.reminder = 'call_escalated', head.acting_id, null), if(found.reminder = 'call_escalated', office_head.acting_id, null)))
order by reminder.place, found.on_date, snapshot.number
