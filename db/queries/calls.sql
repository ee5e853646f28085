-- One row per call for records on one request, in the order they were made, with the mails of the daily digest that told the
-- office of it: those sent to its address on a day from $soon_days before the wanted day on, while the call stood unanswered.
with

own as (
    from store.event
    where request_id = $request_id
),

call as (
    from derived.calls('own', $today)
),

reminded as (
    select call.call_id, count(*) as mails, max(mailing.on_date) as mailed_on
    from call
    join store.snapshot as snapshot on snapshot.request_id = $request_id
    join store.mailing as mailing
        on mailing.recipient = 'desk-' || call.called_desk_id
        and mailing.status = 'sent'
        and mailing.on_date >= call.answer_due_on - $soon_days::integer
        and mailing.tried_at >= call.recorded_at
        and mailing.tried_at <= coalesce(call.answer_recorded_at, timestamp '9999-12-31')
        and mailing.on_date < coalesce(snapshot.closed_on, date '9999-12-31')
    group by call.call_id
)

select
    call.*,
    desk.name                     as office,
    coalesce(reminded.mails, 0)   as mails,
    reminded.mailed_on
from call
join store.desk as desk on desk.desk_id = call.called_desk_id
left join reminded using (call_id)
order by call.asked_on, call.call_id
