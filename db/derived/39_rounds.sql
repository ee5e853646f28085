-- One row per entry of one request that stands, of the round that ran when an entry of a day comes to be made, and before that: a new
-- entry comes last on its day, one in place of another (without) keeps that one's place.
create or replace macro derived.round_of(of_request, without, day) as table
with

place as (
    select coalesce(max(coalesce(in_place_of, event_id)), 9223372036854775807) as place_id
    from store.event
    where request_id = of_request and event_id = without
),

told as materialized (
    select *
    from derived.standing_of(of_request, without, day::date)
    where (on_date, place_id) < (day::date, (select place_id from place))
),

reopened as (
    select max((on_date, place_id)) as place
    from told
    where kind = 'reopened'
)

select told.*
from told, reopened
where place is null or (told.on_date, told.place_id) >= place;

-- One row, or none: the entry that closed the round of an entry that another one of a day is to stand in place of (without).
create or replace macro derived.closing_of(of_request, without, day) as table
with

later as (
    select kind, event_id, on_date, outcome, irregular
    from derived.standing_of(of_request, without, date '9999-12-31')
    where kind in ('closed', 'reopened')
        and (on_date, place_id) > (
            day::date,
            (select coalesce(in_place_of, event_id) from store.event where request_id = of_request and event_id = without)
        )
    order by on_date, place_id
    limit 1
)

from later
where kind = 'closed';

-- One row per reason why a closing of a day (or one in place of another, without) may not have an outcome: a sentence. becomes: the
-- outcome that a determination, of_determination, is to be given.
create or replace macro derived.against_closing(of_request, without, day, closing, of_determination, becomes) as table
with

told as (
    select * replace (if(event_id = of_determination, becomes, outcome) as outcome)
    from derived.round_of(of_request, without, day)
),

done as (
    select
        coalesce(bool_or(kind = 'determined' and outcome in ('denied', 'partly_granted')), false) as was_denied,
        coalesce(arg_max(outcome, (on_date, place_id)) filter (kind = 'determined') = 'partly_granted', false) as is_partly_granted,
        coalesce(bool_or(kind in ('released', 'access_granted', 'dataset_published')), false)     as was_given,
        coalesce(bool_or(kind = 'access_granted'), false)                                         as has_access,
        coalesce(bool_or(kind = 'dataset_published'), false)                                      as is_published
    from told
)

select 'Nothing was withheld by a determination: record that first, with section, reason and official (Gov. Code 7922.540).' as sentence
from done
where closing in ('denied', 'partly_granted') and not was_denied
union all
select 'Nothing was given yet: record the release first, or the access (Gov. Code 7922.530(a)).'
from done
where not was_given
    and (closing in ('granted', 'partly_granted')
        or (is_partly_granted and closing not in ('withdrawn', 'duplicate', 'abandoned', 'fees_not_paid', 'opened_in_error')))
union all
select 'No access was granted yet: record that first.'
from done
where closing = 'access_granted' and not has_access
union all
select 'No dataset was published yet: record that first.'
from done
where closing = 'dataset_published' and not is_published;

-- One row, or none: why a request may not be reopened on a day, told as a sentence.
create or replace macro derived.against_reopening(of_request, without, day) as table
select 'Nothing was decided against the determination, and the request is not closed: record a new determination, or close it first.' as sentence
where not exists (
    from derived.round_of(of_request, without, day)
    where kind in (select kind from store.event_kind where milestone = 'closed')
        or kind = 'determined' and outcome = 'already_published'
        or kind = 'appeal_decided' and outcome in ('partly_reversed', 'reversed')
        or kind = 'petition_decided' and outcome in ('partly_granted', 'granted')
);
