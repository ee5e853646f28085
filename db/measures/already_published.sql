-- One row per group of data requests: how many determined ones asked for what was published already.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, 'data', $complexity, $channel, $outcome)
),

judged as (
    select group_no, group_name, determination
    from derived.grouped('requests', $by)
    where determination is not null
)

select
    "group",
    count(*)                                                    as n,
    count(if(determination = 'already_published', 1, null))               as n_already_published,
    count(if(determination = 'already_published', 1, null)) / count(*)    as share
from derived.named('judged', $by)
group by "group"
order by "group"
