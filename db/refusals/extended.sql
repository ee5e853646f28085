-- Why this extension may not be issued.
with

asked as (
    select *
    from store.snapshot
    where request_id = $request_id
),

noticed as (
    select min(on_date) as since_on
    from store.event
    where request_id = $request_id
        and kind = 'extended'
        and event_id in (select event_id from store.letter_text where request_id = $request_id)
)

select 'This request runs no statutory clock: there is nothing to extend.' as sentence, null as field
from asked
where not has_clock
union all
select 'The day of receipt is not known: correct it first, or there is no date to extend.', null
from asked
where has_clock and due_on is null
union all
select 'A second extension is not provided for (Gov. Code 7922.535(b)).', null
from asked
where extended_to_on is not null and $supersedes is null
union all
select 'A notice of an extension went out on ' || since_on || ', though its entry was struck out: a second extension is not provided for '
    || '(Gov. Code 7922.535(b)). Record a second notice that went out as irregular, with a reason.', null
from asked, noticed
where extended_to_on is null and since_on is not null and $supersedes is null
union all
select 'The last day for the notice was ' || original_due_on || ': a correction cannot set a later date than the one noticed, '
    || noticed_to_on || ' (Gov. Code 7922.535(b)). Record another notice that went out as irregular, with a reason.', null
from asked, (select extended_to_on as noticed_to_on from store.event where request_id = $request_id and event_id = $supersedes)
where $today > original_due_on and $extended_to_on > noticed_to_on
union all
select 'An extension needs to be noticed on or before ' || original_due_on || ', the last day for the determination (Gov. Code 7922.535(b)).', 'on'
from asked
where $on_date > original_due_on
union all
select 'The new date may not be later than ' || extension_limit_on || ' (Gov. Code 7922.535(b)).', 'extended_to_on'
from asked
where $extended_to_on > extension_limit_on
union all
select 'The new date lies after ' || extension_cap_on || ', the safe cap (receipt + 24 days, Gov. Code 7922.535(b)): choose that day or '
    || 'an earlier one, or say why it must be later.', 'extended_to_on|cap_reason'
from asked
where $extended_to_on > extension_cap_on and $extended_to_on <= extension_limit_on and $cap_reason is null
union all
select 'The new date must be later than ' || original_due_on || ', the date it extends.', 'extended_to_on'
from asked
where $extended_to_on <= original_due_on
union all
select 'This circumstance may be used for requests received from ' || effective_from || ' on (' || citation || ').', 'reason_code'
from store.extension_reason
join asked on received_on < effective_from
where reason_code = $reason_code
union all
select 'This circumstance is none of those that ' || rule_set || ' names (' || citation || ').', 'reason_code'
from asked
join store.deadline on deadline.received_on = clock_from_on
join store.rule_set using (rule_set)
where not list_contains(string_split(reasons, '|'), $reason_code)
