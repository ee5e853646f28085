-- Every status that an event kind names must be in the table of statuses.
select kind, named
from (
    select kind, unnest(string_split(concat_ws('|', allowed_from, to_status, moves_from, begins, ends), '|')) as named
    from store.event_kind
)
where named <> '' and named not in (select status from store.status)
