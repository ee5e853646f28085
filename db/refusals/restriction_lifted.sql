-- Why this restriction may not be lifted.
select 'This request is not restricted: everybody who works with the desk sees it.'
where not exists (
    from derived.round_of($request_id, $supersedes, $on_date)
    where kind = 'restricted'
) and not exists (from store.snapshot where request_id = $request_id and readers is not null)
