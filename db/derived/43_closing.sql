-- With which outcome a round may be closed, and what speaks against giving out what was not told of.

-- One row: what was determined and given in the round of an entry of a day. determination: the one that a closing must fit. What was
-- granted stays granted whatever is determined later, and what is denied after a grant leaves it partly granted; else the last counts.
create or replace macro derived.done_in_round(of_request, without, day) as table
with

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
        coalesce(bool_or(kind = 'dataset_published'), false)                                                        as is_published
    from derived.round_of(of_request, without, day)
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

-- One row per reason why something of an entry of a day (or one in place of another, without) may not be given or told under the
-- determination of that day: a disclosure that was not told with its date, or one in full (outcome, else as determined) of what a
-- review redacted.
create or replace macro derived.against_giving(of_request, without, day, as_outcome) as table
with

told as materialized (
    from derived.round_of(of_request, without, day)
),

done as (
    select
        coalesce(any_value(as_outcome), arg_max(outcome, (on_date, place_id)) filter (kind = 'determined')) as outcome,
        coalesce(bool_or(promised_on is not null), false)                                         as is_promised
    from told
),

reviewed as (
    select
        review,
        max(on_date)                                        as on_date,
        arg_max(coalesce(outcome, ''), (on_date, place_id)) as result
    from told
    where kind in ('review_opened', 'review_cleared')
    group by review
)

select 'No estimated date of availability was told to the requester: record the determination “Granted” or “Partly granted” with its date first '
    || '(Gov. Code 7922.535(a)).' as sentence
from done
where outcome in ('already_published', 'other') and not is_promised
union all
select 'The ' || lower(choice.label) || ' review ended “Cleared with redactions” on ' || reviewed.on_date || ': what is redacted is withheld. '
    || 'Record the determination “Partly granted”, with section and official (Gov. Code 7922.525(b), 7922.540).'
from done
cross join reviewed
join store.choice as choice on choice.list = 'review' and choice.code = review
where done.outcome = 'granted' and result = 'cleared_with_redactions';
