-- One row per member of staff, those active first.
select person_id, sign_in, person.name, title, role, person.desk_id, desk.name as desk, person.is_active
from store.person as person
left join store.desk as desk using (desk_id)
order by person.is_active desc, person.name
