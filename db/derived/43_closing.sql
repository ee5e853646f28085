-- With which outcome a round may be closed, and what speaks against giving out what was not told of.

-- One row: what was determined and given in the round of an entry of a day. determination: the one that a closing must fit. What was
-- granted stays granted whatever is determined later, and what is denied after a grant leaves it partly granted; else the last counts.
-- becomes: the outcome that a determination, of_determination, is to be given.
create or replace macro derived.done_in_round(of_request, without, day, of_determination, becomes) as table
with

told as materialized (
    select * replace (if(event_id = of_determination, becomes, outcome) as outcome)
    from derived.round_of(of_request, without, day)
),

done as (
    select
        count(*) filter (kind = 'determined') > 0                                                                   as is_determined,
        arg_max(outcome, (on_date, place_id)) filter (kind = 'determined')                                          as last_outcome,
        arg_max(outcome, (on_date, place_id)) filter (kind = 'determined' and outcome in ('granted', 'partly_granted')) as granted,
        max((on_date, place_id)) filter (kind = 'determined' and outcome = 'granted')                               as granted_place,
        max((on_date, place_id)) filter (kind = 'determined' and outcome = 'denied')                                as denied_place,
        coalesce(bool_or(kind = 'determined' and outcome in ('denied', 'partly_granted')), false)                   as was_denied,
        coalesce(bool_or(kind in ('released', 'access_granted', 'dataset_published')), false)                       as was_given,
        coalesce(bool_or(kind = 'access_granted'), false)                                                           as has_access,
        coalesce(bool_or(kind = 'dataset_published'), false)                                                        as is_published,
        coalesce(bool_or(promised_on is not null), false)                                                           as is_promised
    from told
)

select
    done.*,
    granted is not null and not was_given as is_owed,
    case
        when not is_determined then 'undetermined'
        when granted = 'granted' and denied_place > granted_place then 'partly_granted'
        else coalesce(granted, last_outcome)
    end as determination
from done;

-- No row, or one per review that ended with redactions in the round of an entry of a day: what they ask of a determination in full.
create or replace macro derived.against_disclosing_in_full(of_request, without, day) as table
select 'The ' || lower(choice.label) || ' review ended “Cleared with redactions” on ' || max(told.on_date) || ': what is redacted is withheld. '
    || 'Record the determination “Partly granted”, with section and official (Gov. Code 7922.525(b), 7922.540).' as sentence
from derived.round_of(of_request, without, day) as told
join store.choice as choice on choice.list = 'review' and choice.code = told.review
where kind in ('review_opened', 'review_cleared')
group by choice.label
having arg_max(coalesce(told.outcome, ''), (told.on_date, place_id)) = 'cleared_with_redactions';

-- One row per reason why nothing may be given on a day under the determination of that day: a disclosure that was not told with its
-- date, or one in full of what was redacted.
create or replace macro derived.against_giving(of_request, without, day) as table
with

done as (
    from derived.done_in_round(of_request, without, day, null, null)
)

select 'No estimated date of availability was told to the requester: record the determination “Granted” or “Partly granted” with its date first '
    || '(Gov. Code 7922.535(a)).' as sentence
from done
where last_outcome in ('already_published', 'other') and not is_promised
union all
select sentence
from derived.against_disclosing_in_full(of_request, without, day)
where exists (from done where last_outcome = 'granted');

-- One row per reason why a closing of a day (or one in place of another, without) may not have an outcome: a sentence; none without
-- a closing. becomes: the
-- outcome that a determination, of_determination, is to be given.
create or replace macro derived.against_closing(of_request, without, day, closing, of_determination, becomes) as table
with

done as materialized (
    from derived.done_in_round(of_request, without, day, of_determination, becomes)
),

fit as (
    select closing_fit.*
    from store.closing_fit as closing_fit
    join done using (determination)
    where closed_as = closing
),

fitting as (
    select string_agg('“' || choice.label || '”', ', ' order by needs_giving desc, place) as labels
    from store.closing_fit as closing_fit
    join done using (determination)
    join store.choice as choice on choice.list = 'closing' and choice.code = closed_as
    join store.snapshot as snapshot on snapshot.request_id = of_request and (choice.track is null or choice.track = snapshot.track)
)

select 'Record the determination first: the requester must be told it (Gov. Code 7922.535(a)).' as sentence
from done
where closing is not null and not is_determined and not exists (from fit)
union all
select 'Nothing was withheld by a determination: record that first, with section, reason and official (Gov. Code 7922.540).'
from done
where closing in ('denied', 'partly_granted') and is_determined and not was_denied
union all
select 'Nothing was given yet: record the release first, or the access (Gov. Code 7922.530(a)).'
from done
where not was_given
    and (is_owed or is_determined)
    and closing in (select closed_as from store.closing_fit where needs_giving)
union all
select 'No access was granted yet: record that first.'
from done
where closing = 'access_granted' and not has_access
union all
select 'No dataset was published yet: record that first.'
from done
where closing = 'dataset_published' and not is_published
union all
select 'It was determined “' || choice.label || '”: close it as one of ' || fitting.labels || ', or '
    || if(
        done.granted is null,
        'record another determination first.',
        'correct that determination if it was wrong. A later one does not undo what was granted.'
    )
from done
join store.choice as choice on choice.list = 'determination' and choice.code = done.determination
cross join fitting
where closing is not null and is_determined and not exists (from fit)
union all
select sentence
from derived.against_disclosing_in_full(of_request, without, day)
where closing = 'granted';
