-- One row per section of law that a determination rests on: how many denied or partly granted requests name it.
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

named as (
    select event_exemption.section, count(distinct standing.request_id) as n
    from derived.standing($as_of) as standing
    join store.event_exemption as event_exemption using (event_id)
    where standing.kind = 'determined'
        and standing.request_id in (select request_id from requests)
    group by event_exemption.section
),

called as (
    select section, title, citation
    from (
        select section, title, citation, date '0001-01-01' as from_on
        from store.exemption
        union all
        select section, title, citation, effective_from
        from store.city_exemption
        where effective_from <= $as_of
    )
    qualify row_number() over (partition by section order by from_on desc) = 1
)

select
    named.section,
    exemption.title,
    exemption.citation,
    named.n,
    named.n / nullif((select count(*) from requests where first_determined_on is not null), 0) as share_of_determined
from named
left join called as exemption using (section)
order by named.n desc, named.section
