-- No row, or one: the request with a number, whatever its case and blanks, where $reader may see it.
select request_id
from store.request
where number = upper(trim($number))
    and request_id not in (from derived.hidden_from($reader))
