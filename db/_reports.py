"""What each ready report is, as data: its sections, the measure each shows, and the headings of the measures' columns.

Knows no store: db/report.py fills the sections in.
"""

from dataclasses import dataclass

from records_desk.db.language import msgid

BY_HEADINGS = {"track": "Track", "desk": "Desk", "complexity": "Complexity", "channel": "Channel"}
DAYS = {"median_days": "Median days", "mean_days": "Mean days"}

HEADINGS: dict[str, dict[str, str]] = {
    "age_pyramid": {"age_days": "Age in days", "track": "Track", "n_open": "Open", "n_overdue": "Overdue"},
    "appeals": {
        "group": "", "n_appealed": "Appealed", "n_decided": "Decided", "n_pending": "Pending", "n_affirmed": "Affirmed",
        "n_partly_reversed": "Partly reversed", "n_reversed": "Reversed", "n_closed_other": "Closed otherwise", **DAYS,
        "lowest_days": "Fewest days", "highest_days": "Most days",
    },
    "denials_by_section": {
        "section": "Section", "title": "What it covers", "citation": "Citation", "n": "Requests", "share_of_determined": "Share of determined",
    },
    "dispositions": {"group": "", "label": "Disposition", "n": "Requests", "share": "Share"},
    "effort": {
        "group": "", "n": "Requests", "n_timed": "With staff time", "hours": "Hours", "direct_cost": "Direct cost",
        "hours_per_timed": "Hours a request that has any",
    },
    "extensions": {
        "group": "", "n": "Requests", "n_extended": "Extended", "share": "Share", "median_added_days": "Median days added",
        "n_irregular": "Irregular",
    },
    "extensions_by_reason": {
        "reason_code": "Reason", "label": "What it says", "citation": "Citation", "n": "Requests", "share": "Share",
        "median_added_days": "Median days added",
    },
    "fees": {
        "group": "", "n": "Requests", "n_charged": "Charged a fee", "share_charged": "Share charged", "charged": "Charged", "waived": "Waived",
        "paid": "Paid", "refunded": "Refunded", "outstanding": "Outstanding", "n_outstanding": "Requests that owe",
        "credit": "Credit", "n_credit": "Requests with a credit",
        "median_charged": "Median fee",
    },
    "fees_by_kind": {"label": "Kind of fee", "citation": "Citation", "n": "Requests", "charged": "Charged"},
    "fees_by_month": {
        "month": "Month", "n": "Requests", "charged": "Charged", "waived": "Waived", "paid": "Paid", "refunded": "Refunded",
        "deposits_asked": "Deposits asked",
    },
    "first_five_days": {
        "group": "", "n": "Requests", "n_closed": "Closed", "n_acknowledged": "Acknowledged only", "n_neither": "Neither",
        "closed_share": "Share closed", "n_estimated": "With an estimate", "mean_estimated_days": "Mean days estimated",
        "n_estimated_and_closed": "With an estimate and closed", "mean_actual_days": "Mean days it took",
    },
    "flow": {
        "month": "Month", "pending_at_start": "Pending at start", "received": "Received", "processed": "Processed",
        "pending_at_end": "Pending at end", "n_left_out": "Left out",
    },
    "hand_offs": {"from_desk": "From", "to_desk": "To", "n": "Hand-offs", "median_days_held": "Median days held"},
    "on_time": {
        "group": "", "n_due": "Due", "n_on_time": "On time", "n_late": "Late", "n_open_late": "Open and late", "n_early": "Answered before due",
        "n_open_early": "Not due yet", "n_gone": "Closed before due", "on_time_share": "Share on time",
        "on_time_original_share": "Share on time without extension", "flattering_share": "Share as some count",
    },
    "overdue": {
        "number": "Request", "track": "Track", "received_on": "Received", "due_on": "Due", "overdue_days": "Days overdue", "desk": "Desk",
        "status": "Status",
    },
    "pending": {
        "group": "", "n_open": "Open", "median_age_days": "Median age in days", "mean_age_days": "Mean age in days",
        "max_age_days": "Greatest age in days", "n_overdue": "Overdue", "n_waiting_on_requester": "Waiting on requester",
    },
    "promise_slip": {
        "group": "", "n": "Requests", "n_released": "Released", "n_overdue": "Overdue", "n_due": "Promises that have come",
        "kept_share": "Share kept", "median_slip_days": "Median days late", "mean_slip_days": "Mean days late",
        "max_slip_days": "Most days late", "n_promised_again": "Promised again",
    },
    "receipt_to_determination_calendar_days": {
        "group": "", "n": "Requests", "n_closed": "Determined", "n_open": "Open", "n_ended_otherwise": "Ended otherwise", "n_negative": "Impossible order",
        "n_undated": "Closed on an unknown day", **DAYS, "p90_days": "9 of 10 within", "km_median_days": "Half, open ones counted",
    },
    "requester_types": {"requester_type": "Requester", "n": "Requests", "share": "Share", "n_open": "Open"},
    "response_times": {
        "group": "", "scope": "Of", "n_closed": "Closed", "n_open": "Open", **DAYS, "lowest_days": "Fewest days", "highest_days": "Most days",
    },
    "response_times_histogram": {"working_days": "Working days", "n": "Requests"},
    "ten_oldest": {
        "number": "Request", "track": "Track", "received_on": "Received", "age_days": "Age in days", "due_on": "Due", "desk": "Desk",
        "status": "Status",
    },
    "time_by_desk": {
        "desk": "Desk", "n": "Requests", "n_stints": "Stints", "n_open_stints": "Held now", "closed_days": "Days, ended stints",
        "open_days": "Days, stints that go on", **DAYS, "max_days": "Most days", "share_of_days": "Share of days",
    },
    "waiting_on_requester": {
        "group": "", "n": "Requests", "n_asked": "Asked", "share_asked": "Share asked", "answers": "Answers", "lapses": "Never answered",
        "n_waiting": "Waiting now", **DAYS, "total_days": "Days waited", "share_of_all_days": "Share of all days",
    },
    "workload": {
        "month": "Month received", "pending_at_start": "Pending at start", "received": "Received", "n_open": "Still open",
        "median_days": "Median days", "km_median_days": "Half, open ones counted",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """A measure under a title. of: the requests of which window it counts: year, month, ever; the report's where absent."""

    title: str
    measure: str
    by: str | None = None
    of: str | None = None

    @property
    def columns(self) -> dict[str, str]:
        """The columns shown, each with its heading."""
        named = {"group": BY_HEADINGS.get(self.by or "", "Group")}
        return {column: heading or named[column] for column, heading in HEADINGS[self.measure].items()}

    @property
    def slug(self) -> str:
        """Its name in names of files."""
        return f"{self.measure}_by_{self.by}" if self.by else self.measure


@dataclass(frozen=True)
class Plan:
    """A ready report: name, title, what it is for, the window of receipt it covers (year, month or ever), and its sections."""

    name: str
    title: str
    purpose: str
    of: str
    sections: tuple[Section, ...]


FLOW = Section(msgid("Received, processed and pending"), "flow", of="year")
TURNAROUND = "receipt_to_determination_calendar_days"
PENDING_BY_DESK = Section(msgid("Open requests by desk"), "pending", "desk", "ever")
AGES = Section(msgid("Ages of open requests"), "age_pyramid", of="ever")
OVERDUE = Section(msgid("Overdue requests"), "overdue", of="ever")
DENIALS = Section(msgid("Denials by section of law"), "denials_by_section")
DISPOSITIONS = Section(msgid("Dispositions"), "dispositions", "track")
APPEALS = Section(msgid("Appeals"), "appeals", "track")
EXTENSIONS = Section(msgid("Extensions"), "extensions", "track")
ON_TIME = Section(msgid("On time"), "on_time", "track")
FEES = Section(msgid("Fees"), "fees", "track")
TYPES = Section(msgid("Types of requester"), "requester_types")
WAITS = Section(msgid("Waiting on the requester"), "waiting_on_requester", "track")

PLANS = (
    Plan(
        "annual", msgid("Annual statistics"), "The year in figures, in the order of the federal annual report, for the council and the public.", "year",
        (
            FLOW,
            DISPOSITIONS,
            Section(msgid("Receipt to determination, calendar days"), TURNAROUND, "complexity"),
            Section(msgid("Response times, working days"), "response_times", "complexity"),
            Section(msgid("Response times in bands"), "response_times_histogram"),
            Section(msgid("Open requests by track"), "pending", "track", "ever"),
            Section(msgid("The ten oldest open requests"), "ten_oldest", of="ever"),
            ON_TIME,
            Section(msgid("The first five working days"), "first_five_days", "track"),
            Section(msgid("Promised dates"), "promise_slip", "track"),
            WAITS,
            EXTENSIONS,
            DENIALS,
            APPEALS,
            FEES,
            TYPES,
        ),
    ),
    Plan(
        "monthly", msgid("Monthly desk report"), "What came, what lies on which desk and what is late, for the monthly meeting of the desks.", "month",
        (
            Section(msgid("This month: received, processed and pending"), "flow"),
            PENDING_BY_DESK,
            Section(msgid("Time that requests lay on each desk"), "time_by_desk", of="year"),
            Section(msgid("Receipt to determination, calendar days, by desk"), TURNAROUND, "desk", "year"),
            OVERDUE,
        ),
    ),
    Plan(
        "overdue", msgid("Overdue requests"), "Which requests are past their due date without a determination, and which desk holds them.", "ever",
        (OVERDUE, PENDING_BY_DESK, AGES),
    ),
    Plan(
        "denials", msgid("Denials by section"), "On which sections of law records were withheld, and how appeals against it ended.", "year",
        (DENIALS, DISPOSITIONS, APPEALS),
    ),
    Plan(
        "extensions", msgid("Extensions"), "How often more time was taken, for which of the reasons of the law, and what it did to punctuality.", "year",
        (EXTENSIONS, Section(msgid("Extensions by reason"), "extensions_by_reason"), ON_TIME),
    ),
    Plan(
        "fees", msgid("Fees"), "What was charged, waived, paid and refunded, under which kind of fee; and what staff time the requests took.", "year",
        (
            FEES,
            Section(msgid("Fees by kind"), "fees_by_kind"),
            Section(msgid("Fees by desk"), "fees", "desk"),
            Section(msgid("Money by month"), "fees_by_month"),
            Section(msgid("Staff time and direct cost"), "effort", "desk"),
        ),
    ),
    Plan(
        "workload", msgid("Workload"), "How much comes, how much is left, and where it lies, for planning staff.", "year",
        (Section(msgid("Workload by month"), "workload"), FLOW, AGES, PENDING_BY_DESK, Section(msgid("Hand-offs between desks"), "hand_offs")),
    ),
    Plan(
        "requesters", msgid("Requester types"), "Who asks, by type and without names, by which channel, and how long they wait.", "year",
        (TYPES, WAITS, Section(msgid("Receipt to determination, calendar days, by channel"), TURNAROUND, "channel")),
    ),
)  # fmt: skip
