"""Above a desk's daily cap its reminders leave as one letter, each patient on their own page (``domain.md`` §12 R3)."""

from __future__ import annotations

import email
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select
from stage import Stage

from coordinator.correspondence.errors import Uncertain
from coordinator.domain.errors import DeliveryFailed
from coordinator.paths import examples_dir
from coordinator.services import operate
from coordinator.services.directory_loading import load_directory
from coordinator.services.gathering import release_summary
from coordinator.services.inbox.keeping import keep
from coordinator.services.inbox.understanding import understand_kept
from coordinator.services.perform import carry_out, perform_one
from coordinator.services.record import record
from coordinator.services.releasing import ForSummary, Released, release
from coordinator.services.views.communications import communications as shown_to_case
from coordinator.services.world import new_id
from coordinator.store import claims, clock, communications, effects, inbound, ledgers
from coordinator.store.claims import Claim
from coordinator.store.engine_tables import summary_letter as summary_table
from coordinator.store.ledgers import Asked

FAMILIES = ("Okafor", "Lindqvist", "Marchetti", "Tanaka", "Abebe", "Novak", "Castellanos", "Whitfield")
"""Patients of one records office; its cap is five letters a day as the playbook is shipped."""

PROMISED = "2026-12-09"
"""A Wednesday; the day after it nothing keeps the reminders silent any more."""

GATHERED_AT = datetime.fromisoformat("2026-12-10T14:00:00-06:00")
SUMMARY = "l18-summary"


def one_source(number: int, family: str) -> dict[str, Any]:
    """Intake 0001 as another person, who was seen at the records office only."""
    told = json.loads((examples_dir() / "intake" / "intake-0001.json").read_text(encoding="utf-8"))
    patient = told["patient"] | {
        "legal_name": {"given": "Maria", "family": family},
        "birth_date": date(1950 + number, 4, 17).isoformat(),
        "email": f"maria{number}@patients.example",
        "phones": [{"number": f"+1507555018{number}", "kind": "mobile"}],
    }
    source = told["sources"][0] | {"mrn": f"LK-10000{number}"}
    return {"external_id": f"LATE-{number}", "patient": patient, "contacts": [], "sources": [source]}


def late(stage: Stage, count: int, cap: int) -> list[str]:
    """Requests that the office promised for one day and did not answer; it is shortly before they are gathered."""
    playbook = stage.world.playbook
    limits = replace(playbook.limits, per_desk_a_day=cap)
    stage.world = replace(stage.world, playbook=replace(playbook, limits=limits))
    refs = []
    for number, family in enumerate(FAMILIES[:count]):
        ref = stage.intake("0001", **one_source(number, family))
        stage.accept(ref)
        stage.sign_all(ref)
        refs.append(ref)
    stage.advance(days=8)
    for ref in refs:
        stage.fact(ref, "office_promised", request=request_of(stage, ref), on=PROMISED)
    stage.advance_to(GATHERED_AT - timedelta(minutes=1))
    return refs


def four_late(stage: Stage) -> list[str]:
    """Four patients and a cap of one letter a day: three reminders wait."""
    return late(stage, 4, cap=1)


def request_of(stage: Stage, ref: str) -> str:
    return str(stage.request(ref, "records_office").id)


def reminders(stage: Stage, refs: Sequence[str]) -> list[Any]:
    """Letters to the office since the promised day, in the order of the cases."""
    day = date(2026, 12, 10)
    return [row for ref in refs for row in stage.sent(ref, kind="letter") if row.local_on >= day]


def waiting(stage: Stage, refs: Sequence[str]) -> list[str]:
    """The cases whose reminder waits because of the distance, oldest order first."""
    return [
        ref
        for ref in refs
        if any(
            e.name.startswith("l02") and e.status == "pending" and e.reason == "distance" for e in stage.effects(ref)
        )
    ]


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def attached(mail: bytes) -> bytes:
    parts = email.message_from_bytes(mail).walk()
    return next(bytes(p.get_payload(decode=True)) for p in parts if p.get_content_type() == "application/pdf")


def summaries(stage: Stage) -> list[Any]:
    with stage.world.database.reading() as session:
        return list(session.execute(select(summary_table)).all())


def faxes(stage: Stage, since: int) -> list[bytes]:
    return [mail.content for mail in stage.sink.mails[since:] if "@fax.example" in mail.rcpt_tos[0]]


def due(stage: Stage) -> None:
    """The hour at which they are gathered, before anything is done."""
    with stage.world.database.transaction() as session:
        clock.set_to(session, GATHERED_AT)


def claimed(stage: Stage) -> Claim:
    with stage.world.database.transaction() as session:
        found = claims.claim(session, "pdf", stage.now, stage.world.lease, new_id())
    assert found is not None
    return found


def released(stage: Stage) -> Released:
    """The summary with its bytes fixed, not carried out yet."""
    due(stage)
    answer = release(stage.world, claimed(stage))
    assert isinstance(answer, ForSummary)
    made = release_summary(stage.world, answer.claim)
    assert made is not None
    return made


def carry_out_in_vain(stage: Stage, monkeypatch: pytest.MonkeyPatch, made: Released, trouble: Exception) -> None:
    """What the relay answers this once."""

    def answering(*_: Any) -> None:
        raise trouble

    with monkeypatch.context() as this_once:
        this_once.setattr(stage.world.relay, "deliver", answering)
        carry_out(stage.world, made)


@pytest.mark.rule("12-R3")
def test_above_the_cap_one_letter_lists_who_is_late_each_on_a_page_of_their_own(stage: Stage) -> None:
    refs = late(stage, 8, cap=stage.world.playbook.limits.per_desk_a_day)
    assert [row.name for row in reminders(stage, refs)] == ["l02-reminder-1"] * 5
    gathered = waiting(stage, refs)
    assert len(gathered) == 3

    before = len(stage.sink.mails)
    stage.advance(hours=1)

    (fax,) = faxes(stage, before)
    front, *others = pages(attached(fax))
    names = {ref: FAMILIES[refs.index(ref)] for ref in refs}
    assert len(others) == 3
    assert "3 requests are waiting with you" in front
    assert not [name for name in FAMILIES if name in front]
    for ref in gathered:
        (page,) = [text for text in others if names[ref] in text]
        assert ref in page
        assert [name for name in FAMILIES if name in page] == [names[ref]]
        assert "Still missing" in page
        assert "sent November" in page
    (whole,) = summaries(stage)
    assert whole.bytes.replace(b"\r\n", b"\n") == fax.replace(b"\r\n", b"\n")
    assert (stage.world.files / whole.path).read_bytes() == whole.bytes
    assert [row.name for row in reminders(stage, gathered)] == [SUMMARY] * 3


@pytest.mark.rule("12-R3")
def test_a_case_shows_its_own_page_and_an_answer_to_the_whole_is_never_guessed(stage: Stage) -> None:
    refs = four_late(stage)
    gathered = waiting(stage, refs)
    stage.advance(hours=1)

    for ref in gathered:
        with stage.world.database.reading() as session:
            entry = shown_to_case(session, ref, stage.world.files)[-1]
            kept = communications.get(session, entry["id"])
        assert (entry["name"], entry["parts"], entry["status"]) == (SUMMARY, ["l02-reminder-1"], "sent")
        assert entry["file"] == entry["letter_file"]
        shown = (stage.world.files / kept.letter_path).read_bytes()
        assert shown == kept.bytes == kept.letter
        (page,) = pages(shown)
        assert [name for name in FAMILIES if name in page] == [FAMILIES[refs.index(ref)]]
        assert (kept.message_id, kept.reply_token) == (None, None)
    (whole,) = summaries(stage)
    arrived = keep(stage.world, answer_to(whole.reply_token), "file")
    understand_kept(stage.world)
    with stage.world.database.reading() as session:
        entry = inbound.get(session, arrived)
    assert entry.case_id is None
    assert {(one["case"], one["request"]) for one in entry.may_answer} == {
        (stage.case(ref).id, request_of(stage, ref)) for ref in gathered
    }


def answer_to(token: str) -> bytes:
    return (
        f"From: clerk@elsewhere.example\nTo: desk+{token}@beacon.example\nSubject: Your list\n"
        "Message-ID: <list.1@elsewhere.example>\nMIME-Version: 1.0\nContent-Type: text/plain\n\nIt is on its way.\n"
    ).encode()


@pytest.mark.rule("12-R3")
def test_it_counts_once_for_the_desk_and_each_patient_and_tells_the_legal_date_where_one_applies(stage: Stage) -> None:
    refs = four_late(stage)
    gathered = waiting(stage, refs)
    evidenced, other, _ = gathered
    stage.fact(evidenced, "request_received", request=request_of(stage, evidenced), evidence="portal")
    stage.advance(hours=1)

    case, day = stage.case(other), date(2026, 12, 10)
    with stage.world.database.reading() as session:
        desk = case.requests[0].desk
        assert desk is not None
        order = reminder(stage, other)
        ledger = ledgers.ledgers(session, [Asked(order, case.patient.person_key, day, desk.id, day)])[order.id]
        of_evidenced, of_other = (
            pages(communications.get(session, stage.sent(ref)[-1].id).bytes)[0] for ref in (evidenced, other)
        )
    assert (ledger.desk_letters_today, ledger.desk_summary_today, ledger.last_letter_on) == (2, True, day)
    for ref in gathered:
        request = stage.request(ref, "records_office")
        assert (request.last_letter_name, request.last_letter_on) == ("l02-reminder-1", day)
    assert "45 CFR 164.524" in of_evidenced
    assert "45 CFR 164.524" not in of_other


def reminder(stage: Stage, ref: str) -> Any:
    with stage.world.database.reading() as session:
        found = next(e for e in stage.effects(ref) if e.name.startswith("l02"))
        return effects.get(session, found.id)


@pytest.mark.rule("12-R3")
def test_a_second_summary_waits_for_the_next_business_day(stage: Stage) -> None:
    refs = four_late(stage)
    latest = waiting(stage, refs)[-1]
    stage.fact(latest, "placed_on_hold", reason="travelling", review_on="2026-12-20")
    stage.advance(minutes=30)
    assert len(summaries(stage)) == 1
    stage.fact(latest, "hold_ended")
    stage.advance(minutes=30)

    assert len(summaries(stage)) == 1
    assert reminders(stage, [latest]) == []
    stage.advance(days=1)
    assert [row.name for row in reminders(stage, [latest])] == ["l02-reminder-1"]


@pytest.mark.rule("12-R3")
def test_a_case_that_is_stopped_is_not_in_it(stage: Stage) -> None:
    refs = four_late(stage)
    gone, *kept = waiting(stage, refs)
    due(stage)
    record(stage.world, gone, "withdrawn", {})
    before = len(stage.sink.mails)
    stage.rest()

    (fax,) = [f for f in faxes(stage, before) if len(pages(attached(f))) == 3]
    assert gone not in " ".join(pages(attached(fax)))
    assert [row.name for row in reminders(stage, kept)] == [SUMMARY] * 2
    assert ("l02-reminder-1", "stopped_withdrawn") in stage.not_sent(gone)


@pytest.mark.rule("12-R3")
@pytest.mark.parametrize("place", [0, 2])
def test_a_stop_for_one_of_them_between_release_and_dot_keeps_the_whole_back(stage: Stage, place: int) -> None:
    refs = four_late(stage)
    gathered = waiting(stage, refs)
    made = released(stage)
    before = len(stage.sink.mails)
    record(stage.world, gathered[place], "withdrawn", {})
    carry_out(stage.world, made)

    assert faxes(stage, before) == []
    stage.rest()
    others = [ref for ref in gathered if ref != gathered[place]]
    (fax,) = [
        fax for fax in faxes(stage, before) if len(pages(attached(fax))) == 3 and "waiting" in pages(attached(fax))[0]
    ]
    assert gathered[place] not in " ".join(pages(attached(fax)))
    assert [row.name for row in reminders(stage, others)] == [SUMMARY] * 2
    assert SUMMARY not in stage.names(gathered[place])
    assert ("l02-reminder-1", "stopped_withdrawn") in stage.not_sent(gathered[place])


@pytest.mark.rule("12-R3")
def test_the_same_bytes_go_again_after_the_relay_was_busy_and_not_after_a_stop(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = four_late(stage)
    gathered = waiting(stage, refs)
    made = released(stage)
    carry_out_in_vain(stage, monkeypatch, made, DeliveryFailed("451", lasting=False))
    before = len(stage.sink.mails)
    stage.advance(minutes=5)

    (fax,) = faxes(stage, before)
    assert fax.replace(b"\r\n", b"\n") == made.content.replace(b"\r\n", b"\n")
    assert [row.name for row in reminders(stage, gathered)] == [SUMMARY] * 3


@pytest.mark.rule("12-R3")
def test_a_stop_while_the_relay_was_busy_makes_the_letter_anew(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    refs = four_late(stage)
    gathered = waiting(stage, refs)
    made = released(stage)
    carry_out_in_vain(stage, monkeypatch, made, DeliveryFailed("451", lasting=False))
    record(stage.world, gathered[1], "withdrawn", {})
    stage.advance(minutes=5)

    assert [row.name for row in reminders(stage, [gathered[0], gathered[2]])] == [SUMMARY] * 2
    assert SUMMARY not in stage.names(gathered[1])


@pytest.mark.rule("12-R3")
def test_an_uncertain_summary_is_settled_once_for_all_of_them(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    refs = four_late(stage)
    gathered = waiting(stage, refs)
    made = released(stage)
    carry_out_in_vain(stage, monkeypatch, made, Uncertain("no answer after the dot"))
    stage.rest()
    for ref in gathered:
        assert [item.kind for item in stage.case(ref).work_items if item.open and item.kind == "uncertain_send"]

    operate.settle(stage.world, made.claim.effect.id, sent=False, evidence="not in the log of the gateway")
    before = len(stage.sink.mails)
    stage.rest()

    assert len(faxes(stage, before)) == 1
    assert [row.name for row in reminders(stage, gathered)] == [SUMMARY] * 3
    for ref in gathered:
        assert not [item for item in stage.case(ref).work_items if item.open and item.kind == "uncertain_send"]


@pytest.mark.rule("12-R3")
def test_a_number_that_does_not_exist_stands_before_a_person_in_each_case(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = four_late(stage)
    gathered = waiting(stage, refs)
    made = released(stage)
    carry_out_in_vain(stage, monkeypatch, made, DeliveryFailed("550", lasting=True))
    for ref in gathered:
        assert [i for i in stage.case(ref).work_items if i.open and i.kind == "address_bounced"]
        assert [(e.status, e.reason) for e in stage.effects(ref) if e.name.startswith("l02")] == [("dead", "bounced")]

    for ref in gathered[1:]:
        (dead,) = [e for e in stage.effects(ref) if e.name.startswith("l02")]
        operate.retry(stage.world, dead.id, "the number was mended")
    stage.rest()
    assert [row.name for row in reminders(stage, gathered[1:])] == [SUMMARY] * 2


@pytest.mark.rule("12-R3")
def test_a_second_worker_that_holds_one_of_them_finds_it_gone(stage: Stage) -> None:
    refs = four_late(stage)
    gathered = waiting(stage, refs)
    due(stage)
    first, second = claimed(stage), claimed(stage)
    answer = release(stage.world, second)
    assert isinstance(answer, ForSummary)
    before = len(stage.sink.mails)
    perform_one(stage.world, first)
    assert release_summary(stage.world, second) is None
    perform_one(stage.world, second)
    stage.rest()

    assert len(faxes(stage, before)) == 1
    assert [row.name for row in reminders(stage, gathered)] == [SUMMARY] * 3


@pytest.mark.rule("12-R3")
def test_the_legal_letters_above_the_cap_keep_a_letter_of_their_own(stage: Stage) -> None:
    rules = stage.world.playbook.messages

    assert [name for name, rule in rules.items() if rule.in_summary] == ["l02-reminder-1", "l03-reminder-2"]


# -- an office that wants one letter a week --------------------------------------------------------------------


def wants_one_letter_a_week(stage: Stage, weekday: str) -> None:
    """The directory says so of the records office."""
    told = json.loads((examples_dir() / "directory.json").read_text(encoding="utf-8"))
    office = next(o for o in told["organizations"] if o["name"] == "Lakeview General Hospital")
    next(d for d in office["desks"] if d["department"] == "records_office")["weekly_summary"] = weekday
    file = stage.folder / "weekly.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    load_directory(stage.world, [file])


@pytest.mark.rule("12-R3")
def test_an_office_that_wants_one_letter_a_week_gets_its_reminders_on_its_weekday(stage: Stage) -> None:
    wants_one_letter_a_week(stage, "friday")
    refs = late(stage, 3, cap=20)
    planned = [e for ref in refs for e in stage.plan(ref) if e["name"] == "l02-reminder-1" and e["would_send"]]
    stage.advance(hours=2)
    assert reminders(stage, refs) == []
    assert {e.reason for ref in refs for e in stage.effects(ref) if e.name == "l02-reminder-1"} == {"weekly_summary"}

    stage.advance(days=1)
    sent = reminders(stage, refs)
    assert {(row.name, row.local_on.isoformat()) for row in sent} == {(SUMMARY, "2026-12-11")}
    assert len({row.case_id for row in sent}) == 3
    assert len(summaries(stage)) == 1
    assert {e["local_time"][:16] for e in planned} == {"2026-12-11T14:00"}


@pytest.mark.rule("12-R3")
def test_a_letter_before_the_legal_date_does_not_wait_for_the_weekly_one(stage: Stage) -> None:
    wants_one_letter_a_week(stage, "wednesday")
    (ref,) = late(stage, 1, cap=20)
    stage.fact(ref, "request_received", request=request_of(stage, ref), at="2026-11-24T10:00:00-06:00", evidence="call")
    stage.advance_to(datetime.fromisoformat("2026-12-21T15:00:00-06:00"))

    assert [(row.name, row.local_on.isoformat()) for row in reminders(stage, [ref]) if row.name[:3] == "l04"] == [
        ("l04-pre-deadline", "2026-12-21")
    ]
