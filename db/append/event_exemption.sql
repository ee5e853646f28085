insert into store.event_exemption (event_id, request_id, section)
values ($event_id, $request_id, $section);
