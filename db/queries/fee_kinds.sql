-- One row per kind of fee: whether it may be charged, and the law that says so.
from store.fee_kind
order by is_lawful desc, fee_kind
