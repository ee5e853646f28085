-- No row, or one: whose requests a token opens.
select feed.feed_id, feed.desk_id, feed.person_id, coalesce(desk.name, person.name) as name
from store.feed
left join store.desk as desk on desk.desk_id = feed.desk_id
left join store.person as person on person.person_id = feed.person_id
where token_sha256 = $token_sha256
    and coalesce(desk.is_active, person.is_active)
