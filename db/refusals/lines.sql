-- Why a fee with lines of these kinds may not be estimated or charged. line_labels: what lines are called;
-- groundless_lines: the kinds of those that name no ground of their own.
select sentence || ' (' || citation || ')'
from store.fee_kind
where list_contains($lines, fee_kind) and not is_lawful
union all
select sentence
from derived.against_fee_names($line_labels)
union all
select 'Name the statute that sets the fee: without one only the direct cost of duplication may be charged (Gov. Code 7922.530(a)).'
where list_contains($groundless_lines, 'statutory')
