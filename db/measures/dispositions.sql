-- One row per group and outcome: how requests ended, or that they are undecided.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

ended as (
    select group_no, group_name, outcome, count(*) as n
    from derived.grouped('requests', $by)
    group by all
)

select
    "group",
    named.outcome,
    coalesce(choice.label, named.outcome)                               as label,
    n,
    n / sum(n) over (partition by "group")                              as share
from derived.named('ended', $by) as named
left join (
    select code, any_value(label) as label from store.choice where list in ('determination', 'closing') group by code
) as choice on choice.code = named.outcome
order by "group", n desc, named.outcome
