"""Cells of tables that spreadsheets open: what people typed must not run as a formula."""

# What spreadsheets take for the beginning of a formula, in its full-width forms too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "'"


def guarded(text: str) -> str:
    """The text with a mark before it where a spreadsheet would take it for a formula."""
    return f"{MARK}{text}" if text.lstrip(" \u00a0\u3000").startswith(FORMULA) else text


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith(MARK) and guarded(cell[1:]) == cell else cell
