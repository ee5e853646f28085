-- One row per member of staff, those active first.
select
    person.person_id, person.sign_in, person.name, person.title, person.role, person.desk_id, desk.name as desk, person.is_active,
    coalesce(person.is_from_group, false) as is_from_group,
    person.backup_id, backup.name as backup, person.away_from_on, person.away_until_on
from store.person as person
left join store.desk as desk on desk.desk_id = person.desk_id
left join store.person as backup on backup.person_id = person.backup_id
order by person.is_active desc, person.name
