-- One row per standard bin of working days from receipt to closing, the next working day being day 1: how many closed requests
-- (the federal annual report's VII.C; its first bin holds those closed on the day they came).
with

requests as (
    from derived.measured($as_of, $received_from, $received_until, $desk_id, $track, $complexity, $channel, $outcome)
),

spans as (
    from derived.spans('requests', $as_of, 'all', 'receipt', 'closing', 'after')
),

bin as (
    select
        place,
        first_day,
        last_day,
        coalesce(if(place = 1, 1, first_day) || '-' || last_day, 'over 400') as working_days
    from (
        select place, if(place = 1, 0, 20 * place - 19) as first_day, 20 * place as last_day
        from (select unnest(range(1, 11)) as place)
        union all
        from (values (11, 201, 300), (12, 301, 400), (13, 401, null))
    )
)

select bin.working_days, coalesce(sum(spans.requests), 0)::bigint as n
from bin
left join (from spans where is_reached and ended not in ('negative', 'undated')) as spans
    on spans.days between first_day and coalesce(last_day, 1000000)
group by bin.place, bin.working_days
order by bin.place
