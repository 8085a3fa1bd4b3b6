"""What was changed in a text, as pure functions: how much, and which words came and went."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Between the unchanged beginning and end, more words than this are shown as one piece instead of being compared.
COMPARED_AT_MOST = 1_200

# A word of letters, or one character of anything else: Chinese has no spaces to go by.
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind`: kept, removed or added."""

    kind: str
    text: str


def chars_changed(old: str, new: str) -> int:
    """How many characters the larger of the two has between the beginning and the end that both share."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    return max(len(old), len(new)) - start - end


def pieces(old: str, new: str) -> list[Piece]:
    """The new text in its order, with what the old one had instead."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    removed, added = before[start : len(before) - end], after[start : len(after) - end]
    found = [
        Piece("kept", "".join(before[:start])),
        *_compared(removed, added),
        Piece("kept", "".join(before[len(before) - end :])),
    ]
    return [piece for piece in found if piece.text]


def _compared(removed: list[str], added: list[str]) -> list[Piece]:
    if max(len(removed), len(added)) > COMPARED_AT_MOST:
        return [Piece("removed", "".join(removed)), Piece("added", "".join(added))]
    found = []
    matcher = SequenceMatcher(None, removed, added, autojunk=False)
    for verb, i, i_end, j, j_end in matcher.get_opcodes():
        if verb == "equal":
            found.append(Piece("kept", "".join(removed[i:i_end])))
        else:
            found += [Piece("removed", "".join(removed[i:i_end])), Piece("added", "".join(added[j:j_end]))]
    return found


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many elements the two begin with alike."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
