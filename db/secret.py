"""Whether a text holds what looks like a key, a token or a password; the desk keeps references to keys and never a key.

Knows the shapes that secrets have. Says which shape it met and never repeats what it saw.
"""

import math
import re
import unicodedata
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

SHORTEST, SHORTEST_PARTED = 24, 12
KEYS = {
    "a private key": r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY",
    "a JSON Web Token": r"(?<![\w-])(?>[\w-]*?\beyJ)[\w-]{8,}+\.[\w-]{8}",
    "an AWS access key": r"\b(AKIA|ASIA|ABIA|ACCA)([A-Z0-9]{16}\b|(?=(?: [A-Z2-7]{4}){0,3} (?:[A-Z]+[2-7]|[2-7]+[A-Z]))(?: [A-Z2-7]{4}){4}\b)",
    "a payment provider's key": r"\b[srp]k_(live|test)_\w{6}",
    "a GitHub token": r"\b(gh[oprsu]_\w{20}|github_pat_\w{20})",
    "a GitLab token": r"\bglpat-[\w-]{16}",
    "a Slack token": r"\bxox[abeoprs]-[\w-]{10}",
    "a Google API key": r"\bAIza[\w-]{30}",
    "a model provider's key": r"\bsk-(?=[\w-]{0,60}\d)(?=[\w-]{0,60}[A-Z])[\w-]{16}",
    "a SendGrid key": r"\bSG\.[\w-]{16,}+\.[\w-]{16}",
}
SHAPES = KEYS | {
    "a certificate or key in PEM form": r"-----BEGIN [A-Z0-9 ]+-----",
    "a model provider's key": r"\bsk-[\w-]{16}",
    "a bearer token or password of a header": r"(?i)\b(bearer|basic) ++(?=\S{0,60}[\d+/=._-])[\w+/=.~-]{16}",
    "a password": r"(?i)\b(password|passwd|passphrase|pwd|secret)\s*+[=:]\s*+(?=\S{0,60}[^\Wa-z_])\S{6}",
}
UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
UUID = re.compile(r"(?<![0-9a-fA-F-])[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9a-fA-F-])")
NAMED = re.compile(r"(?i)(?<!\w)(id:\s?[0-9a-f-]{32,36}|sha-?256:\s?[0-9a-f]{64})(?![\w-])")
ADDRESS = re.compile(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\"']+")
PATH = re.compile(r"(?<!\S)/(?=[\w-]*[a-z]{2})[\w-]*[/?][^\s<>\"']*")
KEYS_OF_QUERIES = re.compile(
    r"(?i)\$*(api|app|access|auth|client|subscription|x)?[_-]?(key|token|secret|signature|sig|password|passwd|pwd|credential|appid|jwt|bearer)s?"
)
ASSIGNED = re.compile(
    r"(?i)(?<![a-z])(?:api|app|access|auth|client|subscription)[_ -]?(?:key|token|secret)[\"']?\s*[=:]\s*[\"']?([\w+/=.~-]{8,})"
)
PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d{1,12}")
RUN = re.compile(r"[A-Za-z0-9+/=_-]{%d,}" % SHORTEST)
GROUPS = re.compile(r"(?<!\w)[A-Za-z0-9]{4,}+(?:[ -][A-Za-z0-9]{4,}+)*+(?!\w)")


def known_in(text: str) -> str | None:
    """Which key of a well-known shape a text holds, such as `an AWS access key`: no sentence of a requester or of staff has such a shape."""
    return _shape(KEYS, _plain(text))


def found_in(text: str, is_identifier: bool = False) -> str | None:
    """What in a text looks like a secret, in words such as `a JSON Web Token`; None where nothing does.

    A name of words and figures such as GIS-2026-permits-03 passes. A UUID or 32 hexadecimal digits pass after `id:`, a digest
    after `sha256:`, and in an address as a part of its path or the value of a parameter that is no key. is_identifier: a
    dataset's ID may look random.
    """
    text = _plain(text)
    if shape := _shape(SHAPES, text):
        return shape
    if any(re.search(r"\d", value) and not ("-" in value and _is_name(value)) for value in ASSIGNED.findall(text)):
        return "an API key or token"
    for address in [*ADDRESS.findall(text), *PATH.findall(text)]:
        if told := _in_address(address):
            return told
    if is_identifier:
        return None
    rest = NAMED.sub(" ", PATH.sub(" ", ADDRESS.sub(" ", text)))
    if UUID.search(rest):
        return "a UUID, which some portals use as a key (write id: before one that is only a name)"
    if any(_is_random(run) for run in RUN.findall(rest)) or any(_is_parted_key(run) for run in GROUPS.findall(rest)):
        return "a long random text, as keys are"
    return None


def _plain(text: str) -> str:
    """A text as it reads: full-width and other forms of a letter as that letter, signs that nobody sees left out."""
    return text if text.isascii() else text.translate({ord(sign): _plain_sign(sign) for sign in set(text)})


def _plain_sign(sign: str) -> str:
    if unicodedata.category(sign) == "Cf" or sign in UNSEEN or "\ufe00" <= sign <= "\ufe0f":
        return ""
    plain = unicodedata.normalize("NFKC", sign)
    return plain if plain.isascii() else sign


def _shape(shapes: dict[str, str], text: str) -> str | None:
    return next((shape for shape, pattern in shapes.items() if re.search(pattern, text)), None)


def _in_address(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        has_password = bool(parts.password)
    except ValueError:
        return None
    if has_password or (parts.username and _is_random(parts.username)):
        return "an address with a password"
    for name, value in [*parse_qsl(parts.query), *parse_qsl(parts.fragment)]:
        if KEYS_OF_QUERIES.fullmatch(name) and not re.fullmatch(r"[{<\[(].*|X+|x+|\.+|\*+|YOUR.*|your.*", value):
            return "an address with a key in it"
        if not name.lower().endswith("id") and len(value) >= SHORTEST and not UUID.fullmatch(value) and _is_random(value):
            return "an address with a key in it"
    return None


def _is_random(text: str) -> bool:
    """Whether a long run of signs is none that a person would choose as a name."""
    return len(text) >= SHORTEST and _bits(text) >= (3.0 if re.fullmatch(r"[0-9a-fA-F]+", text) else 3.3) and not _is_name(text)


def _is_parted_key(run: str) -> bool:
    """Whether groups of signs follow each other, parted by single blanks or hyphens, that each look random, and are a key's length together."""
    length = 0
    for group in re.split("[ -]", run):
        length = length + len(group) if _is_group_of_key(group) else 0
        if length >= SHORTEST_PARTED:
            return True
    return False


def _is_group_of_key(group: str) -> bool:
    """Whether letters and figures alternate as in a key: x8Q2, or sixteen digits of a digest; not FY2026, Permits2026Q1 or 7ABC123."""
    pieces = PIECE.findall(group)
    is_mixed = all(any(map(test, group)) for test in (str.isupper, str.islower, str.isdigit))
    if re.fullmatch(r"[0-9a-f]{8,}|[0-9A-F]{8,}", group):
        return _changes(group) >= 3
    return (is_mixed or _changes(group) >= 3) and len(group) / len(pieces) <= 2


def _is_name(text: str) -> bool:
    """Whether it is made of words and figures as people write them."""
    return all(_is_word(part) for part in re.split(r"[-_/+=.]", text))


def _is_word(part: str) -> bool:
    """Whether a part changes seldom between letters and figures, and its words and figures are no shorter than three on average."""
    if len(part) < 6:
        return True
    return not re.search(r"\d{%d}" % SHORTEST, part) and _changes(part) <= 2 and len(part) / max(len(PIECE.findall(part)), 1) >= 3


def _changes(part: str) -> int:
    """How often letters and figures take turns."""
    return len(re.findall(r"(?<=\d)(?=[A-Za-z])|(?<=[A-Za-z])(?=\d)", part))


def _bits(text: str) -> float:
    """Shannon's entropy of a text, in bits a sign."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)
