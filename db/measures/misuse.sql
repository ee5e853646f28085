-- One row per group: reports of misuse of an access, and what was decided; substantiated where any action was taken.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

reported as (
    select request_id, kind, outcome
    from derived.standing($as_of)
    where kind in ('misuse_reported', 'misuse_decided')
),

judged as (
    select group_no, group_name, reported.kind, reported.outcome as action
    from derived.grouped('requests', $by)
    join reported using (request_id)
)

select
    "group",
    count(if(kind = 'misuse_reported', 1, null))                                   as n_reported,
    count(if(kind = 'misuse_decided', 1, null))                                    as n_decided,
    count(if(kind = 'misuse_decided' and action <> 'none', 1, null))               as n_substantiated,
    n_substantiated / nullif(n_decided, 0)                               as substantiated_share
from derived.named('judged', $by)
group by "group"
order by "group"
