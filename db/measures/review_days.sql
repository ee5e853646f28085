-- One row per group and kind of review: days from the opening of each privacy, security or legal review to its result, of requests received in the window; open ones counted apart, up to the as-of date.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

entry as (
    select request_id, review, on_date, kind, outcome,
        lead(on_date) over by_review as next_on,
        lead(kind) over by_review as next_kind,
        lead(outcome) over by_review as next_outcome
    from derived.standing($as_of)
    where kind in ('review_opened', 'review_cleared') and review is not null
    window by_review as (partition by request_id, review order by on_date, coalesce(in_place_of, event_id))
),

judged as (
    select
        group_no,
        group_name,
        review,
        if(next_kind = 'review_cleared', next_on - entry.on_date, null)             as days,
        if(next_kind = 'review_cleared', next_outcome, null)                        as result,
        if(next_kind is null, $as_of::date - entry.on_date, null)                   as open_days
    from derived.grouped('requests', $by)
    join entry using (request_id)
    where kind = 'review_opened'
)

select
    "group",
    coalesce(choice.label, review)                        as review,
    count(*)                                              as n,
    count(open_days)                                      as n_open,
    count(if(result = 'cleared', 1, null))                as n_cleared,
    count(if(result = 'cleared_with_redactions', 1, null)) as n_redacted,
    count(if(result = 'not_cleared', 1, null))            as n_not_cleared,
    median(days)                                          as median_days,
    avg(days)                                             as mean_days,
    min(days)                                             as lowest_days,
    max(days)                                             as highest_days,
    max(open_days)                                        as longest_open_days
from derived.named('judged', $by)
left join store.choice as choice on choice.list = 'review' and choice.code = review
group by "group", review, choice.label
order by "group", review
