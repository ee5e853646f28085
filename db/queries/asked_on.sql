-- One row: the day of the question for reasons that an answer of a day is about; without one named, of one in its round not answered yet.
select max(asked.on_date) as asked_on
from derived.disputes($request_id) as asked
where asked.kind = 'rationale_requested'
    and asked.on_date <= $on_date::date
    and case
        when $about_event_id is not null then asked.event_id = $about_event_id
        else coalesce(asked.answer_id = $supersedes, asked.answer_id is null)
            and asked.event_id in (select round.event_id from derived.round_of($request_id, $supersedes, $on_date) as round)
    end
