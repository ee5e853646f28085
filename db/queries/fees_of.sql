-- One row per line of money of one request, in the order things happened: what for, on which ground, and what was owed after it.
-- An estimate and a deposit owe nothing.
with

line as (
    select
        event.event_id,
        event.kind,
        event.on_date,
        event.place_id,
        event.irregular,
        event.method,
        event.reference,
        coalesce(fee_line.line_no, 1)           as line_no,
        coalesce(fee_line.label, fee_kind.label, fee_line.fee_kind) as for_what,
        fee_line.quantity,
        fee_line.unit_price,
        coalesce(fee_line.amount, event.amount) as amount,
        concat_ws('; ', fee_kind.citation, fee_line.basis) as citation,
        fee_kind.mark,
        case event.kind when 'fee_charged' then 1 when 'fee_refunded' then 1 when 'fee_paid' then -1 when 'fee_waived' then -1 else 0 end as sign
    from derived.standing_of($request_id, null, date '9999-12-31') as event
    left join store.fee_line as fee_line on fee_line.request_id = $request_id and fee_line.event_id = event.event_id
    left join store.fee_kind as fee_kind on fee_kind.fee_kind = fee_line.fee_kind
    where event.amount is not null
)

select
    * exclude (place_id, sign),
    sum(sign * amount) over (order by on_date, place_id, line_no)::decimal(12, 2) as balance
from line
order by on_date, place_id, line_no
