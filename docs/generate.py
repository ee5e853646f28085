"""Writes the pages of documentation that say what the program itself says: rules.md from db/reference and db/refusals, commands.md from
the command line, checks.md from db/audits and the configuration's form, and the lists of glossary.md.

Run it after a change of any, in the repository: `python docs/generate.py`. A test tells when a page is stale.
"""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from records_desk.db._config_form import SHEETS, TABLES
from records_desk.db.commands import main

HERE, MODEL = (Path(__file__).resolve().parents[up] / folder for up, folder in ((0, ""), (1, "db")))
Row = dict[str, str]

TRIED = {"remind", "due", "compact", "form", "measure", "publish", "report"}  # a test runs their examples, which need a store and nothing else
MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
ORDINALS = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}
RULES = """# Rules

Made by `python docs/generate.py` from [the tables](../db/reference) and [the refusals](../db/refusals) that the desk works by; a test
tells when this page is stale. **It is not legal advice.**

Each rule of law carries its citation, the day on which it was checked, and a mark: **V** the text was read, **S** a secondary
source, **U** unverified. What is marked U is shown with its mark and refuses nothing. Dates from and until say for which day of
receipt a rule holds; before that, or after, another one or none does. What the words mean stands in [the glossary](glossary.md).
"""
COMMANDS = """# Commands

Made by `python docs/generate.py` from the command line itself; a test tells when this page is stale. `records-desk` serves the desk;
with a command it does what the command says, and hands that to the desk where one serves the same store. `-h` or `--help` shows the
same as this page. Exit codes: 0 done, 1 refused (one sentence says why), 2 called wrongly.
"""
CHECKS = """# Checks and names

Made by `python docs/generate.py` from [the audits](../db/audits), the kinds of settings and the form of a configuration; a test tells when
this page is stale. What `/readyz` looks at and what the desk's log tells stands in [security](security.md#the-log).
"""


def table(name: str) -> list[Row]:
    """The rows of a table of rules."""
    with (MODEL / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines_of(columns: dict[str, Callable[[Row], str]], rows: list[Row]) -> Iterator[str]:
    """A table of Markdown: heading to what stands in a row under it."""
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(cell(tell(row)) for tell in columns.values())} |"
    yield ""


def cell(text: str) -> str:
    """A text that may stand in a cell."""
    return " ".join(text.split()).replace("|", "\\|")


def of(name: str) -> Callable[[Row], str]:
    """A column as it stands."""
    return lambda row: row[name]


CHECKED = {"Citation": of("citation"), "Checked": of("checked_on"), "Mark": of("mark")}


def named(table_name: str, code: str) -> dict[str, str]:
    """What the codes of a table are called."""
    return {row[code]: row["label"] for row in table(table_name)}


def listed(codes: str, names: dict[str, str]) -> str:
    """Codes with strokes between them, in words; those with a slash are one or the other."""
    return ", ".join(" or ".join(names.get(each, each) for each in code.split("/")) for code in codes.split("|") if code)


def when(row: Row) -> str:
    """On which day of a year a holiday falls."""
    month = MONTHS[int(row["month"]) - 1]
    if not row["weekday"]:
        return f"{month} {row['day']}"
    after = {"0": "", "1": "the day after the "}[row["offset_days"]]
    return f"{after}{ORDINALS[row['nth']]} {DAYS[int(row['weekday']) - 1]} of {month}"


def times() -> Iterator[str]:
    """The time for a determination, its extension, the further clocks, and the days on which no time ends."""
    yield "## Time for the determination\n"
    yield "Counted from the day of receipt, day 0. A last day on a weekend, holiday or whole-day closure moves to the next that is none (CCP 12, 12a, 12b).\n"
    counted = {"Days": lambda row: f"{row['determination_days']} {row['unit']}", "Extension": lambda row: f"at most {row['extension_days']} days"}
    state = {"In force": lambda row: "yes" if row["is_enabled"] == "true" else "no: switched off", "Received from": of("effective_from")}
    yield from lines_of({"Rule": of("rule_set"), **counted, **state, **CHECKED}, table("rule_set"))
    yield "## Unusual circumstances that allow an extension\n"
    yield from lines_of({"Circumstance": of("label"), "Received from": of("effective_from"), **CHECKED}, table("extension_reason"))
    yield "## Further clocks\n"
    day = {"Days": lambda row: f"{row['days']} {row['unit']}", "Reassessed after": lambda row: row["extension_days"] or "–"}
    yield from lines_of({"Clock": of("label"), **day, **CHECKED}, table("clock"))
    yield "## Judicial holidays\n"
    yield "A time does not end on these; closures of City Hall are added in Settings.\n"
    years = {"Years": lambda row: f"{row['from_year']} to {row['to_year']}", "Read for": lambda row: f"{row['verified_from_year']} and later"}
    open_then = {"City Hall is then": lambda row: "open" if row["city_open"] == "true" else "closed"}
    yield from lines_of({"Holiday": of("name"), "When": when, **years, **open_then, **CHECKED}, table("judicial_holiday"))


def withholding() -> Iterator[str]:
    """Exemptions, and what fees there are."""
    yield "## Exemptions\n"
    yield "Sections on which a withholding may rest, and some that are no exemption and are refused as one.\n"
    ground = {"Exemption": lambda row: "yes" if row["is_exemption"] == "true" else "no", "Before 2023": of("former_section")}
    yield from lines_of({"Section": of("section"), "Title": of("title"), **ground, **CHECKED, "Source": of("source")}, table("exemption"))
    yield "## Fees\n"
    may = {"May be charged": lambda row: "yes" if row["is_lawful"] == "true" else "no, refused"}
    yield from lines_of({"Fee": of("label"), **may, "Rule": of("sentence"), **CHECKED}, table("fee_kind"))


def deciding() -> Iterator[str]:
    """What each outcome needs, which closing fits it, and what follows on misuse."""
    fields = named("field", "field")
    choices = {name: [row for row in table("choice") if row["list"] == name] for name in ("determination", "closing", "misuse_action")}
    yield "## What a determination must say\n"
    must = {"Must say": lambda row: listed(row["requires"], fields) or "–", "May say": lambda row: listed(row["optional"], fields) or "–"}
    yield from lines_of({"Outcome": of("label"), **must}, choices["determination"])
    yield "## How a request may be closed\n"
    yield "By what was determined. Where something must have been given, records were released, a dataset published or an access granted.\n"
    outcomes = {row["code"]: row["label"] for row in choices["determination"]} | {"undetermined": "No determination"}
    closings = {row["code"]: row["label"] for row in choices["closing"]}
    fits = {"Determined as": lambda row: outcomes[row["determination"]], "May be closed as": lambda row: closings[row["closed_as"]]}
    given = {"Something must have been given": lambda row: "yes" if row["needs_giving"] == "true" else "no"}
    yield from lines_of(fits | given, table("closing_fit"))
    yield "## What follows on misuse of an access\n"
    actions = {row["code"]: row["label"] for row in choices["misuse_action"]}
    upheld = {"Earlier upheld reports": of("upheld_before"), "What it means": of("meaning")}
    yield from lines_of({"Step": lambda row: actions[row["action"]], **upheld}, table("misuse_step"))


def working() -> Iterator[str]:
    """Statuses, what may be recorded, and reminders."""
    yield "## Statuses\n"
    standing = {"Status": lambda row: f"{row['glyph']} {row['label']}", "Open": lambda row: "yes" if row["is_open"] == "true" else "no"}
    yield from lines_of(standing | {"Meaning": of("meaning")}, table("status"))
    yield "## What may be recorded\n"
    yield "Who may and from which status; what it then leads to. Who belongs to a desk records on the requests of that desk; what is marked * also on those of others.\n"
    statuses, fields = named("status", "status"), named("field", "field")
    entry = {"Entry": lambda row: row["label"] + ("*" if row["any_desk"] == "true" else ""), "Act": lambda row: row["act"] or "–", "Meaning": of("meaning")}
    way = {"From": lambda row: listed(row["allowed_from"], statuses) or "–", "To": lambda row: listed(row["to_status"] or row["begins"], statuses) or "–"}
    who = {"By": lambda row: listed(row["roles"], {}), "Must say": lambda row: listed(row["requires"], fields) or "–"}
    yield from lines_of(entry | way | who | {"May say": lambda row: listed(row["optional"], fields) or "–"}, table("event_kind"))
    yield "## Reminders\n"
    yield from lines_of({"Reminder": lambda row: f"{row['glyph']} {row['label']}", "When": of("meaning")}, table("reminder"))


def refusals() -> Iterator[str]:
    """What each file against an act says first, and the sentences that it can answer."""
    yield "## What is refused\n"
    yield "The sentences that stand against an act, with … where something is filled in. What already happened all the same is recorded with"
    yield "*It already happened and the rules refuse it*, a reason, and a mark.\n"
    labels = named("event_kind", "kind")
    for file in sorted((MODEL / "refusals").glob("*.sql")):
        text = file.read_text(encoding="utf-8")
        about = " ".join(line.removeprefix("--").strip() for line in re.match(r"(?:--.*\n)+", text)[0].splitlines())
        yield f"**{labels.get(file.stem, file.stem.replace('_', ' ').capitalize())}** (`{file.stem}`): {about}\n"
        yield from (f"- {sentence}" for sentence in dict.fromkeys(sentences(text + shared(text))))
        yield ""


def shared(refusal: str) -> str:
    """The macros with which a refusal asks what others ask too."""
    found = "\n".join(file.read_text(encoding="utf-8") for file in sorted((MODEL / "derived").glob("*.sql")))
    macros = {name: f"\n{body}" for name, body in re.findall(r"macro derived\.(against_\w+)(.*?);\n", found, re.S)}
    return "".join(macros[name] for name in re.findall(r"derived\.(against_\w+)", refusal))


def sentences(sql: str) -> Iterator[str]:
    """The sentences that a refusal can answer: the first column of a select, where that begins as a text, put together."""
    bare = re.sub(r"--.*", "", sql)
    for told in re.findall(r"(?<=\bselect )((?:'|if\(|case|number \|\||\(select).*?)(?=\n\s*(?:from|where|union)\b|\n\)|\Z)", bare, re.S):
        yield from filter(None, map(sentence, branches(re.sub(r"\s+as \w+$", "", apart(told)[0]))))


def branches(expression: str) -> list[str]:
    """An if() is one or the other; a case any of what follows its then and else."""
    if expression.startswith("case"):
        return re.findall(r"\b(?:then|else)\s+(.*?)(?=\s+(?:when|else|end)\b)", expression, re.S)
    found = apart(expression[3:-1]) if expression.startswith("if(") and expression.endswith(")") else []
    return [*branches(found[1]), *branches(found[2])] if len(found) == 3 else [expression]


def apart(arguments: str) -> list[str]:
    """What stands between the commas of a call, and not of a text or call within."""
    found, depth = [""], 0
    for part in re.findall(r"'(?:[^']|'')*'|.", arguments, re.S):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(part, 0)
        if part == "," and not depth:
            found.append("")
        else:
            found[-1] += part
    return [argument.strip() for argument in found]


def sentence(expression: str) -> str:
    """Texts put together, with … for what is filled in between; empty where there is no text."""
    told, depth = "", 0
    for part in re.findall(r"'(?:[^']|'')*'|[^']+", expression):
        is_text = part.startswith("'") and not depth
        depth += 0 if part.startswith("'") else part.count("(") - part.count(")")
        if is_text:
            told += part[1:-1].replace("''", "'")
        elif re.sub(r"[\s|]", "", part) and not told.endswith("…"):
            told += "…"
    return cell(told).replace("*", "\\*") if "'" in expression and told.strip("…") else ""


def rules() -> str:
    """The page of rules."""
    return "\n".join([RULES, *times(), *withholding(), *deciding(), *working(), *refusals()]).rstrip() + "\n"


def commands() -> str:
    """The page of commands."""
    return "\n".join([COMMANDS, *told(main, "records-desk")]).rstrip() + "\n"


def told(command: click.Command, name: str) -> Iterator[str]:
    """What a command does, its options, and those below it."""
    context = click.Context(command, info_name=name)
    about, _, example = (command.help or "").partition("Example:")
    yield f"## {name}\n"
    yield from (" ".join(part.split()) + "\n" for part in about.replace("\b", "").split("\n\n") if part.strip())
    if example:
        yield f"```sh{' try' if name.split()[1:2] and name.split()[-1] in TRIED else ''}\n{example.strip()}\n```\n"
    records = [option.get_help_record(context) for option in command.get_params(context) if isinstance(option, click.Option)]
    arguments = [(argument.make_metavar(context), "") for argument in command.get_params(context) if isinstance(argument, click.Argument)]
    taken = [{"name": f"`{name}`", "help": text} for name, text in [*arguments, *filter(None, records)] if "--help" not in name]
    if taken:
        yield from lines_of({"It takes": of("name"), "": of("help")}, taken)
    for part in getattr(command, "commands", {}).values():
        yield from told(part, f"{name} {part.name}")


def checks() -> str:
    """The page of audits, of settings as the list of changes calls them, and of the columns of a configuration."""
    return "\n".join([CHECKS, *audits(), *settings(), *configuration()]).rstrip() + "\n"


def audits() -> Iterator[str]:
    """What is asked of the whole log, and must have no answer."""
    yield "## Audits\n"
    yield "`records-desk verify` asks each of the whole log; none may have an answer. [More](backup.md).\n"
    texts = {file.stem: file.read_text(encoding="utf-8") for file in sorted((MODEL / "audits").glob("*.sql"))}
    told = [{"name": f"`{name}`", "what": text.partition("\n")[0].removeprefix("-- ")} for name, text in texts.items()]
    yield from lines_of({"Audit": of("name"), "What must hold": of("what")}, told)


def settings() -> Iterator[str]:
    """The kinds of settings, as Changes calls them."""
    yield "## Settings\n"
    yield "What **Changes** calls the setting that was changed. What each does stands in [settings](settings.md).\n"
    macro = (MODEL / "derived" / "72_setting_changes.sql").read_text(encoding="utf-8").partition("setting_kinds()")[2].partition(";")[0]
    kinds = [{"kind": f"`{kind}`", "label": label} for kind, label in re.findall(r"\('(\w+)', '([^']+)'\)", macro)]
    yield from lines_of({"Kind": of("kind"), "Called": of("label")}, kinds)


def configuration() -> Iterator[str]:
    """The files of a configuration with their keys and columns."""
    yield "## Files of a configuration\n"
    yield "What `records-desk config` writes and reads, in UTF-8 ([how](settings.md#take-the-configuration-along)).\n"
    kinds = {str: "a text", int: "a whole number", bool: "true or false"}
    sheets = {f"{name}.toml": {key: kinds[kind] for key, kind in keys.items()} for name, keys in SHEETS.items()}
    tables = {f"{name}.csv": {key: kind for key, (_, kind) in columns.items()} for name, columns in TABLES.items()}
    told = [{"file": f"`{file}`", "keys": "; ".join(f"`{key}` {kind}" for key, kind in keys.items())} for file, keys in (sheets | tables).items()]
    yield from lines_of({"File": of("file"), "Keys or columns": of("keys")}, told)


def glossary() -> str:
    """The glossary, whose lists of statuses and entries are those of the tables."""
    entries = sorted(table("event_kind"), key=lambda row: row["label"].lower())
    text = within((HERE / "glossary.md").read_text(encoding="utf-8"), "statuses", table("status"))
    return within(text, "entries", entries)


def within(text: str, name: str, rows: list[Row]) -> str:
    """A text whose list of a name holds these rows."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    before, after = text.partition(begin)[0], text.partition(end)[2]
    return f"{before}{begin}\n" + "\n".join(lines_of({"word": of("label"), "what it is": of("meaning")}, rows)) + f"\n{end}{after}"


PAGES = {"rules.md": rules, "commands.md": commands, "checks.md": checks, "glossary.md": glossary}

if __name__ == "__main__":
    for file, page in PAGES.items():
        (HERE / file).write_text(page(), encoding="utf-8")
        print(f"docs/{file}")
