-- One row per kind of fee: what was charged under it, in dollars, with the law it rests on.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
)

select
    fee_line.fee_kind,
    coalesce(fee_kind.label, fee_line.fee_kind)     as label,
    fee_kind.citation,
    count(distinct standing.request_id)             as n,
    sum(fee_line.amount)                            as charged
from derived.standing($as_of) as standing
join store.fee_line as fee_line using (event_id)
left join store.fee_kind as fee_kind on fee_kind.fee_kind = fee_line.fee_kind
where standing.kind = 'fee_charged'
    and standing.request_id in (select request_id from requests)
group by all
order by charged desc, fee_line.fee_kind
