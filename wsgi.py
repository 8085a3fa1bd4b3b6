"""What a server imports: the site, with its background work in a thread of this process."""

import gc

import rjieba  # noqa: F401  (its dictionary is read now, not while somebody waits for her first search)

from app import create_app
from jobs.worker import Worker

app = create_app()
# All this lives as long as the process. Looking through it again would hold every request up for a sixth of a second.
gc.freeze()
if app.extensions["settings"].run_jobs:
    Worker(app).start()
