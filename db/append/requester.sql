insert into store.requester (event_id, request_id, name, organization, email, phone, sha256)
values ($event_id, $request_id, $name, $organization, $email, $phone, $sha256);
