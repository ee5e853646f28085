-- One row: what the letter of an act may say about its request, and the words for the codes of the act's entry.
select
    (select value from store.setting where setting.name = 'city') as city,
    snapshot.number,
    snapshot.received_on,
    snapshot.due_on,
    requester.name,
    requester.organization,
    desk.name as desk,
    (
        select label || ' (' || citation || ')'
        from store.extension_reason
        where reason_code = $reason_code
    ) as circumstance,
    (
        select choice.label
        from store.choice as choice
        join store.event_kind as event_kind on event_kind.outcome_list = choice.list
        where event_kind.kind = $kind and choice.code = $outcome
    ) as outcome_label,
    (select label from store.choice as choice where choice.list = 'payment_method' and code = $method) as method,
    (select label from store.choice as choice where choice.list = 'delivery' and code = $delivery)     as delivery,
    (select label from store.choice as choice where choice.list = 'refresh' and code = $refresh)       as refresh,
    (select other.number from store.request as other where other.request_id = $related_request_id)     as related,
    1 + (
        select count(*)
        from store.event as event
        where event.request_id = $request_id
            and event.kind = 'released'
            and ($in_place_of is null or coalesce(event.in_place_of, event.event_id) < $in_place_of)
            and event.event_id not in (
                select later.supersedes from store.event as later where later.request_id = $request_id and later.supersedes is not null
            )
    ) as installment
from store.snapshot as snapshot
left join store.desk as desk using (desk_id)
left join store.requester as requester
    on requester.request_id = snapshot.request_id
    and requester.event_id = (
        select max(event_id) from store.event as latest where latest.request_id = snapshot.request_id and latest.kind = 'received'
    )
where snapshot.request_id = $request_id
