"""A mail whose answer never came is looked up where the relay keeps a trace (``reliability.md``, Delivery)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from people import delivering_to, open_items, ordered, somebody
from servers import reachable_folder
from stage import Stage

from coordinator.correspondence.errors import Uncertain
from coordinator.correspondence.lookup import CaughtMail, Found, Lookup, Verdict
from coordinator.correspondence.postfix_log import PostfixLog
from coordinator.correspondence.smtp import Relay
from coordinator.embedded.mail_catcher import MailCatcher
from coordinator.services import operate
from coordinator.services.uncertain import reconcile
from coordinator.services.views.timeline import timeline
from coordinator.store import communications as communication_rows

AT_ONCE = timedelta(0)


class Lossy(Relay):
    """A relay whose answers to the dot get lost. ``takes``: whether it has taken the mail by then."""

    def __init__(self, url: str, *, takes: bool) -> None:
        super().__init__(url, 60)
        self.takes = takes

    def deliver(self, envelope_from: str, envelope_to: str, mail: bytes, before_dot: Callable[[], bool]) -> str:
        if self.takes:
            super().deliver(envelope_from, envelope_to, mail, before_dot)
        else:
            before_dot()
        raise Uncertain("the answer got lost")


@dataclass
class Said:
    """A place that answers what it is told to, and remembers what it was asked."""

    verdict: Verdict
    asked: list[str] = field(default_factory=list)

    def look_up(self, message_id: str, dot_at: datetime, now: datetime) -> Found:
        assert dot_at <= now
        self.asked.append(message_id)
        return Found(self.verdict, f"the log says {self.verdict.value}")


@pytest.fixture
def stage(shared_stage: Stage) -> Iterator[Stage]:
    shared_stage.sink.mails.clear()
    yield shared_stage
    shared_stage.world.lookups = ()
    for effect_id in _uncertain(shared_stage):
        operate.settle(shared_stage.world, effect_id, True, "the test is over")


def _uncertain(stage: Stage) -> list[str]:
    return [e.id for ref in list(stage.refs.values()) for e in stage.effects(ref) if e.status == "uncertain"][:1]


def lost(stage: Stage, *, taken: bool) -> str:
    """A case whose first mail ended in doubt."""
    with delivering_to(stage, Lossy(stage.sink.url, takes=taken)):
        ref = somebody(stage)
    assert ordered(stage, ref).status == "uncertain"
    assert open_items(stage, ref) == ["uncertain_send"]
    return ref


def looked_up(stage: Stage, *places: Lookup) -> int:
    stage.world.lookups = places
    settled = reconcile(stage.world)
    stage.rest()
    return settled


def kept(stage: Stage, ref: str) -> Any:
    with stage.world.database.reading() as session:
        return communication_rows.get(session, ordered(stage, ref).communication_id)


def test_a_mail_that_was_accepted_counts_as_sent_with_its_evidence(stage: Stage) -> None:
    ref = lost(stage, taken=True)
    place = Said(Verdict.ACCEPTED)

    assert looked_up(stage, place) == 1

    assert ordered(stage, ref).status == "done"
    assert kept(stage, ref).status == "sent"
    assert place.asked == [kept(stage, ref).message_id]
    assert open_items(stage, ref) == []
    assert len(stage.sink.mails) == 1
    assert looked_up(stage, place) == 0, "it is settled"


def test_a_mail_that_was_provably_not_accepted_goes_again_with_the_same_bytes(stage: Stage) -> None:
    ref = lost(stage, taken=False)
    before = bytes(kept(stage, ref).bytes)

    assert looked_up(stage, Said(Verdict.NOT_ACCEPTED)) == 1

    (mail,) = stage.sink.mails
    assert mail.content == before
    assert ordered(stage, ref).status == "done"
    assert kept(stage, ref).status == "sent"
    assert open_items(stage, ref) == []
    assert stage.names(ref) == [kept(stage, ref).name], "no second communication"


def test_a_stop_that_came_in_meanwhile_holds_what_would_go_again(stage: Stage) -> None:
    ref = lost(stage, taken=False)
    stage.fact(ref, "withdrawn")

    looked_up(stage, Said(Verdict.NOT_ACCEPTED))

    assert ordered_names(stage, "m01-welcome") == []
    assert ("m01-welcome", "stopped_withdrawn") in stage.not_sent(ref)


def ordered_names(stage: Stage, name: str) -> list[bytes]:
    return [mail.content for mail in stage.sink.mails if name.encode() in mail.content]


def test_a_mail_nobody_can_tell_of_stays_before_a_person_with_what_is_known(stage: Stage) -> None:
    ref = lost(stage, taken=True)

    assert looked_up(stage, Said(Verdict.UNKNOWN)) == 0

    assert ordered(stage, ref).status == "uncertain"
    assert ordered(stage, ref).last_error == "the log says unknown"
    assert open_items(stage, ref) == ["uncertain_send"]
    assert len(stage.sink.mails) == 1


def test_one_place_that_does_not_know_outweighs_another_that_never_saw_it(stage: Stage) -> None:
    ref = lost(stage, taken=True)

    looked_up(stage, Said(Verdict.NOT_ACCEPTED), Said(Verdict.UNKNOWN))
    assert ordered(stage, ref).status == "uncertain"

    looked_up(stage, Said(Verdict.NOT_ACCEPTED), Said(Verdict.ACCEPTED))
    assert ordered(stage, ref).status == "done"
    assert len(stage.sink.mails) == 1


def test_a_person_who_was_quicker_is_believed(stage: Stage) -> None:
    ref = lost(stage, taken=True)

    class Slow(Said):
        def look_up(self, message_id: str, dot_at: datetime, now: datetime) -> Found:
            operate.settle(stage.world, ordered(stage, ref).id, True, "I saw it in the log")
            return Found(Verdict.NOT_ACCEPTED, "never")

    assert looked_up(stage, Slow(Verdict.NOT_ACCEPTED)) == 0
    assert ordered(stage, ref).status == "done"
    assert len(stage.sink.mails) == 1


def test_the_mail_catcher_is_asked(stage: Stage) -> None:
    with reachable_folder() as folder:
        catcher = MailCatcher(folder)
        catcher.start()
        try:
            with delivering_to(stage, Lossy(catcher.smtp_url, takes=True)):
                taken = somebody(stage)
            with delivering_to(stage, Lossy(catcher.smtp_url, takes=False)):
                lost_one = somebody(stage)

            assert looked_up(stage, CaughtMail(catcher.url, timedelta(hours=1))) == 1, "it may still be writing"
            assert [ordered(stage, ref).status for ref in (taken, lost_one)] == ["done", "uncertain"]
            assert looked_up(stage, CaughtMail(catcher.url, AT_ONCE)) == 1
            assert ordered(stage, lost_one).status == "done"
            assert len(catcher.mailbox.mails()) == 1
            assert len(stage.sink.mails) == 1
        finally:
            catcher.stop()


def test_a_mail_catcher_that_is_away_tells_nothing(stage: Stage) -> None:
    ref = lost(stage, taken=True)

    assert looked_up(stage, CaughtMail("http://127.0.0.1:9", AT_ONCE)) == 0
    assert ordered(stage, ref).status == "uncertain"


def test_the_log_of_postfix_is_asked(stage: Stage, tmp_path: Path) -> None:
    ref = lost(stage, taken=True)
    log = tmp_path / "mail.log"
    stamp = datetime.now(UTC).isoformat(timespec="microseconds")
    message_id = kept(stage, ref).message_id
    log.write_text(f"{stamp} relay postfix/cleanup[1]: 4Xabcdef: message-id={message_id}\n", encoding="utf-8")
    assert looked_up(stage, PostfixLog(log, AT_ONCE)) == 0

    with log.open("a", encoding="utf-8") as more:
        more.write(f"{stamp} relay postfix/qmgr[1]: 4Xabcdef: from=<x@y.example>, size=1, nrcpt=1 (queue active)\n")

    assert looked_up(stage, PostfixLog(log, AT_ONCE)) == 1
    assert ordered(stage, ref).status == "done"
    with stage.world.database.reading() as session:
        told = [e for e in timeline(session, ref, stage.folder)["entries"] if e["name"] == "effect_settled"]
    assert "4Xabcdef" in str(told[0]["data"])
