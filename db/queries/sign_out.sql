-- Keep until when the sign-ins of somebody are over; a later sign-out stands.
insert into store.signed_out values ($sign_in, $began_until)
on conflict do update set began_until = greatest(began_until, excluded.began_until)
