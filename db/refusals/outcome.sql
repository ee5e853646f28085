-- Why this outcome may not be chosen.
select '“' || choice.label || '” is an outcome of ' || choice.track || ' requests: choose another.'
from store.choice as choice
join store.event_kind as event_kind on event_kind.outcome_list = choice.list
join store.snapshot as snapshot on snapshot.track <> choice.track
where event_kind.kind = $kind and choice.code = $outcome and request_id = $request_id
