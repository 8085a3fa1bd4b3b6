"""Pictures that nobody came back for: first their rows go, then their files."""

from flask import current_app

from domain.says import actions


def sweep() -> int:
    """Clears away drafts of pictures, and pictures of deleted posts, after two days."""
    keys = actions.sweep_drafts()
    store = current_app.extensions["media"]
    for key in keys:
        store.delete(key)
    return len(keys)
