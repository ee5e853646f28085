-- One row per reason: how many requests were extended for it, and their share of all requests with a statutory clock.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
)

select
    reason.reason_code,
    reason.label,
    reason.citation,
    count(requests.request_id)                                                                as n,
    count(requests.request_id) / nullif((select count(*) from requests where has_clock), 0)   as share,
    median(requests.extended_to_on - requests.original_due_on)                                as median_added_days
from store.extension_reason as reason
left join requests on requests.extension_reason = reason.reason_code
group by reason.reason_code, reason.label, reason.citation
order by reason.reason_code
