-- One row per desk, those in use first.
select
    desk.desk_id, desk.name, desk.is_active, desk.email, desk.head_id, head.name as head,
    coalesce(desk.asks_acceptance, false) as asks_acceptance, coalesce(desk.stale_days, 7) as stale_days
from store.desk as desk
left join store.person as head on head.person_id = desk.head_id
order by desk.is_active desc, desk.name
