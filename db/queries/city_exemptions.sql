-- One row per decision of the city about a section, by the day it holds from.
from store.city_exemption
order by effective_from, section
