"""What a page of HTML holds that could act or ask elsewhere: the page is read as a browser reads it, element by element."""

from html.parser import HTMLParser

from tests.hostile import ELSEWHERE

ACTIVE = ("script", "iframe", "object", "embed", "link", "form", "base", "audio", "video", "img", "input", "button", "textarea")
ADDRESSES = ("src", "href", "xlink:href", "action", "srcdoc", "data", "poster", "background", "formaction")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element or attribute that does anything."""
        told = dict(attrs)
        if tag in ACTIVE or tag == "meta" and told.get("http-equiv", "").lower() == "refresh":
            self.found.append(f"<{tag}>")
        for name, value in told.items():
            is_asking = name in ADDRESSES and not (value or "").startswith(("#", "data:image/png", "https://"))
            if name.startswith("on") or is_asking or ELSEWHERE in (value or "") and name in (*ADDRESSES, "style"):
                self.found.append(f"{tag} {name}={(value or '')[:60]}")


def harm(html: str) -> list[str]:
    """The elements and attributes of a page that run something or ask another place."""
    reader = _Reader()
    reader.feed(html)
    return reader.found
