"""Every page of the desk, found the way people find them: by following links and forms from the places of the header.

``town`` is a house full of cases whose every free text is hostile. ``walk`` follows what is there as somebody with
every role. A new page needs no entry here: a link that leads to it is enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from browsing import Browser
from desk_people import PASSWORD
from fastapi import FastAPI
from fastapi.routing import APIRoute
from httpx import Response
from page_seen import Form, Seen, route_of, routes
from rules.filed import pdf, put
from sqlalchemy import Table, func, text, update
from stack.inbox_story import arrives, mail
from stage import Stage
from stage_walk import RECORDS, accepted, compared

from coordinator.domain.words import StaffRole
from coordinator.services.staff import add_user
from coordinator.store.columns import metadata
from coordinator.store.sign_in_tables import sign_in
from coordinator.web.app import create_app

EVERYBODY = "eve@beacon.example"
"""Somebody with every role, so that no page is hidden."""

CANARY = "Zzyzxovic"
DIAGNOSIS = "Quuxoblastoma"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}'

FREE_TEXTS = {
    "patient": ("family",),
    "contact": ("name",),
    "organization": ("name",),
    "provider": ("name",),
    "desk": ("phone_tree",),
    "record_request": ("organization_name",),
    "note": ("text",),
    "inbound": ("text", "subject", "sender"),
    "document": ("name",),
    "appointment": ("place",),
    "next_step": ("what",),
    "opinion": ("author",),
    "staff_user": ("name",),
}
"""Columns that hold what somebody typed and a page may show."""

MOST_OF_A_KIND = 2
"""Concrete addresses followed for one route and set of keys."""

MORE_OF = {"/cases/{ref}/messages/{message}": 8, "/inbox/{came}": 8, "/cases/{ref}": 4, "/cases/{ref}/comparison": 4}
"""Where not all of a kind lead on to the same."""


@dataclass
class Town:
    """A full house, and the references of its cases by where they stand."""

    stage: Stage
    app: FastAPI
    refs: dict[str, str] = field(default_factory=dict)

    def starts(self, browser: Browser) -> list[str]:
        """Where a walk begins: the first page, as it is and after something was recorded."""
        ref = self.refs["records"]
        browser.get(f"/cases/{ref}/facts/note_added")
        shown = browser.post(f"/cases/{ref}/facts/note_added", text="A word", back="/")
        return ["/", f"/?{shown.url.query.decode()}"]


def add_everybody(stage: Stage) -> None:
    """One person of each role in the navigator's team, one with all of them, and a navigator of another team."""
    roles = [role.value for role in StaffRole]
    add_user(stage.world, EVERYBODY, "Eve Everybody", roles, "north", PASSWORD)
    add_user(stage.world, RECORDS, "Rita Records", ["records_coordinator"], "north", PASSWORD)
    for role in roles:
        add_user(stage.world, email_of(role), f"A {role.replace('_', ' ')}", [role], "north", PASSWORD)
    add_user(stage.world, "kim@beacon.example", "Kim South", ["navigator"], "south", PASSWORD)


def email_of(role: str) -> str:
    """The address of the one who has this role only."""
    return f"{role}@beacon.example"


def settle(stage: Stage) -> Town:
    """Cases at every place of their way, something in every tray, and hostile words everywhere."""
    records = accepted(stage, "0001")
    stage.advance(hours=3)
    put(stage, records, pdf(3), item=next(iter(stage.case(records).items())).id)
    arrives(stage, mail("roi@mercy.example", "We never got your letter.", subject=f"Records {records}"))
    arrives(stage, mail("somebody@elsewhere.example", "Who are you?"))
    arrives(stage, _with_attachment(f"Records {records}"))
    whole = compared(stage, "0006")
    stage.fact(whole, "note_added", text="words")
    pool = stage.intake("0002")
    handed = accepted(stage, "0004")
    stage.fact(handed, "navigator_changed", to=EVERYBODY)
    stage.advance(days=1)
    _make_hostile(stage)
    return Town(stage, create_app(stage.world), {"records": records, "compared": whole, "pool": pool, "handed": handed})


def _with_attachment(subject: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "roi@mercy.example", "desk@beacon.example", subject
    made["Message-ID"] = "<with.attachment@mercy.example>"
    made.set_content("The reports are attached.")
    made.add_attachment(pdf(2, 310), maintype="application", subtype="pdf", filename="reports.pdf")
    return made.as_bytes()


def _make_hostile(stage: Stage) -> None:
    with stage.world.database.transaction() as session:
        for name, columns in FREE_TEXTS.items():
            table: Table = metadata.tables[name]
            for column in columns:
                words = {"patient": CANARY, "note": DIAGNOSIS, "inbound": DIAGNOSIS}.get(name, "") + HOSTILE
                there = table.c[column].is_not(None)
                session.execute(update(table).where(there).values({column: func.concat(words, " ", table.c[column])}))


def signed_in(stage: Stage, email: str) -> Browser:
    """Somebody who took every step."""
    browser = Browser.of(stage)
    browser.sign_in(email, PASSWORD)
    with stage.world.database.transaction() as session:
        session.execute(update(sign_in).values(whole_at=sign_in.c.begun_at))
    browser.get("/sign-in/code")
    return browser


# -- pages -------------------------------------------------------------------


@dataclass
class Walk:
    """Where following everything led. Keys of ``pages`` are addresses; of ``forms``, method and address."""

    pages: dict[str, Response] = field(default_factory=dict)
    forms: dict[tuple[str, str], Form] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    came_from: dict[str, str] = field(default_factory=dict)
    logged: list[Any] = field(default_factory=list)

    def html(self) -> dict[str, Response]:
        """The pages, without files and pictures."""
        return {path: r for path, r in self.pages.items() if r.headers["content-type"].startswith("text/html")}

    def of_each_kind(self, app: FastAPI) -> dict[str, str]:
        """One address for each route that answers with a page of ours; mails in their frames are none."""
        known, first = routes(app), dict[str, str]()
        for address in self.html():
            route = route_of(known, "GET", urlsplit(address).path)
            framed = self.pages[address].headers["content-security-policy"].startswith("sandbox;")
            if route is not None and not framed:
                first.setdefault(route.path, address)
        return first


def walk(browser: Browser, app: FastAPI, starts: Sequence[str] = ("/",)) -> Walk:
    """Follow every link from these pages on, a few of each kind."""
    known, found = routes(app), Walk()
    waiting, kinds, asked_by_form = list(starts), Counter[tuple[Any, ...]](), set[str]()
    while waiting:
        address = waiting.pop(0)
        if address in found.pages or address in found.broken:
            continue
        answer = browser.get(address)
        if answer.status_code == 422 and address in asked_by_form:
            found.refused.append(address)  # with a sentence, such as a comparison that nobody verified yet
            continue
        if answer.status_code >= 400:
            found.broken[address] = answer.status_code
            continue
        found.pages[address] = answer
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        seen = Seen(answer.text, address)
        for form in seen.forms:
            found.forms.setdefault((form.method.lower(), form.action or address), form)
        asked = [f"{f.action or address}?{urlencode(f.fields)}" for f in seen.forms if f.method.lower() == "get"]
        asked_by_form |= {_ours(one, address) for one in asked}
        for link in [*seen.links, *asked]:
            onward = _ours(link, address)
            kind = _kind(known, onward) if onward else None
            most = MORE_OF.get(kind[0], MOST_OF_A_KIND) if kind else 0
            if onward and kind is not None and (kinds[kind] < most or kind[0] is None):
                kinds[kind] += onward not in found.came_from
                found.came_from.setdefault(onward, address)
                waiting.append(onward)
    return found


def _ours(link: str, at: str) -> str:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not (parts.path or parts.query):
        return ""
    path = parts.path or urlsplit(at).path
    return "" if path.startswith("/static/") else path + (f"?{parts.query}" if parts.query else "")


def _kind(known: list[APIRoute], address: str) -> tuple[Any, ...]:
    parts = urlsplit(address)
    route = route_of(known, "GET", parts.path)
    name = re.search(r"/facts/(\w+)", parts.path)
    return (route.path if route else None, frozenset(key for key, _ in parse_qsl(parts.query)), name and name[1])


# -- many ----------------------------------------------------------------------

COPIED = ("patient", "case", "record_request", "work_item", "inbound", "communication", "effect")


def multiply(stage: Stage, times: int) -> None:
    """Every case, its requests, work, mails and letters, so many times over."""
    with stage.world.database.transaction() as session:
        for name in COPIED:
            keys = {c.name for c in metadata.tables[name].columns} & {"id", "case_id", "patient_id", "request_id"}
            moved = ", ".join(f"'{key}', md5({_as(key)} || n)::uuid" for key in sorted(keys))
            more = {
                "case": ", 'ref', 'SO-' || lpad(n::text, 4, '0') || '-' || substr(t.ref, 9)"
                ", 'external_id', t.external_id || n",
                "inbound": ", 'sha256', t.sha256 || n",
                "effect": ", 'key', t.key || '/' || n",
            }.get(name, "")
            session.execute(
                text(
                    f'INSERT INTO "{name}" SELECT r.* FROM "{name}" t, generate_series(1, :times) n, '
                    f'LATERAL jsonb_populate_record(NULL::"{name}", to_jsonb(t) || jsonb_build_object({moved}{more})) r'
                ),
                {"times": times},
            )
            session.execute(text(f'ANALYZE "{name}"'))


def _as(key: str) -> str:
    return f"t.{key}::text"
