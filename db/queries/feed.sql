-- No row, or one: whose requests a token opens. It opens them as long as its maker works here, and at that desk.
select
    feed.desk_id,
    if(feed.desk_id is null, person.person_id, null) as person_id,
    coalesce(desk.name, person.name) as name
from store.feed
join store.person as person on person.person_id = feed.person_id and person.is_active
left join store.desk as desk on desk.desk_id = feed.desk_id
where token_sha256 = $token_sha256
    and (feed.desk_id is null or desk.is_active and person.desk_id = desk.desk_id)
