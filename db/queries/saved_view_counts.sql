-- One row per saved view that $person_id sees and that holds requests as queries/queue.sql has them: how many, of what $reader may see.
-- One with words to look for is not counted: that would read all texts.
with

held as (
    select standing.acting_id, list(standing.person_id) as person_ids
    from derived.stand_ins($today) as standing
    join store.person as person on person.person_id = standing.person_id
    where standing.is_away and person.is_active
    group by standing.acting_id
),

seen as materialized (
    select view.*, held.person_ids
    from store.saved_view as view
    left join held on held.acting_id = view.person_id
    where (view.is_shared or view.made_by = $person_id) and view.words is null
),

called as (
    select distinct request_id, called_desk_id
    from derived.open_calls($today)
),

counted as (
    select seen.view_id, snapshot.request_id
    from store.snapshot as snapshot
    left join store.desk as desk on desk.desk_id = snapshot.desk_id
    join seen on case seen.status
            when 'any_open' then is_open = 1
            when 'all' then true
            else snapshot.status = seen.status
        end
        and (seen.desk_id is null or seen.due = 'called' or snapshot.desk_id = seen.desk_id)
        and (seen.person_id is null or snapshot.person_id = seen.person_id or list_contains(seen.person_ids, snapshot.person_id))
        and (seen.track is null or snapshot.track = seen.track)
        and derived.is_due_as(
            seen.due, is_open, first_determined_on, due_on, safe_on, promised_on, snapshot.status, last_released_on, waiting_since_on, balance,
            snapshot.desk_id, irregular_events, last_on, stale_days, asks_acceptance, accepted_on, $today::date
        )
    where (is_open = 1 or exists (select 1 from seen where status <> 'any_open'))
        and snapshot.request_id not in (from derived.hidden_from($reader))
)

select counted.view_id, count(distinct counted.request_id) as requests
from counted
join seen on seen.view_id = counted.view_id
left join called on seen.due = 'called' and called.request_id = counted.request_id and (seen.desk_id is null or called.called_desk_id = seen.desk_id)
where seen.due <> 'called' or called.request_id is not null
group by counted.view_id
