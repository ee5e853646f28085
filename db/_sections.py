"""Which sections of the law an entry may name as exemptions, by the table of the day it is of."""

from datetime import date

from records_desk.db._refused import Refused
from records_desk.db.store import Store


def check_sections(store: Store, sections: tuple[str, ...], on_date: date, as_it_was: bool) -> None:
    """Refuse a section that is not in the table, or that was not in force on the day; what already went out may name an old one."""
    if not sections:
        return
    ever = {row["section"] for row in store.recall("exemptions_offered", from_on=date.min, until_on=date.max)}
    if wrong := set(sections) - ever:
        raise Refused(f"There is no exemption {', '.join(sorted(wrong))} in the table.")
    then = {row["section"] for row in store.recall("exemptions_offered", from_on=on_date, until_on=on_date)}
    if not as_it_was and (wrong := set(sections) - then):
        raise Refused(f"{', '.join(sorted(wrong))} was not in force on {on_date}: choose another exemption, or check the day.")
