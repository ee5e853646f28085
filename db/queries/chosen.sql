-- One row per request among $numbers, in their order: where it stands, with the name of its desk.
select
    snapshot.*,
    desk.name as desk
from store.snapshot as snapshot
left join store.desk as desk using (desk_id)
where number in (select unnest($numbers::varchar[]))
order by list_position($numbers::varchar[], number)
