"""The commands that the documentation shows are commands that there are; those of blocks marked `sh try` are run on the sample city."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from records_desk.db import demo
from records_desk.db.commands import main
from records_desk.db.store import Store
from tests.conftest import TODAY, noon

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CHECKED = (click.Choice, click.IntRange, click.DateTime)


def shown(page: Path) -> list[str]:
    """The lines of a page's code that call the command."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"```\w*[^\n]*\n(.*?)```|((?:^    .+\n)+)", text, re.S | re.M)
    lines = [line for block in blocks for part in block for line in re.sub(r"\\\n\s*", " ", part).splitlines()]
    lines += re.findall(r"(?<!`)`(records-desk [^`]+)`", " ".join(text.split()))
    calls = (re.search(r"(?:^|&& )(?:\S*/)?records-desk (.*)", line.strip()) for line in lines)
    return [call[1] for call in calls if call]


def wrong(line: str) -> str | None:
    """What is wrong with a line that calls the command: words in capital letters and brackets stand for something."""
    plain = re.sub(r"[\[\]…]|\.\.\.", " ", re.sub(r"\$\([^)]*\)", "X", line)).partition(" #")[0].partition("; ")[0]
    words = [word for word in shlex.split(plain) if word not in ("|", ">")]
    command, context = main, click.Context(main, info_name="records-desk")
    try:
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            _, command, words = command.resolve_command(context, words)
            context = click.Context(command, parent=context, info_name=command.name)
        values, rest, _ = command.make_parser(context).parse_args([word for word in words if word not in ("-h", "--help")])
        named = [(option, values.get(option.name)) for option in command.get_params(context) if isinstance(option.type, CHECKED)]
        for option, value in named:
            for each in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(each, str) and not each.isupper() and "|" not in each:
                    option.type.convert(each, option, context)
    except click.ClickException as error:
        if "requires an argument" in error.format_message():
            return None  # a sentence that speaks of the option
        return f"records-desk {line}: {error.format_message()}"
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_command_shown_is_one_with_its_options(page):
    assert list(filter(None, map(wrong, shown(page)))) == []


@pytest.mark.parametrize(
    "line",
    ["exprot requests", "export requests --outt a.csv", "export requets --out a.csv", "due --received yesterday", "--port 99999", "backup a --keep 0", "config exprot a"],
)
def test_a_wrong_command_would_be_found(line):
    assert wrong(line)


def tried() -> list[tuple[str, str]]:
    """Each page with blocks that are marked as ones to try, with their lines."""
    found = [(page.name, re.findall(r"```sh try\n(.*?)```", page.read_text(encoding="utf-8"), re.S)) for page in PAGES]
    return [(name, re.sub(r"\\\n\s*", " ", "".join(blocks))) for name, blocks in found if blocks]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A store with a small sample city."""
    store = Store(tmp_path_factory.mktemp("sample") / "city.duckdb", clock=noon)
    demo.build(store, 40, TODAY)
    store.close()
    return store.path


@pytest.mark.parametrize(("page", "lines"), tried(), ids=[name for name, _ in tried()])
def test_what_a_page_says_to_try_can_be_done(page, lines, sample, tmp_path, monkeypatch):
    (tmp_path / "city.duckdb").write_bytes(sample.read_bytes())
    monkeypatch.chdir(tmp_path)
    for line in lines.splitlines():
        done = CliRunner().invoke(main, shlex.split(line.partition(" #")[0])[1:])
        assert done.exit_code == 0, f"{line}: {done.output}"


def test_the_readme_holds_two_commands_to_begin_with():
    assert len(re.findall(r"^python3 -m venv", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)) == 2
