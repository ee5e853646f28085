-- Why it may not be recorded that a fee was not paid in time.
select 'Nothing that was asked for is unpaid: neither a charged fee nor a deposit.'
from derived.money_of($request_id, $supersedes)
where unpaid = 0
