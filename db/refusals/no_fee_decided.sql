-- Why it may not be decided that no fee applies.
select sentence
from derived.against_no_fee($request_id, $supersedes)
