"""Staff of a generated clinic at their browsers: signed in without a password, each request counted and timed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from fastapi.testclient import TestClient
from sqlalchemy import event, text

from bench.clinic import person
from coordinator.services.sign_in.tokens import mac
from coordinator.services.world import World, new_id
from coordinator.web import long_lived
from coordinator.web.app import create_app

ORIGIN = "https://desk.example"
SAMPLE = 40
"""Cases of each visitor that they look at and look for."""


@dataclass
class Visitor:
    """Somebody signed in, and some of the cases they see. ``took`` and ``asked`` are of the last request."""

    client: TestClient
    token: str
    email: str
    cases: list[Any]
    took: float = 0.0
    asked: int = 0
    statements: list[str] = field(default_factory=list)

    def get(self, path: str) -> int:
        """Load a page; its status."""
        return self._timed("GET", path, None)

    def post(self, path: str, **fields: str) -> int:
        """Send a form; its status."""
        return self._timed("POST", path, urlencode({"form_token": self.token, **fields}))

    def _timed(self, method: str, path: str, body: str | None) -> int:
        self.statements.clear()
        headers = {"content-type": "application/x-www-form-urlencoded"} if body is not None else {}
        began = perf_counter()
        answer = self.client.request(method, path, content=body, headers=headers, follow_redirects=False)
        self.took, self.asked = perf_counter() - began, len(self.statements)
        return int(answer.status_code)


@contextmanager
def visitors(world: World, numbers: list[int]) -> Iterator[list[Visitor]]:
    """These members of staff (``bench.clinic.person``), each with a sample of whole cases in sight."""
    statements: list[str] = []

    def noted(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    app = create_app(world)
    long_lived.set_aside()  # as ``coordinator web`` does
    event.listen(world.database.engine, "before_cursor_execute", noted)
    try:
        yield [_enter(world, TestClient(app, base_url=ORIGIN), number, statements) for number in numbers]
    finally:
        event.remove(world.database.engine, "before_cursor_execute", noted)


def _enter(world: World, client: TestClient, number: int, statements: list[str]) -> Visitor:
    cookie = f"visitor-{number}-{new_id()}"
    email = person(number)
    with world.database.transaction() as session:
        session.execute(
            text("""
                INSERT INTO sign_in (id, cookie_mac, staff_id, roles, whole_at)
                SELECT :id, :mac, id, roles, clock_timestamp() FROM staff_user WHERE email = :email
            """),
            {"id": new_id(), "mac": mac(world.secret, "cookie", cookie), "email": email},
        )
        cases = session.execute(
            text("""
                SELECT c.ref, c.stage, p.given, p.family, p.birth_date, o.value AS phone
                FROM "case" c JOIN patient p ON p.id = c.patient_id
                JOIN contact_point o ON o.patient_id = p.id AND o.kind = 'phone' AND o.contact_id IS NULL
                WHERE c.navigator IN (SELECT email FROM staff_user t WHERE t.email = :email OR t.team =
                        (SELECT team FROM staff_user WHERE email = :email AND NOT 'navigator' = ANY(roles)))
                    AND c.stage <> 'closed' AND EXISTS (SELECT FROM intake WHERE case_id = c.id)
                ORDER BY md5(c.ref) LIMIT :most
            """),
            {"email": email, "most": SAMPLE},
        ).all()
    random.Random(number).shuffle(list(cases))
    client.cookies.set("desk", cookie)
    return Visitor(client, mac(world.secret, "form", cookie), email, list(cases), statements=statements)
