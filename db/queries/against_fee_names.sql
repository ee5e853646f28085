-- One row per name among $names, and kind of fee it is called by that may not be charged: a sentence.
from derived.against_fee_names($names)
