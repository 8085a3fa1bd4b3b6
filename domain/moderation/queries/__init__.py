"""What may be read of moderation: the report form, the queue, a case, the history, the public log."""

from domain.moderation.queries.cases import (
    ActionLine,
    CaseCard,
    CaseDesk,
    ReportLine,
    case,
    has_reported,
    history,
    open_count,
    queue,
)
from domain.moderation.queries.content import Content, content, contents
from domain.moderation.queries.doubts import hushed_by_reports
from domain.moderation.queries.modlog import LogLine, Month, last_month, public_log
from domain.moderation.queries.subjects import Subject, subjects

__all__ = [
    "ActionLine",
    "CaseCard",
    "CaseDesk",
    "Content",
    "LogLine",
    "Month",
    "ReportLine",
    "Subject",
    "case",
    "content",
    "contents",
    "has_reported",
    "history",
    "hushed_by_reports",
    "last_month",
    "open_count",
    "public_log",
    "queue",
    "subjects",
]
