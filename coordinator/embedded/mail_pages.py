"""The catcher's pages: a list, one mail with its parts, and ``messages.json`` for scripts.

Mails hold what patients may read, so only a browser on this machine that asks for loopback is answered, and a mail's
HTML is shown in a frame without rights.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import asdict
from email.message import EmailMessage
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import structlog

from coordinator.embedded.mailbox import CaughtMail, Mailbox, header, parsed

log = structlog.get_logger()

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; frame-ancestors 'none'"
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #1b1b1b }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .4rem .8rem .4rem 0;
border-bottom: 1px solid #dfe1e2; vertical-align: top }
pre { white-space: pre-wrap; background: #f7f7f7; padding: 1rem }
iframe { width: 100%; height: 40rem; border: 1px solid #dfe1e2 }
"""


class MailPages:
    """The web server of the catcher, on a free loopback port."""

    def __init__(self, mailbox: Mailbox) -> None:
        class Request(_Request):
            box = mailbox

        self._server = _Server(("127.0.0.1", 0), Request)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="mail-pages", daemon=True)

    @property
    def url(self) -> str:
        """Where the list is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Answer requests from here on."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """One line without the text of the error, which may quote a mail."""
        log.error("catcher.page_failed", exc_info=True)


class _Request(BaseHTTPRequestHandler):
    box: Mailbox
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer one of the four kinds of address."""
        host = (self.headers.get("Host") or "").rpartition(":")[0]
        if host not in ("127.0.0.1", "localhost"):
            return self._answer(403, "text/plain", b"only for this machine\n")
        path = self.path.partition("?")[0]
        if path == "/":
            return self._page("Caught mail", _list(self.box.mails()))
        if path == "/messages.json":
            mails = [asdict(mail) for mail in self.box.mails()]
            return self._answer(200, "application/json", json.dumps(mails, indent=1).encode())
        found = re.fullmatch(r"/messages/0*(\d{1,9})(\.eml|/parts/(\d{1,3}))?", path)
        mail = self.box.mail(int(found[1])) if found else None
        if found is None or mail is None:
            return self._answer(404, "text/plain", b"no such mail\n")
        content = self.box.content(mail)
        if found[2] == ".eml":
            return self._answer(200, "message/rfc822", content, f"{mail.number:06}.eml")
        if found[3]:
            return self._part(parsed(content), int(found[3]))
        return self._page(mail.subject or "(no subject)", _mail(mail, parsed(content)))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's signature
        """Say nothing: the address of a page is not worth a line."""

    def _part(self, message: EmailMessage, number: int) -> None:
        for index, part in _attachments(message):
            if index == number:
                return self._answer(200, part.get_content_type(), _bytes(part), part.get_filename() or f"part-{number}")
        return self._answer(404, "text/plain", b"no such part\n")

    def _page(self, title: str, body: str) -> None:
        page = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
        )
        self._answer(200, "text/html; charset=utf-8", f"{page}<h1>{escape(title)}</h1>{body}</html>".encode())

    def _answer(self, status: int, kind: str, body: bytes, filename: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        if filename:
            self.send_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(filename, safe='')}")
        self.end_headers()
        self.wfile.write(body)


def _list(mails: list[CaughtMail]) -> str:
    if not mails:
        return "<p>No mail yet.</p>"
    rows = "".join(
        f'<tr><td><a href="/messages/{mail.number}">{mail.number}</a><td>{escape(mail.received_at)}'
        f"<td>{escape(', '.join(mail.envelope_to))}<td>{escape(mail.subject)}</tr>"
        for mail in reversed(mails)
    )
    return f"<table><tr><th>No.<th>Received<th>To<th>Subject</tr>{rows}</table>"


def _mail(mail: CaughtMail, message: EmailMessage) -> str:
    names = ("From", "To", "Date", "Subject", "Message-ID", "Reply-To", "List-Unsubscribe")
    rows = "".join(f"<tr><th>{name}<td>{escape(header(message, name))}</tr>" for name in names if header(message, name))
    envelope = escape(", ".join(mail.envelope_to))
    parts = [
        '<p><a href="/">All mail</a></p>',
        f"<table><tr><th>Envelope to<td>{envelope}</tr>{rows}</table>",
    ]
    parts += [f"<pre>{escape(_text(part))}</pre>" for part in _bodies(message, "text/plain")]
    parts += [
        f'<iframe sandbox="" title="HTML part" srcdoc="{escape(_text(part))}"></iframe>'
        for part in _bodies(message, "text/html")
    ]
    links = "".join(
        f'<li><a href="/messages/{mail.number}/parts/{index}">{escape(_name(part))}</a>'
        f" ({escape(part.get_content_type())}, {len(_bytes(part))} bytes)"
        for index, part in _attachments(message)
    )
    parts.append(f'<ul>{links}<li><a href="/messages/{mail.number}.eml">The mail as it came</a></ul>')
    return "".join(parts)


def _bodies(message: EmailMessage, kind: str) -> Iterator[EmailMessage]:
    for part in message.walk():
        if part.get_content_type() == kind and not part.get_filename():
            yield part


def _attachments(message: EmailMessage) -> Iterator[tuple[int, EmailMessage]]:
    """Every leaf that is not shown on the page, with its number in the order of the mail."""
    for index, part in enumerate(message.walk()):
        shown = part.get_content_type() in ("text/plain", "text/html") and not part.get_filename()
        if not part.is_multipart() and not shown:
            yield index, part


def _name(part: EmailMessage) -> str:
    return part.get_filename() or part.get_content_type()


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: EmailMessage) -> str:
    try:
        return _bytes(part).decode(part.get_content_charset("utf-8"), errors="replace")
    except LookupError:
        return _bytes(part).decode("latin-1")
