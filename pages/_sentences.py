"""What each chart says, in one sentence with its figures: it stands beside the chart, and for it where it is not seen."""

from typing import Any

from records_desk.db.language import counted, msgid, translated
from records_desk.pages._measured import GIVEN, word
from records_desk.pages._words import IMMATURE, TRACKS, day, days, number, opening, share

Row = dict[str, Any]
HALF = {
    "decided": (msgid("Half are decided within {days}, open ones counted"), msgid("Fewer than half are decided so far, open ones counted")),
    "closed": (msgid("Half are closed within {days}, open ones counted"), msgid("Fewer than half are closed so far, open ones counted")),
}
MEDIANS = {
    "calendar": msgid("{measure}: median {first_days} calendar days for requests received in {first} (n {first_n}), {last_days} in {last} (n {last_n}, {last_open} still open)"),
    "working": msgid("{measure}: median {first_days} working days for requests received in {first} (n {first_n}), {last_days} in {last} (n {last_n}, {last_open} still open)"),
}
DETAIL = {
    "none": msgid("{track}, {given} against least: no difference shows by day ten ({difference} points, 95 % interval {low} to {high}, n {n})."),
    "more": msgid("{track}, {given} against least: more were determined by day ten ({difference} points, 95 % interval {low} to {high}, n {n})."),
    "fewer": msgid("{track}, {given} against least: fewer were determined by day ten ({difference} points, 95 % interval {low} to {high}, n {n})."),
}
SUGGESTED = {
    "dataset": msgid(
        "Published datasets stood beside {shown} of {n} requests when they were saved, were taken at once in {used}, and were right in {right} of the {decided} decided since."
    ),
    "request": msgid(
        "Earlier requests stood beside {shown} of {n} requests when they were saved, were taken at once in {used}, and were right in {right} of the {decided} decided since."
    ),
}


def headline(now: Row, before: Row, reached: str) -> list[str]:
    """The three sentences that a council member reads first, each against the year before."""
    is_known = bool(before["n"] or before["n_open"])  # a young log has no year before
    still = counted("{count} request is open", "{count} requests are open", now["n_open"])
    late = counted("{count} request is overdue", "{count} requests are overdue", now["n_overdue"])
    half_then = _half_then(before) if is_known else translated("the log has no figures of a year before")
    return [
        f"{still}; {_then(before['n_open'])}." if is_known else f"{still}.",
        f"{late}; {_then(before['n_overdue'])}." if is_known else f"{late}.",
        f"{_half(now, reached)}; {half_then}.",
    ]


def turnaround(monthly: list[Row]) -> str:
    """First and last month with a figure, and which months are too young to trust."""
    known = [row for row in monthly if row["median_days"] is not None]
    if not known:
        return translated("No request of these months got there.")
    first, last = known[0], known[-1]
    sentence = translated(
        MEDIANS[first["day_type"]],
        measure=opening(word(first["measure"])),
        first_days=number(first["median_days"]),
        first=first["group"],
        first_n=number(first["n"]),
        last_days=number(last["median_days"]),
        last=last["group"],
        last_n=number(last["n"]),
        last_open=number(last["n_open"]),
    )
    young = [row["group"] for row in monthly if row["n_open"] > IMMATURE * row["n"]]
    if not young:
        return f"{sentence}."
    told = translated("more than a tenth is still open in {months}, marked hollow: those figures will rise.", months=_listed(young))
    return f"{sentence}; {told}"


def survival(curve: list[Row]) -> str:
    """When each cohort is half and nine tenths through."""
    told = []
    for name in dict.fromkeys(row["group"] for row in curve):
        rows = [row for row in curve if row["group"] == name]
        half, most = (next((row["days"] for row in rows if row["still_open"] <= level + 1e-12), None) for level in (0.5, 0.1))
        facts = {"half": _reached(half), "most": _reached(most), "n": number(rows[0]["n_at_risk"])}
        told.append(translated("{cohort}: half through after {half}, nine of ten after {most} (n {n})", cohort=word(name), **facts))
    return translated("Open requests counted, with the 95 % band: {cohorts}.", cohorts="; ".join(told))


def response_times_histogram(bins: list[Row]) -> str:
    """How many are in the first bin, and how many beyond."""
    total = sum(row["n"] for row in bins)
    if not total:
        return translated("No request of these was closed.")
    within = next((row["n"] for row in bins if row["working_days"] == "1-20"), 0)
    return counted(
        "Of {count} closed request {within} took up to 20 working days ({share}), {longer} longer.",
        "Of {count} closed requests {within} took up to 20 working days ({share}), {longer} longer.",
        total,
        within=number(within),
        share=share(within / total),
        longer=number(total - within),
    )


def flow(months: list[Row]) -> str:
    """What came, what was closed, and what that did to the pending."""
    received, processed = (sum(row[name] for row in months) for name in ("received", "processed"))
    return translated(
        "{pending} pending at the start of {first}, {received} received, {closed} closed, {left} pending at the end of {last}.",
        pending=number(months[0]["pending_at_start"]),
        first=months[0]["month"],
        received=number(received),
        closed=number(processed),
        left=number(months[-1]["pending_at_end"]),
        last=months[-1]["month"],
    )


def age_pyramid(bands: list[Row]) -> str:
    """How many are open and overdue, and how many are old."""
    still, late = sum(row["n_open"] for row in bands), sum(row["n_overdue"] for row in bands)
    old = sum(row["n_open"] for row in bands if row["age_days"] not in ("0-10", "11-24", "25-60"))
    if not still:
        return translated("0 requests are open.")
    return counted(
        "{count} request is open, {late} of them past the due date; {old} came more than 60 days ago.",
        "{count} requests are open, {late} of them past the due date; {old} came more than 60 days ago.",
        still,
        late=number(late),
        old=number(old),
    )


def time_by_desk(desks: list[Row]) -> str:
    """Where the days lie, and who holds how many now."""
    if not desks:
        return translated("No request was given to a desk.")
    first = desks[0]
    return translated(
        "{share} of all days lay at {desk} (median {median} days a stint); held now: {held}.",
        share=share(first["share_of_days"]),
        desk=word(first["desk"]),
        median=number(first["median_days"]),
        held=", ".join(f"{word(row['desk'])} {number(row['n_open_stints'])}" for row in desks),
    )


def on_time(monthly: list[Row]) -> str:
    """Of how many whose day has come how many were on time."""
    due, made = (sum(row[name] for row in monthly) for name in ("n_due", "n_on_time"))
    young = sum(row["n_open_early"] + row["n_early"] for row in monthly)
    if due:
        determined = counted("{count} was determined by it ({share})", "{count} were determined by it ({share})", made, share=share(made / due))
        told = counted("Of {count} request whose due date has come {determined}", "Of {count} requests whose due date has come {determined}", due, determined=determined)
    else:
        told = translated("The due date of none of these has come yet")
    if not young:
        return f"{told}."
    too_young = counted("{count} request more is too young to count", "{count} requests more are too young to count", young)
    return f"{told}; {too_young}."


def receipts_by_day(rows: list[Row]) -> str:
    """How many came, and the day on which most did."""
    most = max(rows, key=lambda row: row["received"])
    return translated(
        "{received} received, most on {day} ({most}); {closed} on days City Hall was closed.",
        received=number(sum(row["received"] for row in rows)),
        day=day(most["day"]),
        most=number(most["received"]),
        closed=number(sum(row["received"] for row in rows if not row["is_open"])),
    )


def hand_offs(pairs: list[Row]) -> str:
    """How often, and between which two desks most."""
    if not pairs:
        return translated("No request went from one desk to another.")
    first = pairs[0]
    return counted(
        "{count} hand-off; most from {giver} to {taker} ({most}), after {days} at the first (median).",
        "{count} hand-offs; most from {giver} to {taker} ({most}), after {days} at the first (median).",
        sum(row["n"] for row in pairs),
        giver=word(first["from_desk"]),
        taker=word(first["to_desk"]),
        most=number(first["n"]),
        days=days(round(first["median_days_held"])),
    )


def completeness(degrees: list[Row]) -> str:
    """Whether detail at intake goes with an earlier determination, as far as the interval shows."""
    told = [_difference(row) for row in degrees if row["difference"] is not None]
    return " ".join(told) or translated("Each track has but one degree of completeness: there is nothing to compare it with.")


def workload(months: list[Row]) -> str:
    """The busiest and the quietest month beginning, and how long each took."""
    told = [row for row in months if row["km_median_days"] is not None]
    if not told:
        return translated("No month has a median yet.")
    low, high = (choose(told, key=lambda row: row["pending_at_start"]) for choose in (min, max))
    return translated(
        "Half were determined within {few_days} when {few} were pending ({quiet}), within {many_days} when {many} were ({busy}).",
        few_days=days(low["km_median_days"]),
        few=number(low["pending_at_start"]),
        quiet=low["month"],
        many_days=days(high["km_median_days"]),
        many=number(high["pending_at_start"]),
        busy=high["month"],
    )


def suggestions(rows: list[Row]) -> str:
    """Of each kind how often it was shown, taken and right."""
    figures = {"shown": "n_shown", "n": "n", "used": "n_used", "right": "n_right", "decided": "n_decided"}
    return " ".join(translated(SUGGESTED[row["suggested"]], **{name: number(row[figure]) for name, figure in figures.items()}) for row in rows)


def _difference(row: Row) -> str:
    low, high = row["difference_low"], row["difference_high"]
    verdict = "none" if low <= 0 <= high else "more" if low > 0 else "fewer"
    points = {"difference": row["difference"], "low": low, "high": high}
    facts = {name: f"{value * 100:+.1f}" for name, value in points.items()}
    return translated(DETAIL[verdict], track=translated(TRACKS[row["track"]]), given=translated(GIVEN[row["given"]]), n=number(row["n"]), **facts)


def _half(row: Row, reached: str) -> str:
    if not row["n"]:
        return translated("No request was received in this period")
    got_there, fewer = HALF[reached]
    return translated(fewer) if row["km_median_days"] is None else translated(got_there, days=days(row["km_median_days"]))


def _half_then(row: Row) -> str:
    if not row["n"]:
        return translated("a year before none was received")
    if row["km_median_days"] is None:
        return translated("a year before fewer than half were")
    return translated("a year before within {days}", days=days(row["km_median_days"]))


def _then(count: int) -> str:
    return counted("a year before {count} was", "a year before {count} were", count)


def _reached(count: int | None) -> str:
    return translated("a day not reached yet") if count is None else days(count)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else " ".join([", ".join(names[:-1]), translated("and"), names[-1]])
