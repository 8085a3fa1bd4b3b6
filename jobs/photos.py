"""Pictures that nobody came back for: first their rows go, then their files."""

import logging
from collections.abc import Sequence

from flask import current_app

from adapters.media import MediaStore
from domain.groups.actions import sweep_message_photos, sweep_question_photos
from domain.letters.pictures import sweep_drafts as sweep_letter_drafts
from domain.orders.actions import sweep_case_drafts
from domain.problems.actions import sweep_problem_pictures
from domain.says.actions import sweep_drafts

log = logging.getLogger("angelsays.schedule")


def sweep() -> int:
    """Clears away drafts of pictures, and pictures of deleted posts, after two days; of cases and problems too."""
    media, private = current_app.extensions["media"], current_app.extensions["private_media"]
    """Clears away drafts of pictures, and pictures of deleted posts, after two days; of cases, problems and letters too."""
    private = current_app.extensions["private_media"]
    return (
        _gone(media, sweep_drafts())
        + _gone(media, sweep_message_photos())
        + _gone(media, sweep_question_photos())
        + _gone(private, sweep_case_drafts())
        + _gone(private, sweep_problem_pictures())
        + _gone(private, sweep_letter_drafts())
    )


def _gone(store: MediaStore, keys: Sequence[str]) -> int:
    for key in keys:
        try:
            store.delete(key)
        except OSError:
            # The rows are gone already, so that nobody would come back for the others.
            log.warning("the files of the picture %s stay behind", key, exc_info=True)
    return len(keys)
