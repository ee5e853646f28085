-- One row per choice of every list, in the order to show them; the first day each may be used, where there is one.
select list, code, label, track, place, null as effective_from
from store.choice
union all
select 'extension_reason', reason_code, label, null, reason_code::integer, effective_from
from store.extension_reason
union all
select 'fee_kind', fee_kind, label || if(is_lawful, '', ' (may not be charged)'), null, row_number() over (order by is_lawful desc, fee_kind)::integer, null
from store.fee_kind
where fee_kind <> 'stated'
union all
select 'sections', section, section || ' ' || title || if(mark = 'V', '', ' [' || mark || ']'), null, row_number() over (order by section)::integer, null
from store.exemption
where is_exemption
order by list, place
