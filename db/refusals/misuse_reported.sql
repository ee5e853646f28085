-- Why this misuse may not be reported so.
select 'Name the delivery or the key that was misused: a report is about an access, never about somebody''s requests.'
where $about_event_id is null and $key_reference is null and $supersedes is null
union all
select 'No access with this key reference was granted here: choose one that was, by the name it was given.'
where $about_event_id is null and $supersedes is null
    and lower($key_reference) not in (
        select lower(key_reference) from derived.accesses($request_id, date '9999-12-31') where key_reference is not null
    )
