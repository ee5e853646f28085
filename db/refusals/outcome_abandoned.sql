-- Why it may not be said that no reply came.
select '“' || choice.label || '” needs a clarification that was asked for and stayed without an answer: record that first.'
from store.choice as choice
join store.event_kind as event_kind on event_kind.outcome_list = choice.list
where event_kind.kind = $kind and choice.code = $outcome
    and 'clarification_lapsed' is distinct from (
        select arg_max(kind, (on_date, place_id))
        from derived.round_of($request_id, $supersedes, $on_date)
        where kind in ('clarification_asked', 'clarification_answered', 'clarification_lapsed')
    )
