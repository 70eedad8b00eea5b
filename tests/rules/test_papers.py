"""Papers in the life of a case: initials, renewal, expiry, a paper an office rejects, and one that is taken back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from lived import lived
from stage import Stage

from coordinator.paths import examples_dir
from coordinator.services.views.case_show import case_show


def sources(**changes: Any) -> list[dict[str, Any]]:
    """The first source of intake 0006, changed."""
    told = json.loads((examples_dir() / "intake" / "intake-0006.json").read_text(encoding="utf-8"))
    return [{**told["sources"][0], **changes}]


@lived
def accepted(stage: Stage, **changes: Any) -> str:
    ref = stage.intake("0006", **({"sources": sources(**changes)} if changes else {}))
    stage.accept(ref)
    return ref


def shown(stage: Stage, ref: str) -> dict[str, Any]:
    with stage.world.database.reading() as session:
        return case_show(session, ref, stage.world.book(session), stage.world.now(session))


def papers(stage: Stage, ref: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shown(stage, ref)["authorizations"]
    return found


def calls(stage: Stage, ref: str) -> list[str]:
    return [w.code for w in stage.case(ref).work_items if w.open and w.kind == "call_patient"]


@pytest.mark.rule("1.4-valid-paper", "1.4-sensitive-withheld")
def test_a_genetic_report_under_an_authorization_waits_for_its_initials(stage: Stage) -> None:
    ref = accepted(stage, legal_basis="authorization", items=["CONSULT_NOTE", "MOL_REPORT"])
    stage.sign_all(ref)
    stage.advance(days=1)

    assert "l01-request" not in stage.names(ref)
    assert shown(stage, ref)["record_requests"][0]["held_by"] == [
        {"code": "authorization.initials_missing", "detail": "GENETIC"}
    ]
    assert calls(stage, ref) == ["initials:GENETIC"]

    stage.fact(ref, "authorization_signed", authorization=papers(stage, ref)[0]["id"], initials="GENETIC")
    stage.advance(days=1)

    assert "l01-request" in stage.names(ref)
    assert calls(stage, ref) == []


@pytest.mark.rule("1.4-valid-paper")
def test_what_a_person_labels_as_sensitive_needs_initials_on_the_patients_own_right_too(stage: Stage) -> None:
    ref = accepted(stage, sensitive=["HIV"])
    stage.sign_all(ref)
    stage.advance(days=1)

    assert "l01-request" not in stage.names(ref)
    assert papers(stage, ref)[0]["initials_wanted"] == ["HIV"]


@pytest.mark.rule("1.4-valid-paper")
def test_psychotherapy_notes_are_asked_for_on_a_paper_of_their_own(stage: Stage) -> None:
    ref = accepted(stage, items=["CONSULT_NOTE", "PROGRESS_NOTE"], sensitive_items={"PROGRESS_NOTE": ["PSYCHOTHERAPY"]})

    assert [(p["kind"], p["alone_for"], p["form"]["items"]) for p in papers(stage, ref)] == [
        ("access_request", None, ["CONSULT_NOTE"]),
        ("authorization", "PSYCHOTHERAPY", ["PROGRESS_NOTE"]),
    ]


@pytest.mark.rule("1.4-sensitive-withheld")
def test_what_an_office_keeps_back_is_asked_for_on_a_paper_of_its_own(stage: Stage) -> None:
    ref = accepted(stage)
    stage.sign_all(ref)
    stage.advance(hours=6)
    request = stage.request(ref, "records_office")

    stage.fact(ref, "records_withheld", request=request.id, categories="SUD_PART2", items="OP_NOTE")

    apart = stage.request(ref, "records_office", basis="authorization")
    assert [i.record_type for i in apart.items] == ["OP_NOTE"]
    assert stage.request(ref, "records_office").item("OP_NOTE").status == "superseded"
    paper = papers(stage, ref)[-1]
    assert (paper["status"], paper["initials_wanted"]) == ("waiting", ["SUD_PART2"])

    stage.fact(ref, "authorization_signed", authorization=paper["id"], initials="SUD")
    stage.advance(days=7)

    assert [r.name for r in stage.sent(ref, request_id=apart.id)] == ["l01-request"]


@pytest.mark.rule("1.4-valid-paper")
def test_the_letter_carries_the_form_as_it_was_signed(stage: Stage) -> None:
    ref = accepted(stage, legal_basis="authorization", items=["CONSULT_NOTE", "OP_NOTE"])
    stage.sign_all(ref)
    stage.fact(ref, "item_waived", item="OP_NOTE", reason="not needed", agreed_by="patient")
    stage.advance(days=1)

    assert papers(stage, ref)[0]["form"]["items"] == ["CONSULT_NOTE", "OP_NOTE"]
    stage.fact(
        ref, "source_added", organization="Willamette Bone and Joint", department="records_office",
        items="DISCHARGE", legal_basis="authorization",
    )  # fmt: skip

    assert [(p["status"], p["form"]["items"]) for p in papers(stage, ref)] == [
        ("signed", ["CONSULT_NOTE", "OP_NOTE"]),
        ("waiting", ["DISCHARGE"]),
    ]


@pytest.mark.rule("1.4-bad-authorization")
def test_a_rejected_paper_is_issued_again_and_the_letter_goes_out_under_the_new_one(stage: Stage) -> None:
    ref = accepted(stage)
    stage.sign_all(ref)
    stage.advance(hours=6)
    request = stage.request(ref, "records_office")
    first = request.authorization_id

    stage.fact(ref, "request_returned", request=request.id, cause="authorization")
    again = papers(stage, ref)[-1]
    assert (again["status"], again["renews"]) == ("waiting", first)
    stage.advance(days=10)
    assert [r.name for r in stage.sent(ref, request_id=request.id)] == ["l01-request"]

    stage.fact(ref, "authorization_signed", authorization=again["id"])
    stage.advance(days=2)

    assert [r.name for r in stage.sent(ref, request_id=request.id)] == ["l01-request", "l01-request"]
    assert stage.request(ref, "records_office").authorization_id == again["id"]
    assert [d["name"] for d in papers(stage, ref)[-1]["disclosures"]] == ["l01-request"]


@pytest.mark.rule("1.4-paper-expires")
def test_a_paper_that_still_works_warns_at_30_14_and_3_days_and_is_renewed(stage: Stage) -> None:
    ref = accepted(stage)
    for paper in papers(stage, ref):
        stage.fact(ref, "authorization_signed", authorization=paper["id"], expires_on="2027-01-22")
    stage.advance_to(datetime(2027, 1, 21, tzinfo=UTC))

    effects = [e for e in stage.effects(ref) if e.name == "m07-authorization-expiring" and e.status == "done"]
    warned = [e.due_at.date() for e in effects]
    assert warned == [date(2026, 12, 23), date(2027, 1, 8), date(2027, 1, 19)]

    renewal = next(p for p in papers(stage, ref) if p["renews"])
    stage.fact(ref, "authorization_signed", authorization=renewal["id"])
    stage.advance(days=3)

    standing = {p["id"]: p["status"] for p in papers(stage, ref)}
    assert standing[renewal["renews"]] == "expired"
    assert standing[renewal["id"]] == "signed"
    moved = [r for r in stage.case(ref).requests if r.authorization_id == renewal["id"]]
    assert moved


@pytest.mark.rule("1.4-paper-expires")
def test_a_paper_that_will_lapse_before_the_expected_answer_is_told_at_once(stage: Stage) -> None:
    ref = accepted(stage)
    stage.sign_all(ref)
    stage.advance(hours=6)
    request = stage.request(ref, "records_office")
    assert "paper_lapses_before_answer" not in calls(stage, ref)

    stage.fact(ref, "office_promised", request=request.id, on="2027-06-30")

    assert calls(stage, ref) == ["paper_lapses_before_answer"]
    assert [p["status"] for p in papers(stage, ref) if p["renews"] == request.authorization_id] == ["waiting"]


@pytest.mark.rule("1.4-paper-expires", "1.4-valid-paper")
def test_letters_wait_while_a_paper_has_lapsed_and_go_on_when_it_is_renewed(stage: Stage) -> None:
    ref = accepted(stage)
    for paper in papers(stage, ref):
        stage.fact(ref, "authorization_signed", authorization=paper["id"], expires_on="2026-11-30")
    stage.advance_to(datetime(2026, 12, 8, tzinfo=UTC))
    request = stage.request(ref, "records_office")

    assert [p["status"] for p in papers(stage, ref)] == ["expired", "waiting"]
    assert [r.name for r in stage.sent(ref, request_id=request.id)] == ["l01-request"]
    held = [e for e in stage.effects(ref) if e.name == "l02-reminder-1" and e.subject == request.id]
    assert [(e.status, e.reason) for e in held] == [("pending", "not_deliverable_yet")]

    stage.fact(ref, "authorization_signed", authorization=papers(stage, ref)[0]["id"])
    stage.advance(days=2)

    assert [r.name for r in stage.sent(ref, request_id=request.id)] == ["l01-request", "l02-reminder-1"]


@pytest.mark.rule("1.4-paper-revoked")
def test_a_revocation_stops_what_rests_on_the_paper_and_lists_what_left_under_it(stage: Stage) -> None:
    ref = accepted(stage)
    stage.sign_all(ref)
    stage.advance(days=12)
    before = [r.id for r in stage.sent(ref, kind="letter")]
    paper = papers(stage, ref)[0]

    stage.fact(ref, "authorization_revoked", authorization=paper["id"], how="letter")
    stage.advance(days=40)

    gone = papers(stage, ref)[0]
    assert (gone["status"], gone["revoked_how"]) == ("revoked", "letter")
    listed = [(d["name"], d["department"], d["channel"]) for d in gone["disclosures"]]
    assert ("l01-request", "records_office", "secure_email") in listed
    assert ("l01-request", "image_library", "fax") in listed
    assert sorted(d["communication"] for d in gone["disclosures"]) == sorted(before)
    assert {r.name for r in stage.sent(ref, kind="letter") if r.id not in before} == {"l09-cancel-request"}
