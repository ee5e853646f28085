-- One row per pair of desks: how often a request went from the one to the other, and how many calendar days the first had held it.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

moved as (
    from requests
    where hand_offs > 0 or round > 1
),

stint as (
    from derived.stints('moved', $as_of)
)

select
    coalesce(giver.name, 'No desk')          as from_desk,
    coalesce(taker.name, 'No desk')          as to_desk,
    count(*)                                 as n,
    median(until_on - from_on)               as median_days_held
from stint
left join store.desk as giver on giver.desk_id = stint.desk_id
left join store.desk as taker on taker.desk_id = stint.next_desk_id
where stint.next_desk_id <> stint.desk_id
group by all
order by n desc, from_desk, to_desk
