-- Why this waiver may not be recorded.
select if(balance > 0, 'Only $' || balance || ' is owed: more cannot be waived.', 'Nothing is owed: there is nothing to waive.')
from derived.money_of($request_id, $supersedes)
where $amount > balance
