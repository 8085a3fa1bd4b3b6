"""What a server imports: the site, with its background work in a thread of this process."""

import gc

from app import create_app
from jobs.worker import Worker

app = create_app()
if app.extensions["settings"].run_jobs:
    Worker(app).start()
# All this lives as long as the process. Looking through it again would hold every request up for a sixth of a second.
gc.freeze()
