"""Links and pictures of the documentation lead somewhere, and no picture lies about unused."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
REGISTRIES = re.compile(r"pypi\.|pythonhosted|npmjs|anaconda\.|ghcr\.io|docker\.io|quay\.io|crates\.io")


def prose(page: Path) -> str:
    """A page without its code."""
    return re.sub(r"```.*?```|`[^`\n]+`", "", page.read_text(encoding="utf-8"), flags=re.S)


def anchors(page: Path) -> set[str]:
    """The names of a page's headings in an address."""
    heads = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


def broken(page: Path) -> list[str]:
    """The relative links of a page that lead nowhere."""
    found = []
    for link in LINK.findall(prose(page)):
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_leads_somewhere(page):
    assert broken(page) == []


def test_each_page_is_reached_from_the_readme():
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page.suffix == ".md" and page.is_file() and page not in reached:
            reached.add(page)
            ahead += [(page.parent / link.partition("#")[0]).resolve() for link in LINK.findall(prose(page)) if not re.match(r"[a-z]+:", link)]
    assert [page.name for page in PAGES if page not in reached and page.name != "CHANGELOG.md"] == []


def test_each_picture_is_shown_somewhere():
    shown = {(page.parent / link).resolve() for page in PAGES for link in LINK.findall(prose(page))}
    assert [picture.name for picture in (ROOT / "docs" / "pictures").glob("*") if picture not in shown] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_registry_or_a_place_on_somebody_s_computer(page):
    text = page.read_text(encoding="utf-8")
    assert REGISTRIES.findall(text) == [] and re.findall(r"/(?:home|Users|work|root)/\w+", text) == []
