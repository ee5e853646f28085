-- Who signed out: their sign-ins that began until then are over, in every tab and browser that still has one.
create table store.signed_out (
    sign_in      varchar primary key,
    began_until  timestamp not null
);
