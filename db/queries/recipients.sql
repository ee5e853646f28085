-- One row per active desk and person that may get a digest: a person's address is the sign-in, where that is one.
select 'desk-' || desk_id as recipient, name, email, desk_id, null as person_id, null as role
from store.desk
where is_active
union all by name
select 'person-' || person_id as recipient, name, if(sign_in like '%@%', sign_in, null) as email, null as desk_id, person_id, role
from store.person
where is_active
order by recipient
