-- The links at one step of every chain that has it, each over where its chain stands; then the chains stand there.
insert into bulk_linked
select
    event.event_id,
    event.request_id,
    event.step,
    derived.link(head.hash, event.event_text)
from bulk_event as event
join bulk_head as head using (request_id)
where event.step = $step;

create or replace temp table bulk_head as
select
    head.request_id,
    coalesce(linked.hash, head.hash) as hash
from bulk_head as head
left join bulk_linked as linked on linked.request_id = head.request_id and linked.step = $step;
