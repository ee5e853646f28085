-- One row per member of staff whom the sample city brought and whom nobody changed in Settings since.
select person_id, sign_in, name
from store.person
where (sign_in, name) in (
        ('clerk', 'Casey Sample'), ('deputy', 'Dana Sample'), ('data', 'Ira Sample'),
        ('planner', 'Perry Sample'), ('manager', 'Morgan Sample'), ('viewer', 'Val Sample')
    )
    and not exists (select 1 from store.setting_change where what = 'person ' || person.person_id)
order by person_id
