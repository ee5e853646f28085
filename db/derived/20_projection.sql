-- One row per request: where it stood at the end of as_of, as far as is known now.
-- Of the relations named by requests and events, those requests that the relation named by scope (request_id, on_date) has
-- with an on_date after touched_after.
-- An entry that another supersedes does not count. Reopening starts a new round. An irregular extension moves no date.
-- Order is (on_date, event_id); within its day a correction keeps the place of the entry it stands for.
-- One window and one aggregate without FILTER, which costs five times as much as if(): an act refreshes its request so.
create or replace macro derived.projection(requests, events, scope, touched_after, as_of) as table
with

entry as not materialized (
    select
        event.*,
        coalesce(event.in_place_of, event.event_id) as place_id,
        event.kind <> 'corrected' and event.event_id not in (
            select later.supersedes from query_table(events) as later where later.supersedes is not null
        ) as stands
    from query_table(events) as event
    where event.request_id in (select request_id from query_table(scope) where on_date > touched_after)
        and event.on_date <= as_of
),

told as not materialized (
    select
        entry.*,
        if(irregular is not distinct from 'undated', null, on_date)              as known_on,
        if(stands, to_status, null)                                              as to_status,
        stands and moves_from = 'received'                                       as is_start,
        stands and to_status is not null and moves_from is null and entry.kind <> 'received' as is_move,
        if(stands and irregular is distinct from 'undated', milestone, null)     as milestone,
        if(stands, coalesce(begins, ''), '')                                     as begins,
        if(stands, coalesce(ends, ''), '')                                       as ends
    from entry
    join store.event_kind as event_kind using (kind)
),

-- A wait begins with a question and ends with its answer, its lapse or the next move of the request.
placed as not materialized (
    select
        *,
        row_number() over by_time as seq,
        sum(is_move::integer) over by_time = sum(is_move::integer) over whole as is_after_move,
        sum((kind = 'reopened' and stands)::integer) over by_time
            = sum((kind = 'reopened' and stands)::integer) over whole as is_this_round,
        coalesce(last_value(
            case
                when begins = 'waiting_on_requester' then true
                when ends = 'waiting_on_requester' or is_move then false
            end ignore nulls
        ) over before, false) as was_waiting,
        coalesce(bool_or(milestone = 'determined') over before, false) as was_determined
    from told
    window
        by_time as (partition by request_id order by on_date, place_id rows between unbounded preceding and current row),
        before  as (partition by request_id order by on_date, place_id rows between unbounded preceding and 1 preceding),
        whole   as (partition by request_id order by on_date, place_id rows between unbounded preceding and unbounded following)
),

gathered as not materialized (
    select
        request_id,
        arg_max(if(stands, track, null), seq)                             as track,
        max(if(kind = 'received' and stands, channel, null))              as channel,
        max(if(kind = 'received' and stands, complexity, null))           as complexity,
        max(if(kind = 'received' and stands, known_on, null))             as received_on,
        max(if(kind = 'received' and stands and irregular is distinct from 'undated', happened_at, null)) as received_at,
        max(if(kind = 'received' and stands, stated_due_on, null))        as stated_due_on,
        coalesce(arg_max(case when not stands then null when kind = 'no_existing_records_asked' then false when kind = 'existing_records_asked' then true end, seq), true) as asks_for_records,
        arg_max(if(stands, desk_id, null), seq)                           as desk_id,
        nullif(arg_max(if(desk_id is not null and stands, coalesce(person_id, 0), null), seq), 0) as person_id,
        arg_max(if(desk_id is not null and stands, coalesce(known_on, date '1900-01-01'), null), seq) as desk_since,
        arg_max(case when not stands then null when kind = 'accepted' then on_date when desk_id is not null then date '1800-01-01' end, seq) as accepted,
        count(if(stands, desk_id, null))                                  as stints,
        arg_max(if(is_move, to_status, null), seq)                        as moved_to,
        max(if(is_start, to_status, null))                                as started_as,
        max(if(begins = 'in_review' and is_after_move and review = 'privacy', seq, 0)) > max(if(ends = 'in_review' and review = 'privacy', seq, 0))
            or max(if(begins = 'in_review' and is_after_move and review = 'security', seq, 0)) > max(if(ends = 'in_review' and review = 'security', seq, 0))
            or max(if(begins = 'in_review' and is_after_move and review = 'legal', seq, 0)) > max(if(ends = 'in_review' and review = 'legal', seq, 0))
            as is_in_review,
        max(if(begins = 'waiting_on_requester' and not was_waiting, seq, null)) as wait_began_seq,
        max(if((ends = 'waiting_on_requester' or is_move) and was_waiting, seq, null)) as wait_ended_seq,
        arg_max(if(begins = 'waiting_on_requester' and not was_waiting, on_date, null), seq) as wait_began_on,
        coalesce(sum(if((ends = 'waiting_on_requester' or is_move) and was_waiting, on_date - date '2000-01-01', null)), 0)
            - coalesce(sum(if(begins = 'waiting_on_requester' and not was_waiting, on_date - date '2000-01-01', null)), 0)
            as waited,
        coalesce(sum(if((ends = 'waiting_on_requester' or is_move) and was_waiting and not was_determined, on_date - date '2000-01-01', null)), 0)
            - coalesce(sum(if(begins = 'waiting_on_requester' and not was_waiting and not was_determined, on_date - date '2000-01-01', null)), 0)
            as waited_undetermined,
        min(if(kind = 'acknowledged' and stands, on_date, null))          as acknowledged_on,
        arg_max(if(kind = 'extended' and stands and irregular is null, extended_to_on, null), seq) as extended_to_on,
        arg_max(if(kind = 'extended' and stands and irregular is null, reason_code, null), seq) as extension_reason,
        min(if(milestone = 'determined', on_date, null))                  as first_determined_on,
        min(if(milestone = 'determined' and is_this_round, on_date, null)) as determined_on,
        arg_max(if(kind = 'determined' and stands and is_this_round, outcome, null), seq) as determination,
        arg_min(if(stands and is_this_round, promised_on, null), seq)     as first_promised_on,
        arg_max(if(stands and is_this_round, promised_on, null), seq)     as promised_on,
        min(if(milestone = 'released' and is_this_round, on_date, null))  as first_released_on,
        max(if(milestone = 'released' and is_this_round, on_date, null))  as last_released_on,
        min(if(milestone = 'closed' and is_this_round, on_date, null))    as closed_on,
        arg_max(if(kind = 'closed' and stands and is_this_round, outcome, null), seq) as closing_outcome,
        1 + count_if(kind = 'reopened' and stands)              as round,
        coalesce(sum(if(kind = 'fee_charged' and stands, amount, null)), 0)::decimal(12, 2)  as charged,
        coalesce(sum(if(kind = 'fee_paid' and stands, amount, null)), 0)::decimal(12, 2)     as paid,
        coalesce(sum(if(kind = 'fee_waived' and stands, amount, null)), 0)::decimal(12, 2)   as waived,
        coalesce(sum(if(kind = 'fee_refunded' and stands, amount, null)), 0)::decimal(12, 2) as refunded,
        count(if(stands, irregular, null))                                as irregular_events,
        arg_max(case when not stands then null when kind = 'hold_set' then on_date when kind = 'hold_lifted' then date '0001-01-01' end, seq) as held_since,
        max(if(kind = 'anonymised' and stands, on_date, null))            as sealed_on,
        nullif(arg_max(case when not stands then null when kind = 'restricted' then readers when kind = 'restriction_lifted' then '' end, seq), '') as readers,
        min(on_date)                                                          as first_on,
        max(on_date)                                                          as last_on,
        count(*)                                                              as events,
        max(event_id)                                                         as last_event_id,
        arg_max(hash, event_id)                                               as hash
    from placed
    group by request_id
),

stated as not materialized (
    select
        *,
        track = 'records' or asks_for_records as has_clock,
        coalesce(wait_began_seq > coalesce(wait_ended_seq, 0), false) as is_waiting,
        case
            when moved_to in ('closed', 'voided') then moved_to
            when coalesce(wait_began_seq > coalesce(wait_ended_seq, 0), false) then 'waiting_on_requester'
            when is_in_review then 'in_review'
            else coalesce(moved_to, started_as, 'received')
        end as status
    from gathered
    where track is not null
),

paused as not materialized (
    select
        *,
        (waited_undetermined + if(is_waiting and first_determined_on is null, wait_began_on - date '2000-01-01', 0))::integer as paused_days
    from stated
)

select
    stated.request_id,
    request.number,
    request.source,
    stated.track,
    stated.status,
    status.is_open::tinyint                      as is_open,
    stated.desk_id,
    stated.person_id,
    stated.channel,
    stated.complexity,
    stated.received_on,
    stated.received_at,
    stated.has_clock,
    stated.clock_from_on,
    stated.due_on,
    stated.original_due_on,
    stated.safe_on,
    stated.extension_cap_on,
    stated.extension_limit_on,
    stated.stated_due_on,
    stated.extended_to_on,
    stated.extension_reason,
    stated.acknowledged_on,
    stated.first_determined_on,
    stated.determined_on,
    stated.determination,
    stated.first_promised_on,
    stated.promised_on,
    stated.first_released_on,
    stated.last_released_on,
    stated.closed_on,
    stated.closing_outcome,
    stated.round::integer                        as round,
    if(is_waiting, wait_began_on, null)          as waiting_since_on,
    (waited + if(is_waiting, wait_began_on - date '2000-01-01', 0))::integer as waiting_days,
    stated.paused_days,
    nullif(stated.desk_since, date '1900-01-01') as desk_since_on,
    nullif(stated.accepted, date '1800-01-01')   as accepted_on,
    greatest(stated.stints - 1, 0)::integer      as hand_offs,
    stated.charged,
    stated.paid,
    stated.waived,
    stated.refunded,
    (stated.charged - stated.waived - stated.paid + stated.refunded)::decimal(12, 2) as balance,
    stated.irregular_events::integer             as irregular_events,
    coalesce(stated.closed_on < stated.received_on or stated.determined_on < stated.received_on, false) as is_negative,
    nullif(stated.held_since, date '0001-01-01') as held_since_on,
    stated.sealed_on,
    stated.readers,
    stated.first_on,
    stated.last_on,
    stated.events::integer                       as events,
    stated.last_event_id,
    stated.hash
from derived.due_dates('paused') as stated
join query_table(requests) as request using (request_id)
join store.status as status on status.status = stated.status;
