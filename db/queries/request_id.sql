-- No row, or one: the request with a number, whatever its case and blanks.
select request_id
from store.request
where number = upper(trim($number))
