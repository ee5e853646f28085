-- Why this may not be given to the requester with this answer to “do fees apply?”. $no_fee is false where nobody ticked it.
select 'It is not answered whether fees apply: tick “No fee applies”, or estimate, charge or waive a fee first.'
where not $no_fee
    and not exists (from derived.fee_answers($request_id, $supersedes, $on_date))
union all
select sentence
from derived.against_no_fee($request_id, $supersedes)
where $no_fee
