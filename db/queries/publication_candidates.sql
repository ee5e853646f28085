-- One row per thing asked for by $least requests or more since $since_on and published nowhere, most asked first; at most $most.
-- Requests ask for the same thing where one was linked as a duplicate of the other, or their summaries, or without one their
-- words, are the same but for order, endings, numbers and common words.
with

standing as (
    select event_id, request_id
    from store.event
    where kind = 'received'
        and event_id not in (select supersedes from store.event where supersedes is not null)
),

counted as (
    from store.snapshot
    where received_on >= $since_on and status <> 'voided' and request_id not in (from derived.hidden_from(null))
),

texts as (
    select
        text.request_id as id,
        left(coalesce(max(if(part = 'summary', body, null)), max(if(part = 'verbatim', body, null))), 600) as body
    from store.request_text as text
    join standing using (event_id, request_id)
    where text.request_id in (select request_id from counted) and part in ('summary', 'verbatim') and body is not null
    group by text.request_id
),

topics as (
    select id as request_id, string_agg(word, ' ' order by word) as topic
    from derived.words_in('texts')
    where not regexp_full_match(word, '[0-9]+')
    group by id
),

linked as (
    select request_id, max(related_request_id) as related_request_id
    from store.event
    where kind = 'linked' and outcome = 'duplicate'
        and event_id not in (select supersedes from store.event where supersedes is not null)
    group by request_id
),

placed as (
    select counted.*, coalesce(original.topic, own.topic) as topic
    from counted
    left join topics as own on own.request_id = counted.request_id
    left join linked on linked.request_id = counted.request_id
    left join topics as original on original.request_id = linked.related_request_id
),

asked as (
    select
        topic,
        count(*)                                        as n,
        count(if(is_open = 1, 1, null))                 as n_open,
        max(received_on)                                as last_asked_on,
        arg_max(request_id, request_id)                 as latest_request_id,
        string_agg(number, ', ' order by request_id desc) as numbers
    from placed
    where topic is not null
    group by topic
    having count(*) >= $least
        and not bool_or(coalesce(determination = 'already_published' or closing_outcome in ('already_published', 'dataset_published'), false))
)

select asked.* exclude (topic), texts.body as words
from asked
join texts on texts.id = latest_request_id
order by n desc, last_asked_on desc, latest_request_id
limit $most
