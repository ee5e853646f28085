"""Records Desk: a log of requests for data and public records that measures itself."""
