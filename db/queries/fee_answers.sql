-- One row per entry of a request by $on_date that says, for the round of that day, whether fees apply.
from derived.fee_answers($request_id, null, $on_date)
