-- Why this fee may not be estimated or charged.
select sentence || ' (' || citation || ')'
from store.fee_kind
where fee_kind = $fee_kind and not is_lawful
