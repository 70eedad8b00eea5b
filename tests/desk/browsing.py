"""Somebody at the desk with a browser that runs no scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response
from stage import Stage

from coordinator.web.app import create_app

SITE = "https://testserver"


@dataclass
class Browser:
    """Keeps cookies, and sends the token of the last page with every form."""

    client: TestClient
    token: str = ""

    @classmethod
    def of(cls, stage: Stage) -> Browser:
        return cls(TestClient(create_app(stage.world), base_url=SITE, raise_server_exceptions=False))

    def get(self, path: str) -> Response:
        return self._seen(self.client.get(path))

    def post(self, path: str, **fields: Any) -> Response:
        return self._seen(self.client.post(path, data={"form_token": self.token, **fields}))

    def sign_in(self, email: str, password: str) -> Response:
        self.get("/sign-in")
        return self.post("/sign-in", email=email, password=password)

    def _seen(self, answer: Response) -> Response:
        found = re.search(r'name="form_token" value="([0-9a-f]+)"', answer.text)
        self.token = found.group(1) if found else self.token
        return answer
