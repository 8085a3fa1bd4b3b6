"""The catalogues: `python -m tools.i18n update` reads the source texts and carries them into the catalogues,
`check` fails when one is missing, stale or does not fit its text. Traditional Chinese is made from simplified by
OpenCC (Taiwan's words); what it gets wrong is set right in `translations/zh_Hant.fixes.json`."""

import json
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import opencc
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "translations"
SOURCES = ("adapters", "blueprints", "core", "domain", "jobs", "web", "templates")
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
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
    convert = opencc.OpenCC("s2twp").convert
    fixes = (
        json.loads((FOLDER / "zh_Hant.fixes.json").read_text())
        if (FOLDER / "zh_Hant.fixes.json").exists()
        else {}
    )
    made = empty("zh_Hant")
    for message in simplified:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            made.add(message.id, string=fixes.get(key) or _converted(message.string, convert))
    return made


def _converted(text, convert):  # type: ignore[no-untyped-def]
    return tuple(convert(one) for one in text) if isinstance(text, tuple | list) else convert(text or "")


def translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings) and not message.fuzzy


def problems() -> list[str]:
    """What keeps the catalogues from being complete."""
    found = []
    fresh = {
        message.id if isinstance(message.id, str) else message.id[0]: message
        for message in template()
        if message.id
    }
    for locale in ("zh_Hans", "zh_Hant"):
        catalog = load(locale)
        there = {
            message.id if isinstance(message.id, str) else message.id[0]: message
            for message in catalog
            if message.id
        }
        found += [f"{locale}: not in the catalogue: {key!r}" for key in fresh.keys() - there.keys()]
        found += [f"{locale}: no longer in the sources: {key!r}" for key in there.keys() - fresh.keys()]
        for key, message in there.items():
            if not translated(message):
                found.append(f"{locale}: not translated: {key!r}")
            elif not fits(message):
                found.append(f"{locale}: other placeholders than the text: {key!r}")
    return sorted(found)


def fits(message: Message) -> bool:
    """A translation uses the placeholders of its text; of a plural, those of either form."""
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    wanted = {name for one in ids for name in PLACEHOLDER.findall(one)}
    return all(set(PLACEHOLDER.findall(one)) <= wanted for one in strings) and all(
        set(PLACEHOLDER.findall(strings[0]))
        >= set.intersection(*(set(PLACEHOLDER.findall(one)) for one in ids))
        for _ in (1,)
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
