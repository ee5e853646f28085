-- One row per letter whose wording is the city's own now.
select letter
from store.letter_wording
group by letter
having arg_max(body is not null, wording_id)
order by letter
