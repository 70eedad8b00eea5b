"""No value that people can write becomes a header, a recipient or a command (``reliability.md``, "Mail headers").

The long run is ``python -m tests.faults --headers 50000 --seed N``.
"""

from __future__ import annotations

from contextlib import suppress

import pytest
from hostile_headers import attack
from people import somebody
from servers import SmtpSink
from stage import Stage

from coordinator.domain.errors import Refused

VALUES = 2_000
SEED = 11


def test_hostile_values_are_refused_or_arrive_as_one_mail_to_one_address(smtp_sink: SmtpSink) -> None:
    count = attack(smtp_sink, VALUES, SEED)

    assert count.tried == VALUES
    assert count.refused > VALUES // 4
    assert count.arrived > VALUES // 40, "what gets through is looked at too"


HOSTILE_NAMES = (
    "Ana\r\nBcc: evil@x.example",
    "Ana =?utf-8?q?=0ABcc:evil@x.example?=",
    "Ana, evil@x.example",
    "Ana\u2028Bcc: evil@x.example",
)


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=ascii)
def test_a_hostile_name_is_refused_at_the_door_or_stands_in_no_header(shared_stage: Stage, name: str) -> None:
    shared_stage.sink.mails.clear()
    with suppress(Refused):
        somebody(shared_stage, given=name)

    assert len(shared_stage.sink.mails) <= 1
    for mail in shared_stage.sink.mails:
        head = mail.content.partition(b"\r\n\r\n")[0]
        assert len(mail.rcpt_tos) == 1
        assert b"evil" not in head
        assert b"Bcc" not in head
