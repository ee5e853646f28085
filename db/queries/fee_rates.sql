-- One row per price of the fee schedule, with the law of its kind.
select fee_rate.*, fee_kind.label as kind_label, fee_kind.citation, fee_kind.mark
from store.fee_rate as fee_rate
left join store.fee_kind as fee_kind using (fee_kind)
order by lower(fee_rate.label), effective_from
