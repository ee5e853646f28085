-- One row per group: what is open on $as_of: how many, median and mean age in calendar days, and the backlog: those past their due date
-- without a determination.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

aged as (
    select
        group_no,
        group_name,
        $as_of::date - received_on                                  as age,
        first_determined_on is null and due_on < $as_of::date       as is_overdue,
        status = 'waiting_on_requester'                             as is_waiting
    from derived.grouped('requests', $by)
    where is_open = 1
)

select
    "group",
    count(*)                                    as n_open,
    median(age)                                 as median_age_days,
    avg(age)                                    as mean_age_days,
    max(age)                                    as max_age_days,
    count(if(is_overdue, 1, null))                        as n_overdue,
    count(if(is_waiting, 1, null))                        as n_waiting_on_requester
from derived.named('aged', $by)
group by "group"
order by "group"
