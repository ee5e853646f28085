-- A denial without exemption or official, and a fee named after what may not be charged, are marked irregular.
select event_id, kind
from store.event
where kind = 'determined'
    and outcome in ('denied', 'partly_granted')
    and irregular is null
    and (event_id not in (select event_id from store.event_exemption) or event_id not in (select event_id from store.event_official))
union all
select event.event_id, event.kind
from store.event as event
join store.fee_line as line using (event_id)
where event.kind = 'fee_charged'
    and event.irregular is null
    and derived.names_unlawful_fee(line.fee_kind)
