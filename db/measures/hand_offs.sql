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
    median(later.from_on - earlier.from_on)  as median_days_held
from stint as later
join stint as earlier on earlier.request_id = later.request_id and earlier.stint_no = later.stint_no - 1
left join store.desk as giver on giver.desk_id = earlier.desk_id
left join store.desk as taker on taker.desk_id = later.desk_id
where earlier.desk_id <> later.desk_id
group by all
order by n desc, from_desk, to_desk
