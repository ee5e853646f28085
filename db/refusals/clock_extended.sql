-- Why this clock may not be extended so.
select 'This clock does not run on the request: add it first.'
where not exists (from derived.further_clocks($request_id) where clock = $clock)
union all
select 'No extension is provided for on this clock (' || citation || ').'
from store.clock
where clock = $clock and extension_days is null and mark <> 'U'
union all
select 'The new date may not be later than ' || cap_on || ' (' || citation || ').'
from derived.further_clocks($request_id)
where clock = $clock and $extended_to_on > cap_on and mark <> 'U'
union all
select 'The new date must be later than ' || ends_on || ', the date it extends.'
from derived.further_clocks($request_id)
where clock = $clock and $extended_to_on <= ends_on
