"""Mail in a folder becomes a row, by tick, broker and a real Celery worker (``docs/architecture.md``)."""

from __future__ import annotations

import pytest
from running_stack import running_stack, until
from servers import reachable_folder

from coordinator.services.views.inbox import inbox_list

MAIL = b"""From: Somebody <somebody@mail.example>
To: desk@beacon.example
Subject: A question
Message-ID: <folder.1@mail.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Is this the right address?
"""


@pytest.mark.timeout(400)
def test_mail_in_a_folder_becomes_an_inbound_row() -> None:
    with reachable_folder() as folder:
        arriving = folder / "arriving"
        arriving.mkdir(mode=0o777)
        (arriving / "one.eml").write_bytes(MAIL)
        with running_stack(COORDINATOR_INBOUND_DIR=str(arriving)) as stack:

            def listed() -> list[tuple[str, str]]:
                with stack.world.database.reading() as session:
                    return [(row["kind"], row["status"]) for row in inbox_list(session)]

            until(lambda: listed() == [("reply", "unmatched")], patience=150)
            assert not (arriving / "one.eml").exists()
