-- One row per reason against asking an office for records.
select 'The answer is wanted by ' || $answer_due_on || ', before the day of the call (' || $on_date || '): check the dates.' as sentence
where $answer_due_on::date < $on_date::date
union all
select 'The request is with ' || desk.name || ' itself: ask another office, or nobody.' as sentence
from store.snapshot as snapshot
join store.desk as desk using (desk_id)
where request_id = $request_id
    and $supersedes is null
    and snapshot.desk_id = $called_desk_id
    and desk_since_on <= $on_date::date
