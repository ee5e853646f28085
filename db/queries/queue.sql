-- One row per request of one page of the queue, most urgent first; total is how many the filters leave.
-- Urgent: what must be determined by its safe day, then what was promised. Words come with the page's rows only.
-- Left out is what $reader may not see. Of calls for records ($due called) the desk is the one that was asked.
with

found as (
    select
        snapshot.*,
        derived.is_not_accepted(is_open, asks_acceptance, accepted_on) as is_not_accepted,
        case
            when determined_on is null and first_determined_on is null then safe_on
            when status in ('determined', 'producing') then promised_on
        end as next_on
    from store.snapshot as snapshot
    left join store.desk as desk on desk.desk_id = snapshot.desk_id
    where case coalesce($status, 'any_open')
            when 'any_open' then is_open = 1
            when 'all' then true
            else status = $status
        end
        and ($desk_id is null or snapshot.desk_id = $desk_id or coalesce($due, 'any') = 'called')
        and ($person_ids is null or list_contains($person_ids, person_id))
        and ($track is null or track = $track)
        and derived.is_due_as(
            coalesce($due, 'any'), is_open, first_determined_on, due_on, safe_on, promised_on, status, last_released_on, waiting_since_on, balance,
            snapshot.desk_id, irregular_events, last_on, stale_days, asks_acceptance, accepted_on, $today::date
        )
        and (
            coalesce($due, 'any') <> 'called'
            or request_id in (
                select request_id
                from derived.open_calls($today)
                where $due = 'called' and ($desk_id is null or called_desk_id = $desk_id)
            )
        )
        and (
            $text is null
            or number ilike '%' || $text || '%'
            or request_id in (
                select request_id
                from store.request_text
                where part in ('summary', 'verbatim') and body ilike '%' || $text || '%'
            )
        )
        and request_id not in (from derived.hidden_from($reader))
),

paged as materialized (
    select
        request_id,
        number,
        track,
        status,
        desk_id,
        person_id,
        received_on,
        due_on,
        safe_on,
        is_open = 1 and first_determined_on is null                      as is_undecided,
        is_open = 1 and first_determined_on is null and due_on < $today  as is_overdue,
        next_on,
        is_not_accepted,
        array_to_string(if(
            is_open = 1,
            derived.reminder_codes(first_determined_on, due_on, safe_on, promised_on, status, last_released_on, waiting_since_on, balance, $today::date),
            []
        ), ' ')                                                          as reminders,
        count(*) over ()                                                 as total
    from found
    order by next_on nulls last, received_on, request_id
    limit $page_size offset $page_size * ($page - 1)
),

called as (
    select
        request_id,
        count(*)                                            as calls_open,
        count(if(answer_due_on < $today::date, 1, null))    as calls_late
    from derived.open_calls($today)
    where request_id in (select request_id from paged)
    group by request_id
),

worded as (
    select
        request_id,
        arg_max(if(part = 'summary', body, null), event_id)             as summary,
        left(arg_max(if(part = 'verbatim', body, null), event_id), 160) as words
    from store.request_text
    where request_id in (select request_id from paged) and part in ('summary', 'verbatim')
    group by request_id
)

select
    paged.request_id,
    paged.number,
    paged.track,
    worded.summary,
    worded.words,
    status.label as status,
    status.glyph,
    desk.name as desk,
    person.name as person,
    paged.person_id,
    paged.received_on,
    paged.due_on,
    paged.safe_on,
    paged.next_on,
    paged.is_undecided,
    paged.is_overdue,
    paged.next_on - $today::date as days_left,
    paged.reminders,
    paged.is_not_accepted,
    coalesce(called.calls_open, 0)  as calls_open,
    coalesce(called.calls_late, 0)  as calls_late,
    paged.total
from paged
join store.status as status on status.status = paged.status
left join store.desk as desk on desk.desk_id = paged.desk_id
left join store.person as person on person.person_id = paged.person_id
left join called on called.request_id = paged.request_id
left join worded on worded.request_id = paged.request_id
order by paged.next_on nulls last, paged.received_on, paged.request_id
