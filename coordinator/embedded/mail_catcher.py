"""The mail catcher: an SMTP server on loopback that accepts everything, delivers nothing, and shows it on a page."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from coordinator.embedded.mail_pages import MailPages
from coordinator.embedded.mailbox import Mailbox
from coordinator.embedded.smtp_listener import SmtpListener

LARGEST_MAIL = 50 * 1024 * 1024


class MailCatcher:
    """SMTP and pages, each on a free loopback port, in threads of this process."""

    def __init__(self, folder: Path) -> None:
        self.mailbox = Mailbox(folder)
        self._listener = SmtpListener(self._conversation)
        self._pages = MailPages(self.mailbox)

    @property
    def smtp_url(self) -> str:
        """Where programs send to."""
        return f"smtp://127.0.0.1:{self._listener.port}"

    @property
    def url(self) -> str:
        """Where people look; ``/messages.json`` below it is for scripts."""
        return self._pages.url

    def start(self) -> None:
        """Accept mail and show it from here on."""
        self._listener.start()
        self._pages.start()

    def stop(self) -> None:
        """Close both ports."""
        self._pages.stop()
        self._listener.stop()

    def _conversation(self) -> SMTP:
        return SMTP(
            _Acceptance(self.mailbox), hostname="catcher.example", enable_SMTPUTF8=True, data_size_limit=LARGEST_MAIL
        )


class _Acceptance:
    """What the SMTP server asks; the name of the method is its contract."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Answer 250 once the bytes are on disk."""
        content: Any = envelope.original_content
        try:
            mail = await asyncio.to_thread(self._mailbox.store, content, [str(to) for to in envelope.rcpt_tos])
        except OSError:
            return "451 the mail could not be kept; try again later"
        return f"250 OK: kept as {mail.number:06}"
