-- One row, or none: all that is derived about one request, with the names of desk and person.
select
    snapshot.*,
    status.label as status_label,
    status.glyph,
    desk.name   as desk,
    person.name as person,
    determination.label as determination_label,
    closing.label as closing_label,
    deadline.raw_due_on,
    deadline.rule_set
from store.snapshot as snapshot
join store.status as status on status.status = snapshot.status
left join store.desk as desk on desk.desk_id = snapshot.desk_id
left join store.person as person on person.person_id = snapshot.person_id
left join store.deadline as deadline on deadline.received_on = snapshot.received_on
left join store.choice as determination on determination.list = 'determination' and determination.code = snapshot.determination
left join store.choice as closing on closing.list = 'closing' and closing.code = snapshot.closing_outcome
where snapshot.request_id = $request_id
