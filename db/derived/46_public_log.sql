-- One row per request received by a day that counts, in what the city may publish: number, codes, days, desk. No words and no people.
-- Of a code only what the rules list leaves, so that nothing written in its place does.
create or replace macro derived.public_log(as_of) as table (
    with

    listed as (
        select list, code
        from store.choice
    )

    select
        counted.number,
        track.code                                    as track,
        channel.code                                  as channel,
        counted.received_on,
        counted.acknowledged_on,
        counted.due_on,
        counted.determined_on,
        counted.first_released_on,
        counted.closed_on,
        status.status,
        determination.code                            as determination,
        closing.code                                  as closing_outcome,
        reason.reason_code                            as extension_reason,
        desk.name                                     as desk,
        counted.determined_on - counted.received_on   as days_to_determination,
        counted.closed_on - counted.received_on       as days_to_closing,
        if(counted.is_open = 1, as_of::date - counted.received_on, null) as days_open
    from derived.counted(as_of::date) as counted
    left join store.status as status using (status)
    left join listed as track on track.list = 'track' and track.code = counted.track
    left join listed as channel on channel.list = 'channel' and channel.code = counted.channel
    left join listed as determination on determination.list = 'determination' and determination.code = counted.determination
    left join listed as closing on closing.list = 'closing' and closing.code = counted.closing_outcome
    left join store.extension_reason as reason on reason.reason_code = counted.extension_reason
    left join derived.public_desks() as desk on desk.desk_id = counted.desk_id
    where counted.request_id not in (from derived.hidden_from(null))
);
