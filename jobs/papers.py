"""Papers of shops that are needed no more: first the rows say so, then the files go."""

import logging

from flask import current_app

from adapters.documents import delete_paper
from domain.merchants import papers

log = logging.getLogger("angelsays.schedule")


def forget() -> int:
    kept_days = current_app.extensions["settings"].papers_kept_days
    gone = papers.forget_papers(kept_days)
    for key, form in gone:
        try:
            delete_paper(current_app.extensions["private_media"], key, form)
        except OSError:
            # The rows are gone already, so that nobody would come back for the others.
            log.warning("the file of the paper %s stays behind", key, exc_info=True)
    return len(gone)
