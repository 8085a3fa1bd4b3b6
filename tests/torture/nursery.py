"""A process that has loaded the site once and forks servers of it, so that one that was killed is there again at once.

Each line that it reads is a number of workers; it answers with the id of the server, which leads a process group of its
own. What is forked is what `python -m granian wsgi:app` serves: granian, its workers, the background work of each.
"""

import gc
import os
import signal
import sys

from granian import Granian
from granian.constants import Interfaces

from app import create_app
from core.db import db
from jobs.worker import Worker

app = create_app()


def main(port: int) -> None:
    # Nobody waits for those that were killed.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with app.app_context():
        db.engine.dispose()
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _serve(port, int(line))
            os._exit(0)
        print(pid, flush=True)


def _serve(port: int, workers: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(null, stream)
    server = Granian(
        "wsgi:app",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=32,
        workers_kill_timeout=2,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        log_enabled=False,
    )
    server.serve(target_loader=_loaded)


def _loaded(_target: str) -> object:
    """In each worker, as wsgi.py does."""
    if app.extensions["settings"].run_jobs:
        Worker(app).start()
    return app


if __name__ == "__main__":
    main(int(sys.argv[1]))
