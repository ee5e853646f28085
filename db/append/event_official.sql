insert into store.event_official (event_id, request_id, name, title)
values ($event_id, $request_id, $name, $title);
