-- Why a fee with lines of these kinds may not be estimated or charged.
select sentence || ' (' || citation || ')'
from store.fee_kind
where list_contains($lines, fee_kind) and not is_lawful
order by fee_kind
