-- What every figure is made of: which requests count, how long each took from one end point to another, and what follows.

-- One row per request received in a window that counts in figures as of a day. null chooses all.
-- outcome: the last word on it. Withdrawn: the requester took it back, or never answered. What only events tell is null here.
create or replace macro derived.measured(
    day, received_from, received_until, of_desk, of_track, of_complexity, of_channel, of_outcome
) as table
select *
from (
    select
        *,
        coalesce(closing_outcome, determination, if(is_open = 1, 'undecided', 'not stated'))                   as outcome,
        coalesce(determination in ('withdrawn', 'abandoned') or closing_outcome in ('withdrawn', 'abandoned'), false) as is_withdrawn,
        coalesce(determination = 'duplicate' or closing_outcome = 'duplicate', false)                          as is_duplicate,
        null::date as feasible_on,
        null::date as served_on
    from derived.counted(day::date)
    where received_on between received_from::date and received_until::date
        and (of_desk is null or desk_id = of_desk)
        and (of_track is null or track = of_track)
        and (of_complexity is null or complexity = of_complexity)
        and (of_channel is null or channel = of_channel)
)
where of_outcome is null or outcome = of_outcome;

-- One row per request of a relation, with the group it falls in: a number, or a name where there is none.
create or replace macro derived.grouped(relation, by_column) as table
select
    *,
    case by_column
        when 'month' then year(received_on) * 100 + month(received_on)
        when 'year' then year(received_on)
        when 'desk' then coalesce(desk_id, 0)
        when 'public_desk' then coalesce(desk_id, 0)
        else 0
    end as group_no,
    case by_column
        when 'track' then track
        when 'complexity' then coalesce(complexity, 'not stated')
        when 'channel' then coalesce(channel, 'not stated')
        when 'outcome' then outcome
        else 'all'
    end as group_name
from query_table(relation);

-- The same rows with the group's name alone, for a relation that grouped made small.
create or replace macro derived.named(tallied, by_column) as table
select
    case by_column
        when 'month' then group_no // 100 || '-' || lpad((group_no % 100)::varchar, 2, '0')
        when 'year' then group_no::varchar
        when 'desk' then coalesce(desk.name, 'No desk')
        when 'public_desk' then coalesce(public.name, 'No desk')
        else group_name
    end as "group",
    tallied.* exclude (group_no, group_name)
from query_table(tallied) as tallied
left join store.desk as desk on desk.desk_id = tallied.group_no and by_column = 'desk'
left join derived.public_desks() as public on public.desk_id = tallied.group_no and by_column = 'public_desk';

-- One row per group and way a request took from one end point to another: days, how it ended, and how many did so. Everything
-- after this works on these few rows. ended: reached, withdrawn, closed (without reaching it), open, negative (an impossible
-- order), undated (closed on an unknown day). What is not reached is known up to its closing or the day it is looked from.
-- day_type: calendar, working (both ends counted), after (working days after the first one: the next is day 1), or net
-- (calendar days less those waited on the requester).
create or replace macro derived.spans(relation, day, by_column, from_point, to_point, day_type) as table
with

pointed as (
    select
        *,
        case from_point when 'receipt' then received_on when 'determination' then determined_on end as began_on,
        case to_point
            when 'acknowledgement' then acknowledged_on
            when 'determination' then determined_on
            when 'first_release' then first_released_on
            when 'last_release' then last_released_on
            when 'closing' then closed_on
            when 'feasibility' then feasible_on
            when 'service' then served_on
        end as reached_on
    from derived.grouped(relation, by_column)
),

dated as (
    select
        *,
        coalesce(reached_on, if(closed_on is null, day::date, greatest(closed_on, began_on))) as ended_on
    from pointed
    where began_on is not null
),

tallied as (
    select
        group_no,
        group_name,
        case day_type
            when 'working' then derived.working_days(first_day, last_day)
            when 'after' then last_day.business_no - first_day.business_no
            when 'net' then greatest(ended_on - began_on - waiting_days - coalesce(ended_on - least(waiting_since_on, ended_on), 0), 0)
            else ended_on - began_on
        end as days,
        case
            when is_negative or reached_on < began_on then 'negative'
            when is_undated then 'undated'
            when reached_on is not null and not is_withdrawn then 'reached'
            when is_withdrawn and (reached_on is not null or closed_on is not null) then 'withdrawn'
            when closed_on is not null then 'closed'
            else 'open'
        end as ended,
        is_duplicate,
        reached_on is not null as is_reached,
        count(*) as requests
    from dated
    left join store.calendar as first_day on first_day.day = if(day_type in ('working', 'after'), began_on, null)
    left join store.calendar as last_day on last_day.day = if(day_type in ('working', 'after'), ended_on, null)
    group by all
)

from derived.named('tallied', by_column);
