-- One row: what the money of one request stands at.
from derived.money_of($request_id, null)
