-- One row per member of staff who is away on $today, with whoever stands in, if anybody does.
select standing.person_id, person.name, standing.away_from_on, standing.away_until_on, standing.acting_id, deputy.name as acting
from derived.stand_ins($today) as standing
join store.person as person on person.person_id = standing.person_id
left join store.person as deputy on deputy.person_id = standing.acting_id
where standing.is_away and person.is_active
order by person.name
