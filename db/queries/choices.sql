-- One row per choice of every list, in the order to show them; of those that rest on law the citation, unless the label
-- begins with it, and the mark; the first day of receipt for which each may be used, where there is one.
select list, code, label, track, place, null as effective_from, requires, optional
from store.choice
union all by name
select 'extension_reason' as list, reason_code as code, label, reason_code::integer as place, effective_from, citation, mark
from store.extension_reason
union all by name
select
    'fee_kind' as list,
    fee_kind   as code,
    label || if(is_lawful, '', ' (may not be charged)')             as label,
    row_number() over (order by is_lawful desc, fee_kind)::integer as place,
    citation,
    mark
from store.fee_kind
union all by name
select
    'sections' as list,
    section    as code,
    section || ' ' || title                           as label,
    row_number() over (order by section)::integer     as place,
    mark
from store.exemption
where is_exemption
union all by name
select
    'clock' as list,
    clock   as code,
    label,
    row_number() over (order by days, clock)::integer as place,
    citation,
    mark
from store.clock
order by list, place
