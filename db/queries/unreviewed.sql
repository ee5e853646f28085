-- One row per review that speaks against giving anything out of one request by $as_of: a sentence.
select sentence
from derived.unreviewed($request_id, null, $as_of)
