-- One row per calendar that may be subscribed to.
select feed_id, coalesce(desk.name, person.name) as name, feed.made_at, feed.made_by
from store.feed
left join store.desk as desk on desk.desk_id = feed.desk_id
left join store.person as person on person.person_id = feed.person_id
order by made_at
