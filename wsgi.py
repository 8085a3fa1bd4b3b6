"""What a server imports: the site, with its background work in a thread of this process."""

from app import create_app
from jobs.worker import Worker

app = create_app()
if app.extensions["settings"].run_jobs:
    Worker(app).start()
