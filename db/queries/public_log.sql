-- One row per request received by $as_of that counts, in what the city may publish: number, codes, days, desk. No words and no people.
from derived.public_log($as_of::date)
order by number
