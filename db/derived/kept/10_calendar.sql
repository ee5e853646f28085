-- Every day judged anew.
insert into store.calendar
with

years as (
    select unnest(range(1990, 2061))::integer as year
),

-- The day a judicial holiday falls on, by rule; nth = -1 is the last such weekday of the month.
ruled as (
    select
        holiday.*,
        year,
        case
            when holiday.day is not null then make_date(year, month, holiday.day)
            when nth > 0 then make_date(year, month, 1)
                + ((weekday - isodow(make_date(year, month, 1)) + 7) % 7)::integer
                + 7 * (nth - 1) + offset_days
            else last_day(make_date(year, month, 1))
                - ((isodow(last_day(make_date(year, month, 1))) - weekday + 7) % 7)::integer
        end as falls_on
    from store.judicial_holiday as holiday
    join years on year between from_year and to_year
),

-- A fixed holiday on a Saturday is kept on the Friday before, on a Sunday on the Monday after.
kept as (
    select
        case
            when ruled.day is null then falls_on
            when isodow(falls_on) = 6 then falls_on - 1
            when isodow(falls_on) = 7 then falls_on + 1
            else falls_on
        end                                             as day,
        name,
        city_open,
        citation,
        if(year >= verified_from_year, mark, 'U')       as mark
    from ruled
),

holidays as (
    select
        day,
        string_agg(name, ', ' order by name)     as name,
        bool_and(city_open)                      as city_open,
        min(citation)                            as citation,
        max(mark)                                as mark
    from kept
    group by day
),

closures as (
    select
        day,
        string_agg(distinct label, ', ' order by label) as label
    from (
        select
            label,
            unnest(generate_series(first_on, last_on, to_days(coalesce(every_days, 1))))::date as day
        from store.closure
    )
    group by day
),

days as (
    select unnest(generate_series(date '1990-01-01', date '2060-12-31', interval 1 day))::date as day
),

judged as (
    select
        days.day,
        case
            when holidays.name is not null then holidays.name || ' (judicial holiday)'
            when isodow(days.day) = 6 then 'Saturday'
            when isodow(days.day) = 7 then 'Sunday'
            when closures.label is not null then closures.label || ' (City Hall closed all day)'
        end as reason,
        case
            when holidays.name is not null then 'CCP 12a, ' || holidays.citation
            when isodow(days.day) = 6 then 'CCP 12a'
            when isodow(days.day) = 7 then 'CCP 12a, CCP 135'
            when closures.label is not null then 'CCP 12b'
        end as citation,
        case
            when holidays.name is not null then holidays.mark
            when isodow(days.day) > 5 or closures.label is not null then 'V'
        end as mark,
        isodow(days.day) < 6
            and closures.label is null
            and coalesce(holidays.city_open, true) as is_open
    from days
    left join holidays using (day)
    left join closures using (day)
)

select
    day,
    reason is not null as is_holiday,
    is_open,
    reason,
    citation,
    mark,
    coalesce(
        min(day) filter (where reason is null) over (order by day rows between current row and unbounded following),
        day
    ) as rolls_to_on,
    coalesce(
        max(day) filter (where is_open) over (order by day rows between unbounded preceding and current row),
        day
    ) as open_by_on,
    coalesce(
        min(day) filter (where is_open) over (order by day rows between current row and unbounded following),
        day
    ) as opens_on,
    count(*) filter (where reason is null) over (order by day) as business_no
from judged
order by day;
