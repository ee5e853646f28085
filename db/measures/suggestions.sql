-- One row per group and kind of suggestion made while a request was typed, a published dataset or an earlier request: of the
-- requests logged at the desk, how many showed one when they were saved, how many took it at once, and, of those decided
-- since, in how many it was right: closed as already published in a dataset shown, or linked as a duplicate of a request
-- shown. Missed: it was published, or a duplicate, and something else was shown.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
    where source in ('desk', 'demo')
),

kinds as (
    select unnest(['dataset', 'request']) as suggested
),

shown as (
    select *, if(dataset_no is not null, 'dataset', 'request') as suggested
    from store.suggestion
    where request_id in (select request_id from requests)
),

turned as (
    select request_id, 'dataset' as suggested, outcome = 'already_published' as is_it, named.dataset_no, null as related_request_id
    from derived.standing($as_of) as event
    left join store.dataset_identifier as named on named.identifier = event.dataset_id
    where kind = 'determined' and request_id in (select request_id from shown)
    union all
    select request_id, 'request', outcome = 'duplicate', null, related_request_id
    from derived.standing($as_of)
    where (kind = 'determined' or kind = 'linked' and outcome = 'duplicate') and request_id in (select request_id from shown)
),

told as (
    select
        shown.request_id,
        suggested,
        bool_or(is_used)                                                                              as is_used,
        count(turned.request_id) > 0                                                                  as is_decided,
        coalesce(bool_or(is_it), false)                                                               as is_it,
        coalesce(bool_or(
            is_it and (shown.dataset_no = turned.dataset_no or shown.related_request_id = turned.related_request_id)
        ), false)                                                                                     as is_right
    from shown
    left join turned using (request_id, suggested)
    group by shown.request_id, suggested
),

judged as (
    select requests.* exclude (is_open), kinds.suggested, told.is_used, told.is_decided, told.is_it, told.is_right
    from requests
    cross join kinds
    left join told on told.request_id = requests.request_id and told.suggested = kinds.suggested
),

tallied as (
    select
        group_no, group_name, suggested,
        count(*)                                            as n,
        count(is_used)                                      as n_shown,
        count(if(is_used, 1, null))                         as n_used,
        count(if(is_decided, 1, null))                      as n_decided,
        count(if(is_right, 1, null))                        as n_right,
        count(if(is_it and not is_right, 1, null))          as n_missed
    from derived.grouped('judged', $by)
    group by group_no, group_name, suggested
)

select
    "group",
    suggested,
    n,
    n_shown,
    n_used,
    n_decided,
    n_right,
    n_missed,
    n_shown / nullif(n, 0)          as shown_share,
    n_used / nullif(n_shown, 0)     as used_share,
    n_right / nullif(n_decided, 0)  as right_share
from derived.named('tallied', $by)
order by "group", suggested
