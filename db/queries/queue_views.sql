-- One row: how many open requests each ready view of the queue holds for $person_ids at $desk_id, of those that $reader may see.
select
    count(*)                                                                                                as all_open,
    count(if(snapshot.desk_id is null, 1, null))                                                            as unassigned,
    count(if(derived.is_stale(is_open, last_on, stale_days, $today), 1, null))                              as stale,
    count(if(list_contains($person_ids, person_id), 1, null))                                              as mine,
    count(if(snapshot.desk_id = $desk_id, 1, null))                                                         as my_desk,
    count(if(derived.is_not_accepted(is_open, asks_acceptance, accepted_on), 1, null))                      as not_accepted,
    (
        select count(distinct request_id)
        from derived.open_calls($today)
        where called_desk_id = $desk_id and request_id not in (from derived.hidden_from($reader))
    )                                                                                                       as called
from store.snapshot as snapshot
left join store.desk as desk on desk.desk_id = snapshot.desk_id
where is_open = 1
    and request_id not in (from derived.hidden_from($reader))
