-- The people of a request are taken away; which parts of a contact there were stays, for the figures.
update store.requester
set
    sealed = concat_ws(
        '|', if(name is null, null, 'name'), if(organization is null, null, 'organization'), if(email is null, null, 'email'), if(phone is null, null, 'phone')
    ),
    name = null,
    organization = null,
    email = null,
    phone = null,
    language = null
where request_id = $request_id
