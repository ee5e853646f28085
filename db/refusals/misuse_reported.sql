-- Why this misuse may not be reported so.
select 'Name the delivery or the key that was misused: a report is about an access, never about somebody''s requests.'
where $about_event_id is null and $key_reference is null and $supersedes is null
