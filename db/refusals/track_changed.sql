-- Why this request may not change its track.
select 'The request is a ' || if(track = 'data', 'data', 'public records') || ' request already.'
from store.snapshot
where request_id = $request_id and track = $track and $supersedes is null
union all
select 'The access “' || key_reference || '” is still in use, and only a data request can revoke it or take a report of its misuse: revoke it '
    || 'before the request is reopened, or split off the records that are asked for as a request of their own.'
from derived.accesses($request_id, date '9999-12-31')
where kind = 'access_granted' and state <> 'revoked' and coalesce(ends_on >= $on_date, true) and $track <> 'data'
