"""Faxes that arrive, and faxes that do not (``domain.md`` §3.7, §4.1, §4.6, §12)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from inbox_story import answers_to, arrives, mail, of_the_table, open_items, waiting
from lived import lived
from stage import Stage

from coordinator.correspondence.smtp import Relay
from coordinator.domain.errors import DeliveryFailed
from coordinator.domain.words import WorkItemKind
from coordinator.paths import examples_dir
from coordinator.services.directory_loading import load_directory
from coordinator.services.views.communications import communications
from coordinator.services.views.desks import desks_listed

DESK = "Front Range Orthopaedic Group"


def _fax(stage: Stage) -> tuple[str, str]:
    """A case whose first letter left by fax on a Tuesday morning; its request."""
    ref = stage.intake("0004")
    stage.accept(ref)
    stage.advance_to(datetime(2026, 11, 24, 17, tzinfo=UTC))
    stage.sign_all(ref)
    stage.advance(minutes=20)
    return ref, stage.request(ref, "records_office").id


_faxed = lived(_fax)


def _letters(stage: Stage, ref: str, request: str) -> list[dict[str, Any]]:
    with stage.world.database.reading() as session:
        listed = communications(session, ref, stage.world.files)
    return [one for one in listed if one["request"] == request]


def _notice(stage: Stage, ref: str, request: str, name: str) -> bytes:
    """The gateway's mail of this name, about the latest fax of this request."""
    ours = [row for row in stage.sent(ref, channel="fax") if row.request_id == request][-1]
    content = of_the_table(name, answers_to(stage, "l01-request"))
    token = str(answers_to(stage, "l01-request")["Reply-To"]).partition("+")[2].partition("@")[0]
    return content.replace(token.encode(), ours.reply_token.encode())


def _health(stage: Stage) -> dict[str, Any]:
    with stage.world.database.reading() as session:
        desk = next(
            d for d in desks_listed(session) if (d["organization"], d["department"]) == (DESK, "records_office")
        )
    return dict(desk["channels"])


# -- it arrived --------------------------------------------------------------------------------------------------------


@pytest.mark.rule("3.7-fax-confirmed")
def test_the_gateways_confirmation_is_evidence_of_receipt_and_starts_the_legal_clock(stage: Stage) -> None:
    ref, request = _faxed(stage)
    told = arrives(stage, _notice(stage, ref, request, "73-fax-delivered"))

    assert (told["kind"], told["status"]) == ("fax_delivered", "settled")
    got = stage.request(ref, "records_office")
    assert (got.receipt_evidence, got.due_on.isoformat()) == ("fax_confirmed", "2026-12-24")
    (letter,) = _letters(stage, ref, request)
    assert (letter["status"], letter["proof"]) == ("sent", "fax_confirmed")
    assert _health(stage)["fax"]["worked"] == 1
    assert waiting(stage) == []


def test_a_confirmation_told_twice_changes_nothing(stage: Stage) -> None:
    ref, request = _faxed(stage)
    arrives(stage, _notice(stage, ref, request, "73-fax-delivered"))
    seq = stage.case(ref).seq
    arrives(stage, _notice(stage, ref, request, "73-fax-delivered").replace(b"<fax.73@", b"<fax.99@"))

    assert stage.case(ref).seq == seq
    assert _health(stage)["fax"]["worked"] == 1


def test_what_still_waits_at_the_gateway_means_nothing_yet(stage: Stage) -> None:
    ref, request = _faxed(stage)
    seq = stage.case(ref).seq
    told = arrives(stage, _notice(stage, ref, request, "79-fax-queued"))

    assert (told["kind"], told["status"]) == ("auto_reply", "settled")
    assert stage.case(ref).seq == seq


# -- it did not --------------------------------------------------------------------------------------------------------


@pytest.mark.rule("4.6-fax-tries")
def test_a_fax_that_fails_is_tried_three_times_over_two_hours_and_then_goes_by_the_next_channel(stage: Stage) -> None:
    ref, request = _faxed(stage)
    began = stage.now
    for number in range(3):
        arrives(stage, _notice(stage, ref, request, "74-fax-failed-busy") + b"\nTry %d\n" % number)
        stage.advance(hours=1)

    letters = _letters(stage, ref, request)
    assert [(one["channel"], one["status"], one["proof"]) for one in letters] == [
        ("fax", "failed", "fax_failed"),
        ("fax", "failed", "fax_failed"),
        ("fax", "failed", "fax_failed"),
        ("print", "queued", None),
    ]
    assert datetime.fromisoformat(letters[-1]["made_at"]) - began == timedelta(hours=2)
    assert len({one["file"] for one in letters}) == 4
    assert open_items(stage, ref, WorkItemKind.FIND_OFFICE_ADDRESS) == [request]
    health = _health(stage)["fax"]
    assert (health["failed"], health["resting_since"] is not None) == (3, True)
    asked = stage.request(ref, "records_office")
    assert asked.status == "sent"
    assert [attempt["channel"] for attempt in asked.attempts] == ["fax", "fax", "fax"]


def test_a_number_without_a_fax_machine_is_not_tried_again(stage: Stage) -> None:
    ref, request = _faxed(stage)
    told = mail("faxserver@fax.example", "There was no fax tone.", subject="Fax to +1 303 555 0140 unsuccessful")
    assert arrives(stage, told)["status"] == "settled"

    assert [one["channel"] for one in _letters(stage, ref, request)] == ["fax", "print"]


def test_a_notice_that_names_only_a_number_and_comes_from_elsewhere_waits_for_a_person(stage: Stage) -> None:
    ref, request = _faxed(stage)
    told = mail("noreply@elsewhere.example", "Sent: 4 pages.", subject="Fax delivered to 13035550140")
    shown = arrives(stage, told)

    assert shown["status"] == "unmatched"
    assert not stage.request(ref, "records_office").receipt_evidenced
    assert [one["proof"] for one in _letters(stage, ref, request)] == [None]


def test_a_bounce_from_the_gateway_counts_as_a_failed_try(stage: Stage) -> None:
    ref, request = _faxed(stage)
    arrives(stage, _notice(stage, ref, request, "28-bounce-to-token-only"))

    assert [one["status"] for one in _letters(stage, ref, request)] == ["failed"]
    (again,) = [e for e in stage.effects(ref) if e.subject == request and e.status == "pending"]
    assert (again.reason, again.due_at - stage.now) == ("fax_failed", timedelta(hours=1))
    assert open_items(stage, ref, WorkItemKind.ADDRESS_BOUNCED) == []


class _Refusing(Relay):
    """A relay whose fax gateway refuses."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay

    def deliver(self, mail_from: str, rcpt_to: str, content: bytes, last_word: Callable[[], bool]) -> str:
        if rcpt_to.endswith("@fax.example"):
            raise DeliveryFailed("smtp.450", "line busy")
        return self.relay.deliver(mail_from, rcpt_to, content, last_word)


def test_a_gateway_that_refuses_counts_as_a_failed_try_and_not_as_a_mail(stage: Stage) -> None:
    stage.world._relay = _Refusing(stage.world.relay)
    ref, request = _fax(stage)
    stage.advance(hours=3)

    letters = _letters(stage, ref, request)
    assert [(one["channel"], one["status"]) for one in letters] == [("fax", "failed")] * 3 + [("print", "queued")]
    assert [reason for name, reason in stage.not_sent(ref) if name == "l01-request"].count("fax_failed") >= 3


# -- a channel that rests ----------------------------------------------------------------------------------------------


def _resting(stage: Stage) -> tuple[str, str]:
    ref, request = _faxed(stage)
    stage.fact(ref, "fax_failed", request=request, reason="wrong_number")
    return ref, request


def test_a_channel_that_failed_is_passed_over_for_every_case(stage: Stage) -> None:
    _resting(stage)
    desk = stage.request(stage.refs["0004"], "records_office").desk

    assert [channel.value for channel in desk.channels()] == ["print"]


def test_it_is_used_again_once_somebody_checked_the_number(stage: Stage) -> None:
    ref, _ = _resting(stage)
    (item,) = [w for w in stage.case(ref).work_items if w.open and w.code == "fax_number"]
    stage.fact(ref, "work_item_done", work_item=item.id, note="the line was down")

    assert _health(stage)["fax"]["resting_since"] is None


def test_another_number_in_the_directory_is_used_and_nothing_is_sent_again_by_itself(stage: Stage) -> None:
    ref, request = _resting(stage)
    before = len(_letters(stage, ref, request))
    told = json.loads((examples_dir() / "directory.json").read_text(encoding="utf-8"))
    for organization in told["organizations"]:
        for desk in organization.get("desks", []):
            if (organization["name"], desk["department"]) == (DESK, "records_office"):
                desk["fax"] = "+13035550149"
    file = stage.folder / "directory.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    load_directory(stage.world, [file])
    stage.advance(hours=1)

    assert len(_letters(stage, ref, request)) == before
    assert stage.request(ref, "records_office").desk.channels()[0] == "fax"
    stage.fact(ref, "request_sent_again", request=request, channel="fax")
    stage.advance(days=6)
    assert _letters(stage, ref, request)[-1]["to"].startswith("13035550149@")


def test_the_same_failure_told_twice_is_one(stage: Stage) -> None:
    ref, request = _faxed(stage)
    stage.fact(ref, "fax_failed", request=request, reason="busy")

    assert not stage.fact(ref, "fax_failed", request=request, reason="busy").recorded
