-- One row: how many accesses there are by $today, how many are in use, end within $soon days, expired, are suspended or revoked.
select
    count(*)                                                        as accesses,
    count(if(is_in_use, 1, null))                                   as in_use,
    count(if(is_in_use and days_left <= $soon, 1, null))            as ending_soon,
    count(if(state = 'expired', 1, null))                           as expired,
    count(if(state = 'suspended', 1, null))                         as suspended,
    count(if(state = 'revoked', 1, null))                           as revoked
from derived.access_register($today)
where request_id not in (from derived.hidden_from($reader))
