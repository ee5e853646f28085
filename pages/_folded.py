"""The pictures of the turnaround page: which measure each shows, and its columns by their headings."""

from records_desk.db.measure import FIRST_DAY, LAST_DAY
from records_desk.pages._figure import Picture

EVER = {"received_from": FIRST_DAY, "received_until": LAST_DAY}  # what is open is of all requests, however old
COLUMNS = {
    "group": "Group", "n": "Requests", "n_closed": "Got there", "n_open": "Not there yet", "n_ended_otherwise": "Ended otherwise", "median_days": "Median", "mean_days": "Mean",
    "p90_days": "9 of 10 within", "min_days": "Least", "max_days": "Most", "km_median_days": "Half, open counted",
    "km_p90_days": "9 of 10, open counted", "on_time_share": "On time", "on_time_original_share": "By the first date", "left_out": "Left out",
}  # fmt: skip
FIGURES = {name: "figure" for name in COLUMNS if name != "group"}
GROUPS = {"desk": "By desk that holds it now", "track": "By track", "complexity": "By complexity"}
MONTHLY = Picture("turnaround", "By month received", "turnaround", COLUMNS, {"by": "month"})
FOLDED = (
    Picture("survival", "How long until a request is through", "survival", {
        "group": "Cohort", "days": "Day", "n_at_risk": "Still on the way", "n_reached": "Got there", "n_withdrawn": "Withdrawn",
        "still_open": "Share still open", "low": "Low", "high": "High", "reached_share": "Got there, withdrawal a way out"}, {"by": "year"}),
    Picture("response_times_histogram", "Distribution of closed requests", "response_times_histogram", {"working_days": "Working days", "n": "Closed requests"}),
    Picture("flow", "Received, closed and pending", "flow", {
        "month": "Month", "pending_at_start": "Pending at start", "received": "Received", "processed": "Closed", "pending_at_end": "Pending at end"}),
    Picture("age_pyramid", "Age of open requests", "age_pyramid", {"age_days": "Days since receipt", "track": "Track", "n_open": "Open", "n_overdue": "Overdue"}, EVER),
    Picture("time_by_desk", "Time at each desk", "time_by_desk", {
        "desk": "Desk", "n": "Requests", "n_stints": "Stints", "n_open_stints": "Of these held now", "median_days": "Median days", "mean_days": "Mean days",
        "closed_days": "Days, ended stints", "open_days": "Days, open stints", "share_of_days": "Share of all days"}),
    Picture("hand_offs", "From desk to desk", "hand_offs", {"from_desk": "From", "to_desk": "To", "n": "Hand-offs", "median_days_held": "Median days held before"}),
    Picture("on_time", "Determined on time", "on_time", {
        "group": "Month", "n_due": "Due date has come", "n_on_time": "On time", "n_late": "Late", "n_open_late": "Open and late",
        "on_time_share": "On time", "on_time_original_share": "By the first date", "n_open_early": "Open, not due yet"}, {"by": "month"}),
    Picture("receipts_by_day", "Calendar of receipts", "receipts_by_day", {"day": "Day", "received": "Received", "is_open": "City Hall open"}),
    Picture("completeness", "Does detail speed a request?", "completeness", {
        "track": "Track", "given": "Given at intake", "n": "Requests", "n_open": "Still open", "km_median_days": "Half within", "share_by_day_ten": "By day ten",
        "low": "Low", "high": "High", "difference": "Against least", "difference_low": "Low", "difference_high": "High"}),
    Picture("workload", "Workload and pace", "workload", {
        "month": "Month", "pending_at_start": "Pending at start", "received": "Received", "n_open": "Still open", "median_days": "Median", "km_median_days": "Half, open counted"}),
)  # fmt: skip

PRINTED = ("flow", "time_by_desk", "on_time", "age_pyramid")
