"""Somebody who gets our mail: finds the link in it, asks for the code, reads it, and clicks through the pages."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass, field
from email.policy import default
from html.parser import HTMLParser
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from stage import Stage

from coordinator.services.portal import entering
from coordinator.web.app import create_app

LINK = re.compile(r"http://127\.0\.0\.1:9(/p/[A-Za-z0-9_-]{43})(\?lang=es)?")
CODE = re.compile(r"(?:is your code|es su código): ([0-9]{3}) ([0-9]{3})")


class Page(HTMLParser):
    """What of a page is asked about: its forms with their fields, its links, its elements and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.links: list[str] = []
        self.elements: list[str] = []
        self.attributes: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.elements.append(tag)
        self.attributes += told
        if tag == "form":
            self.forms.append((told.get("action", ""), {}))
        elif tag in ("input", "textarea", "select", "button") and told.get("name") and self.forms:
            self.forms[-1][1][told["name"]] = told.get("value", "")
        elif tag == "a":
            self.links.append(told.get("href", ""))

    def form(self, action: str) -> dict[str, str]:
        """The fields of the form that is sent there."""
        return next(fields for where, fields in self.forms if where == action)


@dataclass
class MailReader:
    """A reader with a browser of their own."""

    stage: Stage
    ref: str
    app: FastAPI = field(init=False)
    browser: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_app(self.stage.world)
        self.browser = self.another_browser()

    def another_browser(self) -> TestClient:
        """A browser without a cookie."""
        return TestClient(self.app, raise_server_exceptions=False, base_url="http://127.0.0.1:9")

    # -- mail ---------------------------------------------------------------

    def personal(self) -> list[str]:
        """What nobody may see who only has the link."""
        case = self.stage.case(self.ref)
        patient = case.patient
        return [
            patient.given, patient.family, case.ref, case.id, patient.id, *(p.value for p in patient.contact_points),
            *(a.organization_name for a in case.authorizations), case.icd10cm or "-",
        ]  # fmt: skip

    def texts(self) -> list[str]:
        """The text of every mail that came, oldest first."""
        found = []
        for mail in self.stage.sink.mails:
            body = email.message_from_bytes(mail.content, policy=default).get_body(("plain",))
            found.append(body.get_content() if body is not None else "")
        return found

    def links(self) -> list[str]:
        """The path of every link in the mails, oldest first."""
        return [found.group(1) for text in self.texts() for found in LINK.finditer(text)]

    def link(self) -> str:
        """The newest link."""
        return self.links()[-1]

    def code(self) -> str:
        """The newest code."""
        return self.newest_codes()[0]

    def newest_codes(self) -> list[str]:
        """Every code in the mails, newest first."""
        return ["".join(found.groups()) for text in self.texts() for found in CODE.finditer(text)][::-1]

    def codes(self) -> int:
        """How many mails brought a code."""
        return sum(1 for text in self.texts() if CODE.search(text))

    # -- pages --------------------------------------------------------------

    def get(self, path: str) -> Response:
        """Open a page."""
        return self.browser.get(path)

    def send(self, page: str, action: str, **fields: str) -> Response:
        """Fill in the form of a page and send it."""
        known = Page(self.get(page).text).form(action)
        return self.browser.post(action, data={**known, **fields})

    def ask(self, link: str) -> Response:
        """Open a link and press its button; the mail with the code comes."""
        answer = self.send(link, f"{link}/code")
        self.stage.rest()
        return answer

    def enter(self, link: str | None = None) -> Response:
        """Come in by a link, as a person does; returns the first page.

        Where programs asked for codes by several links, the newest may be of another: then the one before is typed.
        """
        link = link or self.link()
        self.ask(link)
        for code in self.newest_codes()[: entering.TRIES]:
            answer = self.send(f"{link}/code", f"{link}/enter", code=code)
            if answer.status_code == 200:
                break
        assert answer.status_code == 200, answer.text
        assert urlsplit(str(answer.url)).path.startswith(("/p/messages/", "/p/home"))
        return answer
