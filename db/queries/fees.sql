-- One row per line of money by $as_of: what was estimated, asked as a deposit, charged, paid, waived or refunded, when and on what
-- basis. amount is that of the whole fee and repeats on each of its lines; line_amount adds up.
select
    request.number,
    event.request_id,
    event.event_id,
    event.kind,
    event.on_date,
    event.amount,
    fee_line.line_no,
    fee_line.fee_kind,
    coalesce(fee_line.amount, event.amount) as line_amount,
    fee_kind.citation,
    event.irregular,
    fee_line.quantity,
    fee_line.unit_price,
    fee_line.label,
    fee_line.basis,
    event.method
from store.event as event
join store.request as request using (request_id)
left join store.fee_line as fee_line using (event_id)
left join store.fee_kind as fee_kind on fee_kind.fee_kind = fee_line.fee_kind
where event.amount is not null
    and event.on_date <= $as_of
    and event.request_id not in (from derived.hidden_from($reader))
    and event.event_id not in (select later.supersedes from store.event as later where later.supersedes is not null)
order by request.number, event.on_date, event.event_id, fee_line.line_no
