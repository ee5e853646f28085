-- One row per decision about receipt after hours, by the day of receipt it holds from.
from store.receipt_policy
order by effective_from
