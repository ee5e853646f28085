-- One row per track and degree of completeness at intake: receipt to determination in calendar days, open requests counted, and
-- the share determined by day ten against that of the least complete, with 95 % intervals (Greenwood, plain for the difference).
-- Counted are contact, record series or dataset, data fields, format and deadline; of data requests name and intended use too.
-- On the records track those two are left out: purpose may not limit access (Gov. Code 7921.300), and nobody need give a name.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

-- Whether something was given, not what: the joins below carry no text.
received as (
    select request_id, event_id, (dataset_id is not null)::integer as dataset, (format is not null)::integer + (needed_by_on is not null)::integer as wishes
    from derived.standing($as_of)
    where kind = 'received'
),

who as (
    select
        event_id,
        (email is not null or phone is not null or coalesce(regexp_matches(sealed, 'email|phone'), false))::integer as contact,
        (name is not null or coalesce(contains(sealed, 'name'), false))::integer                                    as name
    from store.requester
),

worded as (
    select
        event_id,
        bool_or(part = 'record_series')::integer as series,
        bool_or(part = 'data_fields')::integer   as fields,
        bool_or(part = 'intended_use')::integer  as intended_use
    from store.request_text
    where part in ('record_series', 'data_fields', 'intended_use')
    group by event_id
),

filled as (
    select
        requests.*,
        coalesce(contact, 0) + greatest(dataset, coalesce(series, 0)) + coalesce(fields, 0) + wishes
            + if(track = 'data', coalesce(name, 0) + coalesce(intended_use, 0), 0)
                                       as given,
        if(track = 'data', 7, 5)       as asked
    from requests
    join received using (request_id)
    left join who on who.event_id = received.event_id
    left join worded on worded.event_id = received.event_id
),

-- The band of completeness takes the place of the outcome as what the spans are grouped by.
banded as (
    select * replace (
        track || case when given * 3 < asked then ': 1 little' when given * 3 < asked * 2 then ': 2 some' else ': 3 most' end as outcome
    )
    from filled
),

spans as (
    from derived.spans('banded', $as_of, 'outcome', 'receipt', 'determination', 'calendar')
),

curve as (
    select
        *,
        if(n_reached < n_at_risk, n_reached / (n_at_risk * (n_at_risk - n_reached)), 0) as term
    from derived.survival('spans')
),

by_day_ten as (
    select
        "group",
        1 - coalesce(arg_max(if(days <= 10, still_open, null), days), 1)                                as share,
        1 - coalesce(arg_max(if(days <= 10, high, null), days), 1)                                      as low,
        1 - coalesce(arg_max(if(days <= 10, low, null), days), 1)                                       as high,
        pow(coalesce(arg_max(if(days <= 10, still_open, null), days), 1), 2) * sum(if(days <= 10, term, 0)) as variance
    from curve
    group by "group"
),

compared as (
    select
        *,
        split_part("group", ': ', 1)                                                                     as track,
        first_value(share) over (partition by split_part("group", ': ', 1) order by "group")            as base_share,
        first_value(variance) over (partition by split_part("group", ': ', 1) order by "group")         as base_variance,
        row_number() over (partition by split_part("group", ': ', 1) order by "group")                  as place
    from by_day_ten
)

select
    compared.track,
    substr(split_part("group", ': ', 2), 3)                                                              as given,
    spread.n,
    spread.n_open,
    spread.median_days,
    spread.km_median_days,
    spread.km_p90_days,
    share                                                                                                as share_by_day_ten,
    low,
    high,
    if(place = 1, null, share - base_share)                                                              as difference,
    if(place = 1, null, share - base_share - 1.959963984540054 * sqrt(variance + base_variance))         as difference_low,
    if(place = 1, null, share - base_share + 1.959963984540054 * sqrt(variance + base_variance))         as difference_high
from compared
join derived.spread('spans') as spread using ("group")
order by compared.track, place
