-- One row per kind of fee among $fee_kinds: what it is called and what allows it.
select fee_kind, label, citation
from store.fee_kind
where fee_kind in (select unnest($fee_kinds::varchar[]))
