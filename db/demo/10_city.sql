-- Invented staff of the sample city, beside whoever is there.
insert into store.person (person_id, sign_in, name, title, role, desk_id, is_active)
select row_number() over () + (select max(person_id) from store.person), sign_in, name, title, role, desk_id, true
from (
    values
        ('clerk', 'Casey Sample', 'City Clerk', 'official', 1),
        ('deputy', 'Dana Sample', 'Deputy City Clerk', 'staff', 1),
        ('data', 'Ira Sample', 'Data Officer', 'official', 2),
        ('planner', 'Perry Sample', 'Records Technician', 'staff', 3),
        ('manager', 'Morgan Sample', 'Assistant City Manager', 'manager', 1),
        ('viewer', 'Val Sample', 'Council Aide', 'viewer', null)
) as sample (sign_in, name, title, role, desk_id)
where sign_in not in (select sign_in from store.person);
