"""What happened with letters."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class LetterSent(Event):
    letter_id: int
    thread_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class LettersRead(Event):
    """One side has read to the end."""

    thread_id: int
    by_fan: bool
