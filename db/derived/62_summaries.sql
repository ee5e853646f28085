-- One row per request of the relation named that has words: its public summary, else how what was asked begins.
create or replace macro derived.summaries(requests) as table
select
    request_id,
    coalesce(
        arg_max(if(part = 'summary', body, null), event_id),
        left(arg_max(if(part = 'verbatim', body, null), event_id), 160)
    ) as summary
from store.request_text
where request_id in (select request_id from query_table(requests)) and part in ('summary', 'verbatim')
group by request_id;
