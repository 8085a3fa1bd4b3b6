"""What an action or a query says when it does not do what was asked. `web` renders each of them once."""


class DomainError(Exception):
    """Base of the errors that are meant for people. `text` is an English source text, `values` fill it."""

    def __init__(self, text: str = "", *, field: str | None = None, **values: object) -> None:
        super().__init__(text % values if values else text)
        self.text = text
        self.field = field
        self.values = values


class NotFound(DomainError):
    """There is no such thing, or the viewer may not know of it."""


class NotAllowed(DomainError):
    """The viewer may see the thing but not do this with it."""


class Refused(DomainError):
    """A rule says no. `field` names the form field that it belongs to, if any."""


class Conflict(DomainError):
    """The same key was used before for something else."""


class Throttled(DomainError):
    """Too often. `retry_after` is in seconds."""

    def __init__(self, text: str, *, retry_after: int, **values: object) -> None:
        super().__init__(text, field=None, **{"seconds": retry_after, **values})
        self.retry_after = retry_after


class BadSetting(Exception):
    """A setting that the site cannot start with; the text names it and says what it takes."""
