"""Everything that people meet by a name stands in the documentation: pages, exports, settings, log words, health checks, keys of files."""

import ast
import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from records_desk.db import export, report, web_form
from records_desk.db.export_command import WHOLE
from records_desk.db.roles import ROLES
from records_desk.pages import _door, _session
from records_desk.pages._http_models import NewRequest
from records_desk.pages._keys import SHORTCUTS

ROOT = Path(__file__).resolve().parents[2]
DOCS = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "docs").glob("*.md")}
SECRETS = tomllib.loads((ROOT / ".streamlit" / "secrets.example.toml").read_text(encoding="utf-8"))
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
SOURCES = [file for folder in ("pages", "db") for file in (ROOT / folder).glob("*.py")] + [ROOT / "app.py"]


def missing(names, page: str) -> list[str]:
    """The names that a page of documentation does not tell in code."""
    return sorted(name for name in names if f"`{name}`" not in DOCS[page])


def test_each_page_is_told_of_in_the_guide():
    assert [place.title for place in _session.PLACES if f"*{place.title}*" not in DOCS["guide.md"].replace("**", "*")] == []


def test_each_role_has_its_day_in_the_guide():
    assert [role for role in ROLES if f"*{role}*" not in DOCS["guide.md"].replace("**", "*")] == []


@pytest.mark.parametrize("page", ["guide.md", "plug-in.md"])
def test_each_shortcut_is_described(page):
    keys = {key for _, key, _ in SHORTCUTS if page == "guide.md" or "Alt+" in key or "Ctrl+" in key}
    assert sorted(key for key in keys if key not in DOCS[page]) == []


def test_each_part_of_settings_is_described():
    parts = re.findall(r'st\.expander\(translated\("([^"]+)"', (ROOT / "pages" / "settings.py").read_text(encoding="utf-8")) + [_door.TITLE]
    assert len(parts) > 10 and [part for part in parts if not re.search(rf"^\| ([^|]*, )?{part}[ ,]", DOCS["settings.md"], re.M)] == []


def test_each_field_of_a_web_form_is_described():
    assert len(NewRequest.model_fields) > 10 and missing(NewRequest.model_fields, "http.md") == []


@pytest.mark.parametrize(
    ("bound", "told"),
    [
        (web_form.MOST_LINKS, {5: "more than five web addresses"}),
        (web_form.SAME_WITHIN, {timedelta(hours=24): "within 24 hours"}),
        (web_form.LONGEST_ON_THE_WAY, {timedelta(days=30): "may be 30 days back"}),
    ],
)
def test_each_bound_of_a_web_form_is_described(bound, told):
    assert told[bound] in DOCS["http.md"]


def test_each_export_is_described():
    assert missing([*(name.replace("_", "-") for name in export.NAMES), WHOLE], "export.md") == []


def test_each_measure_is_described():
    assert [file.stem for file in (ROOT / "db" / "measures").glob("*.sql") if f"**{file.stem}**" not in DOCS["measures.md"]] == []


def test_each_ready_report_is_described():
    assert missing(report.NAMES, "reports.md") == []


def test_each_word_of_the_log_is_described():
    calls = [node for file in SOURCES for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    named = [node.args[0] for node in calls if node.args and getattr(node.func, "attr", getattr(node.func, "id", "")) == "tell"]
    words = {part.value for first in named for part in ast.walk(first) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    told = {word for word in words if re.fullmatch(r"[a-z]+(_[a-z]+)*", word)}
    assert len(told) > 5 and missing(told | {"library"}, "security.md") == []


def test_each_health_check_is_described(store):
    from records_desk.db import readiness

    assert missing([*readiness.checks(store), "backup_age_hours"], "security.md") == []


@pytest.mark.parametrize(("section", "page"), [("auth", "sign-in.md"), ("sign_in", "sign-in.md"), ("mail", "letters.md")])
def test_each_key_of_the_secrets_file_is_described(section, page):
    assert missing(SECRETS[section], page) == []


def test_each_section_of_the_secrets_file_is_described():
    assert [name for name in SECRETS if not any(f"`[{name}]`" in text for text in DOCS.values())] == []


def test_each_setting_of_the_server_is_described():
    names = [f"{section}.{key}" for section, keys in CONFIG.items() if section != "theme" for key in keys]
    assert missing(names, "administration.md") == []


def test_each_argument_of_configure_is_described():
    assert missing(_session.DEFAULTS, "plug-in.md") == []


def test_the_example_of_a_host_is_the_one_of_its_page():
    blocks = re.findall(r"```python\n(.*?)```", DOCS["plug-in.md"], re.S)
    files = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "docs" / "example_host").glob("*.py")))
    assert len(blocks) == 3 and [block for block in blocks if block not in files] == []


def test_the_changes_begin_with_the_newest():
    heads = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    numbers = [tuple(map(int, head.split()[0].split("."))) for head in heads if head != "Not released yet"]
    assert heads.index("Not released yet") == 0 and numbers == sorted(numbers, reverse=True) and numbers
