-- No row, or one: the web form that holds a key, and the desk that its requests go to, where that is still in use.
select key.key_id, key.name, desk.desk_id
from store.intake_key as key
left join store.desk as desk on desk.desk_id = key.desk_id and desk.is_active
where key_sha256 = $key_sha256
