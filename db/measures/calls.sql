-- One row per office asked for records: calendar days from the call to its answer, open calls counted up to $as_of; a call whose
-- request ended first is in n_ended_otherwise. Of requests received in the window; a filter by desk is of the desk that holds
-- them. n_due: calls whose answer was wanted by $as_of, the denominator of late_share; n_late and n_open_late of them were answered
-- late, or are not answered though the day passed. A call is no stint: the time counts as that of the desk that holds the request.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

judged as (
    select
        desk.name                                                                  as "group",
        call.*,
        requests.closed_on is not null or requests.is_open = 0                     as is_ended,
        greatest(least(coalesce(answered_on, closed_on, $as_of::date), $as_of::date), asked_on) - asked_on as days
    from derived.calls('store.event', $as_of) as call
    join requests using (request_id)
    join store.desk as desk on desk.desk_id = call.called_desk_id
),

spans as (
    select
        "group",
        days,
        case when answered_on < asked_on then 'negative' when answered_on is not null then 'reached' when is_ended then 'closed' else 'open' end as ended,
        false                   as is_duplicate,
        answered_on is not null as is_reached,
        count(*)                as requests
    from judged
    group by all
),

punctual as (
    select
        "group",
        count(if(answered_on is not null or not is_ended, 1, null))                 as n_due,
        count(if(answered_on > answer_due_on, 1, null))                             as n_late,
        count(if(answered_on is null and not is_ended and answer_due_on < $as_of::date, 1, null)) as n_open_late
    from judged
    where answer_due_on <= $as_of::date
    group by "group"
)

select
    spread.* exclude (n_withdrawn, n_duplicate, n_undated),
    coalesce(n_due, 0)                                  as n_due,
    coalesce(n_late, 0)                                 as n_late,
    coalesce(n_open_late, 0)                            as n_open_late,
    ((n_late + n_open_late) / nullif(n_due, 0))::double as late_share
from derived.spread('spans') as spread
left join punctual using ("group")
order by n desc, "group"
