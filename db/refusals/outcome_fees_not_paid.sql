-- Why it may not be said that fees were not paid.
select '“Fees not paid” needs a fee that was estimated or charged, or a deposit that was asked for, and stayed unpaid: record that first.'
from derived.money_of($request_id, $supersedes)
where $kind in ('determined', 'closed') and balance <= 0 and deposits <= kept and (charged > 0 or estimated_lawful <= kept)
