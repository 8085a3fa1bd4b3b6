"""The bus of several machines: Redis pub/sub. While Redis is away, this process still tells itself."""

import hashlib
import logging
import os
import secrets
import time
from threading import Lock, Thread

import redis

from adapters.live.interface import Deliver, Note, packed, unpacked

log = logging.getLogger("angelsays.live")

AGAIN_AFTER_SECONDS = 1.0
PATIENCE_SECONDS = 0.5


class RedisBus:
    def __init__(self, url: str, site_key: str) -> None:
        # Short: a person who has sent a message waits for it.
        self._sender = redis.Redis.from_url(
            url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS
        )
        self._receiver = redis.Redis.from_url(url, socket_connect_timeout=PATIENCE_SECONDS)
        # Pub/sub knows no databases: sites are told apart by the name of the channel.
        self._channel = f"angelsays:live:{hashlib.sha256(site_key.encode()).hexdigest()[:16]}"
        self._origin = f"{os.getpid()}-{secrets.token_hex(6)}"
        self._deliver: Deliver | None = None
        self._thread: Thread | None = None
        self._lock = Lock()
        self._away_until = 0.0

    def publish(self, note: Note) -> None:
        if self._deliver is not None:
            self._deliver(note)
        said = packed(note, self._origin)
        if not said or time.monotonic() < self._away_until:
            return
        try:
            self._sender.publish(self._channel, said)
        except redis.RedisError as error:
            self._away_until = time.monotonic() + AGAIN_AFTER_SECONDS
            log.warning("Redis takes no live notes: %s", error)

    def listen(self, deliver: Deliver) -> None:
        with self._lock:
            self._deliver = deliver
            if self._thread is None:
                self._thread = Thread(target=self._receive, name="live-redis", daemon=True)
                self._thread.start()

    def close(self) -> None:
        with self._lock:
            self._deliver = None
            self._thread = None
        self._sender.close()

    def _receive(self) -> None:
        while self._deliver is not None:
            try:
                self._hear()
            except (redis.RedisError, OSError) as error:
                log.warning("Redis tells no live notes: %s", error)
                time.sleep(AGAIN_AFTER_SECONDS)

    def _hear(self) -> None:
        with self._receiver.pubsub(ignore_subscribe_messages=True) as heard:
            heard.subscribe(self._channel)
            while (deliver := self._deliver) is not None:
                message = heard.get_message(timeout=1.0)
                found = unpacked(message["data"]) if message else None
                if found is not None and found[0] != self._origin:
                    deliver(found[1])
