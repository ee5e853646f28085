-- One row where a sign-in of somebody is over that began at $began_at: they signed out of it, or of a later one.
select sign_in
from store.signed_out
where sign_in = $sign_in and began_until >= $began_at
