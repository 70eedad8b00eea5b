"""An SMTP server on a free loopback port, in a thread of this process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable

from aiosmtpd.smtp import SMTP

from coordinator.embedded.errors import StartFailed

START_SECONDS = 60.0


class SmtpListener:
    """Holds one conversation, made by ``conversation``, with each sender. The port is taken from the beginning."""

    def __init__(self, conversation: Callable[[], SMTP]) -> None:
        self._conversation = conversation
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._loop = asyncio.new_event_loop()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="smtp-listener", daemon=True)

    def start(self) -> None:
        """Accept mail from here on."""
        self._thread.start()
        if not self._listening.wait(START_SECONDS):
            raise StartFailed("the mail catcher did not start")

    def stop(self) -> None:
        """Close the port; a mail in the middle of its transfer is not accepted."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(self._loop.create_server(self._conversation, sock=self._socket))
        self._loop.call_soon(self._listening.set)
        self._loop.run_forever()
        server.close()
        conversations = asyncio.all_tasks(self._loop)
        for task in conversations:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*conversations, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()
