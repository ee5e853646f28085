-- One row per event of one request, in any order: what a fold needs of it.
select
    event_id, kind, on_date, happened_at, supersedes, in_place_of, irregular, track, channel, complexity, stated_due_on, desk_id, person_id,
    outcome, reason_code, review, extended_to_on, promised_on, amount, readers
from store.event
where request_id = $request_id
