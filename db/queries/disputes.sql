-- One row per appeal, question for reasons and court petition of one request, in order, with how it was answered.
-- opens: whether the answer speaks against the determination, and no reopening followed.
select
    event_id,
    kind,
    answered_by,
    on_date,
    reference,
    answered_on,
    outcome,
    coalesce(outcome, '') in ('partly_reversed', 'reversed', 'partly_granted', 'granted') and not exists (
        from derived.standing_of($request_id, null, date '9999-12-31') as later
        where later.kind = 'reopened' and (later.on_date, later.place_id) > (answered_on, answer_place_id)
    ) as opens
from derived.disputes($request_id)
order by on_date, place_id
