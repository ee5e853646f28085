-- One row, or none: the desk that had a request before the one that has it, else that of whoever gave it to the desk.
with

given as (
    select coalesce(in_place_of, event_id) as place_id, on_date, desk_id, recorded_by
    from store.event
    where request_id = $request_id
        and desk_id is not null
        and kind <> 'corrected'
        and event_id not in (select supersedes from store.event where request_id = $request_id and supersedes is not null)
),

now_with as (
    select desk_id, recorded_by
    from given
    order by on_date desc, place_id desc
    limit 1
),

before as (
    select given.desk_id
    from given, now_with
    where given.desk_id <> now_with.desk_id
    order by on_date desc, place_id desc
    limit 1
)

select coalesce((select desk_id from before), (
    select person.desk_id
    from store.person as person, now_with
    where person.sign_in = now_with.recorded_by and person.desk_id <> now_with.desk_id
)) as desk_id
