"""What each chart says, in one sentence with its figures: it stands beside the chart, and for it where it is not seen."""

from typing import Any

from records_desk.pages._words import IMMATURE, TRACKS, day, days, number, opening, share

Row = dict[str, Any]


def headline(now: Row, before: Row, reached: str) -> list[str]:
    """The three sentences that a council member reads first, each against the year before."""
    is_known = bool(before["n"] or before["n_open"])  # a young log has no year before
    return [
        f"{_are(now['n_open'])} open{_then(before['n_open'], is_known)}.",
        f"{_are(now['n_overdue'])} overdue{_then(before['n_overdue'], is_known)}.",
        f"{_half(now, reached)}; {f'a year before {_half_then(before)}' if is_known else 'the log has no figures of a year before'}.",
    ]


def turnaround(monthly: list[Row]) -> str:
    """First and last month with a figure, and which months are too young to trust."""
    told = [row for row in monthly if row["median_days"] is not None]
    if not told:
        return "No request of these months got there."
    first, last = told[0], told[-1]
    kind = first["day_type"]
    sentence = (
        f"{opening(first['measure'])}: median {number(first['median_days'])} {kind} days for requests received in {first['group']} (n {first['n']:,}), "
        f"{number(last['median_days'])} in {last['group']} (n {last['n']:,}, {last['n_open']:,} still open)"
    )
    young = [row["group"] for row in monthly if row["n_open"] > IMMATURE * row["n"]]
    return sentence + (f"; more than a tenth is still open in {_listed(young)}, marked hollow: those figures will rise." if young else ".")


def survival(curve: list[Row]) -> str:
    """When each cohort is half and nine tenths through."""
    told = []
    for name in dict.fromkeys(row["group"] for row in curve):
        rows = [row for row in curve if row["group"] == name]
        half, most = (next((row["days"] for row in rows if row["still_open"] <= level + 1e-12), None) for level in (0.5, 0.1))
        told.append(f"{name}: half through after {_reached(half)}, nine of ten after {_reached(most)} (n {rows[0]['n_at_risk']:,})")
    return f"Open requests counted, with the 95 % band: {'; '.join(told)}."


def response_times_histogram(bins: list[Row]) -> str:
    """How many are in the first bin, and how many beyond."""
    total = sum(row["n"] for row in bins)
    if not total:
        return "No request of these was closed."
    within = next((row["n"] for row in bins if row["working_days"] == "1-20"), 0)
    return f"Of {_requests(total, 'closed request')} {within:,} took up to 20 working days ({share(within / total)}), {total - within:,} longer."


def flow(months: list[Row]) -> str:
    """What came, what was closed, and what that did to the pending."""
    received, processed = (sum(row[name] for row in months) for name in ("received", "processed"))
    return (
        f"{months[0]['pending_at_start']:,} pending at the start of {months[0]['month']}, {received:,} received, {processed:,} closed, "
        f"{months[-1]['pending_at_end']:,} pending at the end of {months[-1]['month']}."
    )


def age_pyramid(bands: list[Row]) -> str:
    """How many are open and overdue, and how many are old."""
    still, late = sum(row["n_open"] for row in bands), sum(row["n_overdue"] for row in bands)
    old = sum(row["n_open"] for row in bands if row["age_days"] in ("61-180", "181-365", "over 365"))
    return f"{_are(still)} open{f', {late:,} of them past the due date; {old:,} came more than 60 days ago' if still else ''}."


def time_by_desk(desks: list[Row]) -> str:
    """Where the days lie, and who holds how many now."""
    if not desks:
        return "No request was given to a desk."
    first = desks[0]
    held = ", ".join(f"{row['desk']} {row['n_open_stints']:,}" for row in desks)
    return f"{share(first['share_of_days'])} of all days lay at {first['desk']} (median {number(first['median_days'])} days a stint); held now: {held}."


def on_time(monthly: list[Row]) -> str:
    """Of how many whose day has come how many were on time."""
    due, made = (sum(row[name] for row in monthly) for name in ("n_due", "n_on_time"))
    young = sum(row["n_open_early"] + row["n_early"] for row in monthly)
    rest = f"; {_requests(young)} more {'is' if young == 1 else 'are'} too young to count" if young else ""
    if not due:
        return f"The due date of none of these has come yet{rest}."
    return f"Of {_requests(due)} whose due date has come {made:,} {'was' if made == 1 else 'were'} determined by it ({share(made / due)}){rest}."


def receipts_by_day(rows: list[Row]) -> str:
    """How many came, and the day on which most did."""
    most = max(rows, key=lambda row: row["received"])
    closed = sum(row["received"] for row in rows if not row["is_open"])
    return f"{sum(row['received'] for row in rows):,} received, most on {day(most['day'])} ({most['received']:,}); {closed:,} on days City Hall was closed."


def hand_offs(pairs: list[Row]) -> str:
    """How often, and between which two desks most."""
    if not pairs:
        return "No request went from one desk to another."
    first = pairs[0]
    held = days(round(first["median_days_held"]))
    return f"{_requests(sum(row['n'] for row in pairs), 'hand-off')}; most from {first['from_desk']} to {first['to_desk']} ({first['n']:,}), after {held} at the first (median)."


def completeness(degrees: list[Row]) -> str:
    """Whether detail at intake goes with an earlier determination, as far as the interval shows."""
    told = [_difference(row) for row in degrees if row["difference"] is not None]
    return " ".join(told) or "Each track has but one degree of completeness: there is nothing to compare it with."


def workload(months: list[Row]) -> str:
    """The busiest and the quietest month beginning, and how long each took."""
    told = [row for row in months if row["km_median_days"] is not None]
    if not told:
        return "No month has a median yet."
    low, high = (choose(told, key=lambda row: row["pending_at_start"]) for choose in (min, max))
    return (
        f"Half were determined within {days(low['km_median_days'])} when {low['pending_at_start']:,} were pending ({low['month']}), "
        f"within {days(high['km_median_days'])} when {high['pending_at_start']:,} were ({high['month']})."
    )


def _difference(row: Row) -> str:
    low, high = row["difference_low"], row["difference_high"]
    verdict = "no difference shows" if low <= 0 <= high else "more were determined" if low > 0 else "fewer were determined"
    points = f"{row['difference'] * 100:+.1f} points, 95 % interval {low * 100:+.1f} to {high * 100:+.1f}"
    return f"{TRACKS[row['track']]}, {row['given']} of the detail given against least: {verdict} by day ten ({points}, n {row['n']:,})."


def _half(row: Row, reached: str) -> str:
    if not row["n"]:
        return "No request was received in this period"
    if row["km_median_days"] is None:
        return f"Fewer than half are {reached} so far, open ones counted"
    return f"Half are {reached} within {days(row['km_median_days'])}, open ones counted"


def _half_then(row: Row) -> str:
    if not row["n"]:
        return "none was received"
    return "fewer than half were" if row["km_median_days"] is None else f"within {days(row['km_median_days'])}"


def _requests(count: int, what: str = "request") -> str:
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"


def _are(count: int) -> str:
    return f"{_requests(count)} {'is' if count == 1 else 'are'}"


def _were(count: int) -> str:
    return "1 was" if count == 1 else f"{count:,} were"


def _then(count: int, is_known: bool) -> str:
    return f"; a year before {_were(count)}" if is_known else ""


def _reached(count: int | None) -> str:
    return "a day not reached yet" if count is None else days(count)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def suggestions(rows: list[Row]) -> str:
    """Of each kind how often it was shown, taken and right."""
    names = {"dataset": "Published datasets", "request": "Earlier requests"}
    told = [
        f"{names[row['suggested']]} stood beside {row['n_shown']:,} of {row['n']:,} requests when they were saved, were taken at once in "
        f"{row['n_used']:,}, and were right in {row['n_right']:,} of the {row['n_decided']:,} decided since."
        for row in rows
    ]
    return " ".join(told)
