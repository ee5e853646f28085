-- One row: what is owed once a charge or a refund of $amount is recorded in place of $supersedes; nothing or less where all is paid.
select (balance + $amount)::decimal(12, 2) as balance
from derived.money_of($request_id, $supersedes)
