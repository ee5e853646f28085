-- Why this legal hold may not be lifted.
with

passed as (
    from derived.passed_over($request_id, ['hold_set', 'hold_lifted'], $on_date, $supersedes)
    limit 1
)

select 'No legal hold stands on this request.'
from store.snapshot
where request_id = $request_id
    and held_since_on is null
    and $supersedes is null
union all
select
    'A legal hold was ' || if(passed.kind = 'hold_set', 'set', 'lifted') || ' on ' || passed.on_date || ': '
        || if(
            $supersedes is null,
            'one lifted before that day would have no effect. Give that day or a later one, or strike out that entry first.',
            'on ' || $on_date::date || ' this entry would change places with it. Strike out the one that is wrong, and record it again.'
        )
from passed
join store.snapshot as snapshot on snapshot.request_id = $request_id
where $supersedes is not null or snapshot.held_since_on is not null
