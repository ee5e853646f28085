-- Why this determination may not be issued.
select 'A denial, in whole or part, needs at least one exemption (Gov. Code 7922.540).'
where $outcome in ('denied', 'partly_granted') and len($sections) = 0
union all
select 'A denial, in whole or part, needs its reason in words (Gov. Code 7922.540).'
where $outcome in ('denied', 'partly_granted') and $reason is null
union all
select 'A denial, in whole or part, needs the name and title of the responsible official (Gov. Code 7922.540).'
where $outcome in ('denied', 'partly_granted') and ($official_name is null or $official_title is null)
union all
select 'Tell the estimated date of availability with a disclosure (Gov. Code 7922.535(a)).'
where $outcome in ('granted', 'partly_granted') and $promised_on is null
union all
select 'A request that is already published needs the dataset or its address (Gov. Code 7922.545).'
where $outcome = 'already_published' and $endpoint is null and $dataset_id is null
