-- The lines of a fee must add up to it.
select event.event_id, event.amount, sum(fee_line.amount) as lines
from store.event as event
join store.fee_line as fee_line using (event_id)
group by event.event_id, event.amount
having event.amount is distinct from sum(fee_line.amount)
