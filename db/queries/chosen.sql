-- One row per request among $numbers that $reader may see, in their order: where it stands, with the names of desk and person.
select
    snapshot.*,
    desk.name   as desk,
    person.name as person
from store.snapshot as snapshot
left join store.desk as desk on desk.desk_id = snapshot.desk_id
left join store.person as person on person.person_id = snapshot.person_id
where number in (select unnest($numbers::varchar[]))
    and request_id not in (from derived.hidden_from($reader))
order by list_position($numbers::varchar[], number)
