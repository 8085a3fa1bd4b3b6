"""Text that people typed: tidied on the way in, rendered once to the few HTML tags that the site allows.

`clean_html` is the only sanitiser. Whatever ends in a `body_html` column has been through it.
"""

import html
import re
import threading
import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit

import bleach
import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.i18n import N_

# Stored beside the HTML it made, so that old rows can be found and rendered again after a change.
CLEANER_VERSION = 1

MAX_HTML_CHARS = 20_000
MAX_HTML_TAGS = 1_000
MAX_MENTIONS = 20
MAX_URL_CHARS = 2_000
SHOWN_URL_CHARS = 40

ALLOWED_TAGS = frozenset("p br strong em a ul ol li blockquote h3 code pre".split())
LINK_REL = "nofollow ugc noopener"

_TAG = re.compile(r"<[a-zA-Z/!?]")
_MENTION = r"(?<![A-Za-z0-9_@/.+-])@(?P<handle>[A-Za-z0-9_]{2,20})(?![A-Za-z0-9_])"
_URL = r"(?P<url>https?://[^\s<>\"'`，。！？；：、（）【】「」『』《》…]+)"
# #topic ends with its word; #话题# with its second sign, so that it can stand in a sentence without spaces.
_TOPIC_CHARS = "\\w\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_TOPIC = (
    f"(?<![A-Za-z0-9_/&#＃])[#＃](?:(?P<closed>[{_TOPIC_CHARS}·・+\\-—&!！？，、：“”《》]{{1,50}})[#＃]"
    f"|(?P<topic>[{_TOPIC_CHARS}]{{1,50}})(?![{_TOPIC_CHARS}]))"
)
_LINKS = re.compile(f"{_URL}|{_MENTION}|{_TOPIC}", re.IGNORECASE)
_HAS_LETTER = re.compile(r"[^\W\d_]")

# Every character of Unicode category Cf and, but for tab and newline, Cc; and the surrogates.
# They are written out because asking unicodedata about a million code points delays every start.
_INVISIBLE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
    "\ud800-\udfff"
)
# Arabic to Sinhala, Myanmar, Khmer and Mongolian: scripts that are spelt with joiners and signs.
_JOINING = "\u0600-\u109f\u1780-\u18af"
_EMOJI = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff\ufe0f"
# A joiner stays between two letters that it joins; a subdivision flag keeps its tag letters; number signs stay.
_KEPT = (
    f"(?:(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])|(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])"
    "|(?<=\U0001f3f4)[\U000e0030-\U000e007a]{2,6}\U000e007f"
    "|[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2])"
)
_INVISIBLE_ONE = re.compile(f"[{_INVISIBLE}]")
_KEPT_OR_INVISIBLE = re.compile(f"(?P<kept>{_KEPT})|[{_INVISIBLE}]")
_LINE_END = re.compile("\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
_SURROGATE = re.compile("[\ud800-\udfff]")

_local = threading.local()


def clean_html(source: str) -> str:
    """The allowed tags and nothing else. What comes after 20,000 characters or 1,000 tags is cut off."""
    return _sanitise(_capped(source))


def _capped(source: str) -> str:
    source = source[:MAX_HTML_CHARS]
    for count, tag in enumerate(_TAG.finditer(source), start=1):
        if count > MAX_HTML_TAGS:
            return source[: tag.start()]
    return source


def _sanitise(source: str) -> str:
    once = nh3.clean(
        _SURROGATE.sub("", source),
        tags=set(ALLOWED_TAGS),
        attributes={"a": {"href"}},
        attribute_filter=_filtered_attribute,
        url_schemes={"http", "https"},
        link_rel=LINK_REL,
        strip_comments=True,
    )
    return _second_cleaner().clean(once)


def _filtered_attribute(_tag: str, name: str, value: str) -> str | None:
    return safe_address(value) if name == "href" else value


def _second_cleaner() -> bleach.Cleaner:
    """One per thread: the parser inside keeps state while it works."""
    if not hasattr(_local, "cleaner"):
        _local.cleaner = bleach.Cleaner(
            tags=ALLOWED_TAGS,
            attributes=_is_allowed_attribute,
            protocols={"http", "https"},
            strip=True,
            strip_comments=True,
        )
    cleaner: bleach.Cleaner = _local.cleaner
    return cleaner


def _is_allowed_attribute(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and safe_address(value) == value
    else:
        return tag == "a" and name == "rel" and value == LINK_REL


def safe_address(address: str) -> str | None:
    """The address without invisible characters if it is http, https or a path of this site, otherwise None."""
    address = "".join(
        c for c in address if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    ).strip()
    if not address or len(address) > MAX_URL_CHARS or "\\" in address:
        return None
    if address.startswith("/"):
        return None if address.startswith("//") else address
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 (reading it is what checks it)
    except ValueError:
        return None
    if parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc:
        return address
    else:
        return None


def nobody(_handle: str) -> None:
    """For texts in which nobody can be mentioned."""
    return None


def render_plain(
    body: str,
    mention_url: Callable[[str], str | None] = nobody,
    topic_url: Callable[[str], str | None] = nobody,
) -> str:
    """Plain text as HTML: paragraphs, line breaks, links, and the mentions and #topics that have an address."""
    blocks = re.split(r"\n[ \t]*(?:\n[ \t]*)+", _LINE_END.sub("\n", body[:MAX_HTML_CHARS]).strip())
    paragraphs = [_paragraph(block, mention_url, topic_url) for block in blocks if block.strip()]
    return _sanitise("".join(paragraphs))


def _paragraph(
    block: str, mention_url: Callable[[str], str | None], topic_url: Callable[[str], str | None]
) -> str:
    return "<p>" + "<br>".join(_line(line, mention_url, topic_url) for line in block.split("\n")) + "</p>"


def _line(line: str, mention_url: Callable[[str], str | None], topic_url: Callable[[str], str | None]) -> str:
    pieces, at = [], 0
    for found in _LINKS.finditer(line):
        if found["handle"]:
            shown, address = found[0], mention_url(found["handle"].lower())
        elif name := _topic_name(found):
            shown, address = found[0], topic_url(name)
        elif found["url"] is None:
            continue
        else:
            shown = _without_closing_punctuation(found["url"])
            address = safe_address(shown)
        if address is None:
            continue
        pieces.append(html.escape(line[at : found.start()], quote=False))
        pieces.append(_link(address, shown))
        at = found.start() + len(shown)
    pieces.append(html.escape(line[at:], quote=False))
    return "".join(pieces)


def _without_closing_punctuation(url: str) -> str:
    """A full stop after an address ends the sentence; a bracket belongs to it only if it was opened in it."""
    while url[-1] in ".,;:!?)]}*_~" and not (url[-1] == ")" and url.count("(") >= url.count(")")):
        url = url[:-1]
    return url


def _link(address: str, shown: str) -> str:
    if not shown.startswith(("@", "#", "＃")):
        shown = re.sub(r"^https?://(www\.)?", "", shown, flags=re.IGNORECASE).rstrip("/")
        if len(shown) > SHOWN_URL_CHARS:
            shown = shown[: SHOWN_URL_CHARS - 1] + "…"
    return f'<a href="{html.escape(address)}">{html.escape(shown, quote=False)}</a>'


def mentioned_handles(body: str) -> list[str]:
    """The handles that a text names, in order, each once. There may be no such people."""
    named = (found["handle"].lower() for found in _LINKS.finditer(body[:MAX_HTML_CHARS]) if found["handle"])
    return list(dict.fromkeys(named))[:MAX_MENTIONS]


def topic_names(body: str) -> list[str]:
    """The #topics that a text names, as they are written there, in order."""
    found = (_topic_name(one) for one in _LINKS.finditer(body[:MAX_HTML_CHARS]))
    return [name for name in found if name]


def _topic_name(found: re.Match[str]) -> str:
    """Empty for what is no topic: a number is none."""
    name = found["closed"] or found["topic"] or ""
    return name if _HAS_LETTER.search(name) else ""


def render_markdown(source: str) -> str:
    """Markdown without raw HTML. Every heading becomes an h3 and a picture its description."""
    tokens = _markdown.parse(source[:MAX_HTML_CHARS])
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3"
        token.children = [_as_text_if_picture(child) for child in token.children or []]
    return clean_html(_markdown.renderer.render(tokens, _markdown.options, {})).strip()


def _as_text_if_picture(token: Token) -> Token:
    if token.type == "image":
        return Token("text", "", 0, content=token.content)
    else:
        return token


_markdown = MarkdownIt("commonmark", {"html": False}).disable(["html_inline", "html_block"])


def tidy(text: str, *, one_line: bool = False) -> str:
    """What is stored of a typed text: NFC, newlines as one character, nothing invisible that could mislead."""
    text = _LINE_END.sub("\n", text)
    if _INVISIBLE_ONE.search(text):
        text = _KEPT_OR_INVISIBLE.sub(lambda found: found["kept"] or "", text)
    text = unicodedata.normalize("NFC", text)
    if one_line:
        return " ".join(text.split())
    else:
        return text.strip()


def problem_with(text: str, max_chars: int, *, max_combining: int = 4) -> str | None:
    """Why a text as it was sent cannot be taken, or None. The message may use the placeholder `max`."""
    if "\0" in text or _SURROGATE.search(text):
        return N_("This text contains a character that cannot be stored.")
    kept = tidy(text)
    if len(kept) > max_chars:
        return N_("This text is too long: at most %(max)d characters.")
    if _marks_in_a_row(kept) > max_combining:
        return N_("This text stacks too many marks on one letter.")
    return None


def _marks_in_a_row(text: str) -> int:
    most = row = 0
    for character in text:
        row = row + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        most = max(most, row)
    return most


def excerpt(text: str, chars: int = 140) -> str:
    """The beginning of a text on one line, cut between words where there are any."""
    line = " ".join(text.split())
    if len(line) <= chars:
        return line
    end = chars - 1
    while end and _belongs_together(line, end):
        end -= 1
    if line[end - 1 : end + 1].isascii() and line[end - 1 : end + 1].isalnum():
        space = line.rfind(" ", max(0, end - 20), end)
        end = space if space > 0 else end
    return line[:end].rstrip(" ,.;:，。；：、") + "…"


# What is drawn with the character before it: skin tones, keycaps, the letters of a flag's region, presentation signs.
_ATTACHED = re.compile("[\u200d\u20e3\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]+$")


def _belongs_together(line: str, at: int) -> bool:
    """A cut before this character would take a letter or an emoji apart."""
    if unicodedata.combining(line[at]) or _ATTACHED.match(line[at]) or line[at - 1] == "\u200d":
        return True
    letters = _FLAG_LETTERS.search(line[:at])
    return bool(_FLAG_LETTERS.match(line[at])) and letters is not None and len(letters[0]) % 2 == 1
