"""The catalogues: `python -m tools.i18n update` reads the source texts and carries them into the catalogues,
`check` fails when one is missing, stale or does not fit its text. Traditional Chinese is made from simplified by
OpenCC (Taiwan's words); what it gets wrong is set right in `translations/zh_Hant.fixes.json`."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import opencc
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "translations"
SOURCES = ("adapters", "blueprints", "core", "domain", "jobs", "web", "templates")
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.xml", "jinja2")]
KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
FIXES = FOLDER / "zh_Hant.fixes.json"
QUOTES = str.maketrans("“”‘’", "「」『』")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def po_file(locale: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def source_texts() -> Iterator[tuple[str | tuple[str, ...], str]]:
    """Every text that the project marks, with the file that it stands in."""
    for folder in SOURCES:
        found = extract_from_dir(
            ROOT / folder, METHODS, keywords=KEYWORDS, options_map={"**.html": {"silent": "false"}}
        )
        for name, _line, text, _comments, _context in sorted(found, key=lambda one: (one[0], one[1])):
            yield text, f"{folder}/{name}"


def template() -> Catalog:
    catalog = Catalog(charset="utf-8")
    for text, place in source_texts():
        catalog.add(text, locations=[(place, None)])  # type: ignore[list-item]
    return catalog


def load(locale: str) -> Catalog:
    path = po_file(locale)
    if not path.exists():
        return empty(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def empty(locale: str) -> Catalog:
    return Catalog(
        locale=locale, charset="utf-8", fuzzy=False, project="Angel Says", version="1",
        header_comment="# The texts of the site. Made by: python -m tools.i18n update", msgid_bugs_address="",
    )  # fmt: skip


def save(catalog: Catalog, locale: str) -> None:
    path = po_file(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    out = BytesIO()
    write_po(
        out, catalog, sort_output=True, omit_header=False, include_lineno=False, no_location=True, width=0
    )
    # The dates would change with every run and say nothing.
    text = re.sub(
        r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team): .*\n',
        "",
        out.getvalue().decode(),
        flags=re.M,
    )
    path.write_text(text)


def update() -> None:
    """Carries new texts into zh_Hans (untranslated) and drops stale ones; makes zh_Hant from zh_Hans."""
    fresh = template()
    simplified = load("zh_Hans")
    made = empty("zh_Hans")
    for message in fresh:
        if message.id:
            known = simplified.get(message.id)
            made.add(message.id, string=known.string if known and not known.fuzzy else None)
    save(made, "zh_Hans")
    save(traditional(made), "zh_Hant")
    missing = [message.id for message in made if message.id and not translated(message)]
    print(f"{len(made)} texts, {len(missing)} without a translation")


def traditional(simplified: Catalog) -> Catalog:
    """The catalogue in Taiwan's characters, words and quotation marks."""
    convert = opencc.OpenCC("s2twp").convert
    words, texts = fixes()
    made = empty("zh_Hant")
    for message in simplified:
        if message.id:
            converted = [_mended(convert(one), words) for one in forms(message.string)]
            string = texts.get(key_of(message)) or (
                converted[0] if isinstance(message.id, str) else converted
            )
            made.add(message.id, string=string)
    return made


def fixes() -> tuple[dict[str, str], dict[str, str]]:
    """Words that OpenCC gets wrong, in the order in which they are set right; and whole texts by their source."""
    read = json.loads(FIXES.read_text())
    return read["words"], read["texts"]


def _mended(text: str, words: dict[str, str]) -> str:
    for wrong, right in words.items():
        text = text.replace(wrong, right)
    return text.translate(QUOTES)


def key_of(message: Message) -> str:
    return forms(message.id)[0]


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A text alone, or the forms of a plural."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def translated(message: Message) -> bool:
    return all(forms(message.string)) and not message.fuzzy


def problems() -> list[str]:
    """What keeps the catalogues from being complete."""
    fresh = {key_of(message) for message in template() if message.id}
    found = [f"stands both alone and as a plural: {key!r}" for key in alone_and_counted()]
    for locale in ("zh_Hans", "zh_Hant"):
        there = {key_of(message): message for message in load(locale) if message.id}
        found += [f"{locale}: not in the catalogue: {key!r}" for key in fresh - there.keys()]
        found += [f"{locale}: no longer in the sources: {key!r}" for key in there.keys() - fresh]
        for key, message in there.items():
            if not translated(message):
                found.append(f"{locale}: not translated: {key!r}")
            elif not fits(message):
                found.append(f"{locale}: other placeholders than the text: {key!r}")
    found += [f"zh_Hant.fixes.json: no such text: {key!r}" for key in fixes()[1].keys() - fresh]
    return sorted(found)


def alone_and_counted() -> set[str]:
    """Chinese has one form for any number: a text that stands alone would be shown with a bare placeholder."""
    texts = [text for text, _place in source_texts()]
    return {text for text in texts if isinstance(text, str)} & {
        text[0] for text in texts if not isinstance(text, str)
    }


def fits(message: Message) -> bool:
    """A translation uses the placeholders of its text, of a plural those of either form, and no other per cent sign."""
    known = [set(PLACEHOLDER.findall(one)) for one in forms(message.id)]
    used = [set(PLACEHOLDER.findall(one)) for one in forms(message.string)]
    return all(
        set.intersection(*known) <= one <= set.union(*known) and "%" not in PLACEHOLDER.sub("", text)
        for one, text in zip(used, forms(message.string), strict=True)
    )


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        update()
        return 0
    if arguments == ["check"]:
        found = problems()
        print("\n".join(found[:40]) or "The catalogues are complete.")
        if len(found) > 40:
            print(f"... and {len(found) - 40} more")
        return 1 if found else 0
    print("usage: python -m tools.i18n update|check")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
