"""Pictures that nobody came back for: first their rows go, then their files."""

import logging

from flask import current_app

from domain.says import actions

log = logging.getLogger("angelsays.schedule")


def sweep() -> int:
    """Clears away drafts of pictures, and pictures of deleted posts, after two days."""
    keys = actions.sweep_drafts()
    store = current_app.extensions["media"]
    for key in keys:
        try:
            store.delete(key)
        except OSError:
            # The rows are gone already, so that nobody would come back for the others.
            log.warning("the files of the picture %s stay behind", key, exc_info=True)
    return len(keys)
