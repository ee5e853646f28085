-- One row per open request that is to be determined, in the order of the queue, $most at the most: of $desk_id (null: of the city) and
-- of $person_ids, of what $reader may see.
with

first as materialized (
    select request_id, number, status, desk_id, person_id, received_on, due_on, safe_on
    from store.snapshot
    where is_open = 1
        and first_determined_on is null
        and safe_on is not null
        and ($desk_id is null or desk_id = $desk_id or list_contains($person_ids, person_id))
        and request_id not in (from derived.hidden_from($reader))
    order by safe_on, received_on, request_id
    limit $most
)

select
    first.request_id,
    first.number,
    worded.summary,
    first.due_on,
    first.safe_on,
    desk.name   as desk,
    person.name as person
from first
left join derived.summaries('first') as worded on worded.request_id = first.request_id
left join store.desk as desk on desk.desk_id = first.desk_id
left join store.person as person on person.person_id = first.person_id
order by first.safe_on, first.received_on, first.request_id
