"""The pages that say what the program itself says are what the program would say now."""

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
GENERATED = runpy.run_path(str(DOCS / "generate.py"))


@pytest.mark.parametrize("name", GENERATED["PAGES"])
def test_a_page_is_fresh(name):
    assert (DOCS / name).read_text(encoding="utf-8") == GENERATED["PAGES"][name](), "run: python docs/generate.py"


def test_each_refusal_tells_at_least_one_sentence():
    page = GENERATED["rules"]().partition("## What is refused")[2]
    parts = page.split("\n**")[1:]
    assert len(parts) == len(list((DOCS.parent / "db" / "refusals").glob("*.sql")))
    assert [part.partition("(`")[2].partition("`")[0] for part in parts if "\n- " not in part] == []


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select 'It''s on ' || day || ': wait.'\nfrom x", ["It's on …: wait."]),
        ("select if(a > max(1, 2), 'One, two.', 'Only $' || b || '.') as sentence\nfrom x", ["One, two.", "Only $…."]),
        ("select case when a then 'One.' else 'Two.' end\nfrom x", ["One.", "Two."]),
        ("select 'On ' || strftime(day, '%Y') || '.'\nfrom x", ["On …."]),
        ("select 'One, two.' as sentence, 'reason' as field\nfrom x", ["One, two."]),
        ("select sentence\nfrom derived.against_giving()", []),
        ("-- select 'never'\nselect day\nfrom x", []),
    ],
)
def test_the_sentences_of_a_refusal_are_read_from_its_sql(sql, told):
    assert list(GENERATED["sentences"](sql)) == told
