-- One row where a request would be returned to the desk that has it.
select 'It is with ' || desk.name || ' already: return it to another desk.' as sentence
from store.snapshot as snapshot
join store.desk as desk using (desk_id)
where request_id = $request_id
    and $supersedes is null
    and snapshot.desk_id = $desk_id
