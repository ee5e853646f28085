-- One row, or none: all that is derived about one request, with the names of desk and person.
select
    snapshot.*,
    desk.name   as desk,
    person.name as person,
    derived.is_not_accepted(is_open, asks_acceptance, accepted_on) as is_not_accepted
from store.snapshot as snapshot
left join store.desk as desk on desk.desk_id = snapshot.desk_id
left join store.person as person on person.person_id = snapshot.person_id
where snapshot.request_id = $request_id
