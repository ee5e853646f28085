-- One row per group: questions to requesters and the calendar days waited for answers, waits that go on included. Waiting moves
-- no statutory date.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

asked as (
    select
        request_id,
        count(if(kind = 'clarification_asked', 1, null))     as n_asked,
        count(if(kind = 'clarification_answered', 1, null))  as n_answered,
        count(if(kind = 'clarification_lapsed', 1, null))    as n_lapsed
    from derived.standing($as_of)
    where kind in ('clarification_asked', 'clarification_answered', 'clarification_lapsed')
    group by request_id
),

waited as (
    select
        group_no,
        group_name,
        asked.n_asked,
        asked.n_answered,
        asked.n_lapsed,
        waiting_since_on is not null                                                        as is_waiting,
        if(asked.n_asked > 0, waiting_days + coalesce($as_of::date - waiting_since_on, 0), null) as days,
        greatest(coalesce(closed_on, $as_of::date) - received_on, 0)                        as all_days
    from derived.grouped('requests', $by)
    left join asked using (request_id)
)

select
    "group",
    count(*)                                   as n,
    count(if(waited.n_asked > 0, 1, null))               as n_asked,
    count(if(waited.n_asked > 0, 1, null)) / count(*)    as share_asked,
    coalesce(sum(n_answered), 0)::bigint       as answers,
    coalesce(sum(n_lapsed), 0)::bigint         as lapses,
    count(if(is_waiting, 1, null))                       as n_waiting,
    median(days)                               as median_days,
    avg(days)                                  as mean_days,
    coalesce(sum(days), 0)::bigint             as total_days,
    coalesce(sum(days), 0) / nullif(sum(all_days), 0) as share_of_all_days
from derived.named('waited', $by) as waited
group by "group"
order by "group"
