"""What a typed text says, and how a name, a title or any other single line is kept: in one line, its order as it reads.

Knows no field and refuses nothing.
"""

import unicodedata

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they make a line read otherwise than it is written
NOTHING = frozenset("C Z M Pd Pc".split())  # control and format signs, blanks, marks without a letter, dashes, low lines
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs that show nothing
DOTS = frozenset(".\u00b7\u2022\u2024\u2025\u2026\u2027\u2219\u22c5\u3002\u30fb\uff0e\uff61\uff65")
STROKES = frozenset("\u2043\u2212\u2500\u2501")  # drawn as dashes


def says(text: str) -> bool:
    """Whether a text says anything: invisible signs, dashes and dots alone do not."""
    return any(_shows(sign) for sign in text)


def one_line(text: str) -> str:
    """A text as a single line: a blank for each line break and tab, without control signs and without what turns its order round."""
    line = " ".join(part.strip() for part in text.replace("\t", " ").splitlines())
    return "".join(sign for sign in line if unicodedata.category(sign) != "Cc" and sign not in BIDI_CONTROLS).strip()


def _shows(sign: str) -> bool:
    category = unicodedata.category(sign)
    return not ({category, category[0]} & NOTHING or sign in FILLERS | DOTS | STROKES)
