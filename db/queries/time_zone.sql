-- One row: the name of the city's time zone.
select derived.zone() as name
