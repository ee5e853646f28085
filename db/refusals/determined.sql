-- Why this determination may not be issued. Whoever names a section withholds something, whatever the outcome is called.
with

withholding as (
    select 1
    where $outcome in ('denied', 'partly_granted') or len($sections) > 0
)

select 'A denial, in whole or part, needs at least one exemption (Gov. Code 7922.540).' as sentence, 'sections' as field
from withholding
where len($sections) = 0
union all
select 'A denial, in whole or part, needs its reason in words (Gov. Code 7922.540).', 'reason'
from withholding
where $reason is null
union all
select 'A denial, in whole or part, needs the name and title of the responsible official (Gov. Code 7922.540).', 'official_name|official_title'
from withholding
where $official_name is null or $official_title is null
union all
select 'The catch-all needs a text of its own: how the public interest in withholding clearly outweighs the interest in disclosure '
    || '(Gov. Code 7922.000).', 'balancing'
where list_contains($sections, '7922.000') and $balancing is null
union all
select 'The balancing says the same as the reason: say on the facts of this request how the public interest in withholding clearly '
    || 'outweighs the interest in disclosure (Gov. Code 7922.000).', 'balancing'
where lower(trim(regexp_replace($balancing::varchar, '[^\p{L}\p{N}]+', ' ', 'g')))
    = lower(trim(regexp_replace($reason::varchar, '[^\p{L}\p{N}]+', ' ', 'g')))
union all
select 'What is disclosed in full names no exemption: choose “Partly granted”, or leave the exemptions out.', 'outcome|sections'
where $outcome = 'granted' and len($sections) > 0
union all
select '“' || label || '” names no exemption: choose “Denied” or “Partly granted”, or leave the exemptions out.', 'outcome|sections'
from store.choice
where list = 'determination' and code = $outcome and len($sections) > 0
    and code <> 'granted' and not list_contains(string_split(concat_ws('|', requires, optional), '|'), 'sections')
union all
select 'Tell the estimated date of availability with a disclosure (Gov. Code 7922.535(a)).', 'promised_on'
where $outcome in ('granted', 'partly_granted') and $promised_on is null
union all
select 'Tell the estimated time of availability with its date (Gov. Code 7922.535(a)).', 'promised_time'
where ($outcome in ('granted', 'partly_granted') or $promised_on is not null) and $promised_time is null
union all
select 'The estimated date of availability lies before the determination: choose ' || $on_date || ' or a later day.', 'promised_on'
where $promised_on < $on_date
union all
select 'A request that is already published needs the dataset or its address (Gov. Code 7922.545).', 'dataset_id|endpoint'
where $outcome = 'already_published' and $endpoint is null and $dataset_id is null
union all
select 'Say which agency holds the records, and how to reach it (Gov. Code 7922.600).', 'agency'
where $outcome = 'referred' and $agency is null
union all
select 'Say why: the requester must be told the reason of the determination (Gov. Code 7922.535(a)).', 'reason'
where $outcome in ('no_duty', 'access_declined') and $reason is null
union all
select 'Name the other request that this one repeats.', 'related_request_id'
where $outcome = 'duplicate' and $related_request_id is null
