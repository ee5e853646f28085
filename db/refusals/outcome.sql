-- Why this outcome may not be chosen.
select '“Fees not paid” needs a fee that was estimated or charged, or a deposit that was asked for, and stayed unpaid: record that first.'
from derived.money_of($request_id, $supersedes)
where $outcome = 'fees_not_paid' and $kind in ('determined', 'closed')
    and balance <= 0 and deposits <= kept and (charged > 0 or estimated_lawful <= kept)
union all
select '“' || choice.label || '” is an outcome of ' || choice.track || ' requests: choose another.'
from store.choice as choice
join store.event_kind as event_kind on event_kind.outcome_list = choice.list
join store.snapshot as snapshot on snapshot.track <> choice.track
where event_kind.kind = $kind and choice.code = $outcome and request_id = $request_id
union all
select '“' || choice.label || '” needs a clarification that was asked for and stayed without an answer: record that first.'
from store.choice as choice
join store.event_kind as event_kind on event_kind.outcome_list = choice.list
where event_kind.kind = $kind and choice.code = $outcome and $outcome = 'abandoned'
    and 'clarification_lapsed' is distinct from (
        select arg_max(kind, (on_date, place_id))
        from derived.round_of($request_id, $supersedes, $on_date)
        where kind in ('clarification_asked', 'clarification_answered', 'clarification_lapsed')
    )
