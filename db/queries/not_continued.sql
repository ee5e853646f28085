-- One row per recorded end of a chain, by number, that its request does not continue from: it is not one of its entries' hashes.
-- $ends is a file of lines: number, blank, hash.
with

recorded as (
    select number, hash
    from read_csv($ends, delim = ' ', quote = '', escape = '', header = false, auto_detect = false, columns = {'number': 'varchar', 'hash': 'varchar'})
),

standing as (
    select request.number, event.hash
    from store.event as event
    join store.request as request using (request_id)
)

select recorded.number, recorded.number not in (select number from store.request) as is_gone
from recorded
anti join standing using (number, hash)
order by recorded.number
