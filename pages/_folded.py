"""The pictures of the turnaround page: which measure each shows, and its columns by their headings."""

from records_desk.db.language import msgid
from records_desk.db._guard import FIRST_DAY, LAST_DAY
from records_desk.pages._figure import Picture

EVER = {"received_from": FIRST_DAY, "received_until": LAST_DAY}  # what is open is of all requests, however old
COLUMNS = {
    "group": msgid("Group"), "n": msgid("Requests"), "n_closed": msgid("Got there"), "n_open": msgid("Not there yet"), "n_ended_otherwise": msgid("Ended otherwise"), "median_days": msgid("Median"), "mean_days": msgid("Mean"),
    "p90_days": msgid("9 of 10 within"), "min_days": msgid("Least"), "max_days": msgid("Most"), "km_median_days": msgid("Half, open counted"),
    "km_p90_days": msgid("9 of 10, open counted"), "on_time_share": msgid("On time"), "on_time_original_share": msgid("By the first date"), "left_out": msgid("Left out"),
}  # fmt: skip
FIGURES = {name: "figure" for name in COLUMNS if name != "group"}
GROUPS = {"desk": msgid("By desk that holds it now"), "track": msgid("By track"), "complexity": msgid("By complexity")}
MONTHLY = Picture("turnaround", msgid("By month received"), "turnaround", COLUMNS, {"by": "month"})
FOLDED = (
    Picture("survival", msgid("How long until a request is through"), "survival", {
        "group": msgid("Cohort"), "days": msgid("Day"), "n_at_risk": msgid("Still on the way"), "n_reached": msgid("Got there"), "n_withdrawn": msgid("Withdrawn"),
        "still_open": msgid("Share still open"), "low": msgid("Low"), "high": msgid("High"), "reached_share": msgid("Got there, withdrawal a way out")}, {"by": "year"}),
    Picture("response_times_histogram", msgid("Distribution of closed requests"), "response_times_histogram", {"working_days": msgid("Working days"), "n": msgid("Closed requests")}),
    Picture("flow", msgid("Received, closed and pending"), "flow", {
        "month": msgid("Month"), "pending_at_start": msgid("Pending at start"), "received": msgid("Received"), "processed": msgid("Closed"), "pending_at_end": msgid("Pending at end")}),
    Picture("age_pyramid", msgid("Age of open requests"), "age_pyramid", {"age_days": msgid("Days since receipt"), "track": msgid("Track"), "n_open": msgid("Open"), "n_overdue": msgid("Overdue")}, EVER),
    Picture("time_by_desk", msgid("Time at each desk"), "time_by_desk", {
        "desk": msgid("Desk"), "n": msgid("Requests"), "n_stints": msgid("Stints"), "n_open_stints": msgid("Of these held now"), "median_days": msgid("Median days"), "mean_days": msgid("Mean days"),
        "closed_days": msgid("Days, ended stints"), "open_days": msgid("Days, open stints"), "share_of_days": msgid("Share of all days")}),
    Picture("hand_offs", msgid("From desk to desk"), "hand_offs", {"from_desk": msgid("From"), "to_desk": msgid("To"), "n": msgid("Hand-offs"), "median_days_held": msgid("Median days held before")}),
    Picture("on_time", msgid("Determined on time"), "on_time", {
        "group": msgid("Month"), "n_due": msgid("Due date has come"), "n_on_time": msgid("On time"), "n_late": msgid("Late"), "n_open_late": msgid("Open and late"),
        "on_time_share": msgid("On time"), "on_time_original_share": msgid("By the first date"), "n_open_early": msgid("Open, not due yet")}, {"by": "month"}),
    Picture("receipts_by_day", msgid("Calendar of receipts"), "receipts_by_day", {"day": msgid("Day"), "received": msgid("Received"), "is_open": msgid("City Hall open")}),
    Picture("completeness", msgid("Does detail speed a request?"), "completeness", {
        "track": msgid("Track"), "given": msgid("Given at intake"), "n": msgid("Requests"), "n_open": msgid("Still open"), "km_median_days": msgid("Half within"), "share_by_day_ten": msgid("By day ten"),
        "low": msgid("Low"), "high": msgid("High"), "difference": msgid("Against least"), "difference_low": msgid("Low"), "difference_high": msgid("High")}),
    Picture("workload", msgid("Workload and pace"), "workload", {
        "month": msgid("Month"), "pending_at_start": msgid("Pending at start"), "received": msgid("Received"), "n_open": msgid("Still open"), "median_days": msgid("Median"), "km_median_days": msgid("Half, open counted")}),
)  # fmt: skip

PRINTED = ("flow", "time_by_desk", "on_time", "age_pyramid")
