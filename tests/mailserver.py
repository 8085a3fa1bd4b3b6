"""A mail server on this machine that takes letters, or refuses them as a real one would."""

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default


class Server(socketserver.ThreadingTCPServer):
    """`refused` and `put_off` are addresses; `letters` what was taken, as (recipient, message)."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.letters: list[tuple[str, EmailMessage]] = []
        self.refused: set[str] = set()
        self.put_off: set[str] = set()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}?from=site@example.org"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for recipient, message in self.letters if recipient == address]


class Session(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self._say("220 ready")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.upper()
            if verb.startswith("RCPT TO:"):
                recipient = line.partition("<")[2].partition(">")[0]
                if recipient in self.server.refused:
                    self._say("550 no such mailbox")
                    continue
                if recipient in self.server.put_off:
                    self._say("451 come back later")
                    continue
            if verb == "DATA":
                self._say("354 go on")
                lines = list(iter(lambda: self.rfile.readline(), b".\r\n"))
                raw = b"".join(one[1:] if one.startswith(b"..") else one for one in lines)
                message = email.message_from_bytes(raw, policy=default)
                assert isinstance(message, EmailMessage)
                self.server.letters.append((recipient, message))
            self._say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[Server]:
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()
