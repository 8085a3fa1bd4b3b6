"""The forms of a page as a browser would send them: what stands in their fields, and which of them are typed into."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = ("text", "search", "email", "tel", "url", "password")


@dataclass(slots=True)
class PageForm:
    """`values`: (name, value) of what would be sent as it stands; `typed`: the fields of text; `files`: of pictures."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    has_choice: set[str] = field(default_factory=set)

    def filled(self, **typed: str) -> dict[str, list[str]]:
        """What would be sent, with `typed` in place of what stands in these fields."""
        sent: dict[str, list[str]] = {}
        for name, value in self.values:
            sent.setdefault(name, []).append(value)
        return sent | {name: [value] for name, value in typed.items()}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[PageForm] = []
        self.open: PageForm | None = None
        self.by_id: dict[str, PageForm] = {}
        self.textarea: str | None = None
        self.words = ""
        self.select: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.open = PageForm(given.get("action", ""), given.get("method", "get").lower())
            self.found.append(self.open)
            if "id" in given:
                self.by_id[given["id"]] = self.open
            return
        of = self.by_id.get(given.get("form", "")) or self.open
        name = given.get("name", "")
        if of is None or "disabled" in given:
            return
        match tag:
            case "input" if name:
                self._input(of, name, given)
            case "textarea" if name:
                self.textarea, self.words = name, ""
            case "select" if name:
                self.select = name
            case "option" if self.select and ("selected" in given or self.select not in of.has_choice):
                of.values = [one for one in of.values if one[0] != self.select]
                of.values.append((self.select, given.get("value", "")))
                of.has_choice.add(self.select)

    def _input(self, of: PageForm, name: str, given: dict[str, str]) -> None:
        kind, value = given.get("type", "text"), given.get("value", "")
        if kind in ("radio", "checkbox"):
            if "checked" in given:
                of.values.append((name, value or "on"))
        elif kind == "file":
            of.files.append(name)
        elif kind not in ("submit", "button", "image", "reset"):
            of.values.append((name, value))
            if kind in TYPED:
                (of.passwords if kind == "password" else of.typed).append(name)

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea and self.open:
            self.open.values.append((self.textarea, self.words.replace("\r\n", "\n").removeprefix("\n")))
            self.open.typed.append(self.textarea)
            self.textarea = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.open = None


def forms_in(html: str) -> Iterator[PageForm]:
    parser = _Forms()
    parser.feed(html)
    yield from parser.found
