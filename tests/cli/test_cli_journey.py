"""What ``case show`` says along the way, from the first letter to the comparison."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from command_line import CommandLine, working
from stage import Stage

OPINION: dict[str, Any] = {
    "ordinal": 2,
    "author": {"name": "Dr. Hugo Brandt"},
    "basis_mode": "record_review",
    "diagnoses": [{"label": "Osteoarthritis of the right knee", "icd10cm": "M17.11"}],
    "recommendations": [{"rank": 1, "modality": "rehabilitation", "name": "Supervised exercise"}],
}


def _holders(shown: dict[str, Any]) -> set[str]:
    return {line["holder"] for line in shown["holders"]}


def _requested(stage: Stage) -> str:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(hours=6)
    return ref


def _records_complete(stage: Stage) -> str:
    ref = _requested(stage)
    for request in stage.case(ref).requests:
        stage.fact(ref, "records_received", request=request.id, items=",".join(i.id for i in request.items))
        for item in request.items:
            stage.fact(ref, "document_verified", item=item.id)
    return ref


def _booked(stage: Stage) -> str:
    ref = _records_complete(stage)
    choice = next(entry for entry in stage.case(ref).shortlist if not entry["excluded"] and entry["slots"])
    stage.fact(ref, "provider_chosen", provider=choice["provider"])
    stage.fact(ref, "referral_accepted")
    stage.fact(ref, "cost_agreed", amount_minor="0")
    stage.fact(ref, "appointment_booked", slot=choice["slots"][0]["id"])
    return ref


def test_a_paper_waits_for_the_patient_and_a_letter_for_the_office(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    waiting = line.json("case", "show", ref)
    assert "patient" in _holders(waiting)
    assert waiting["authorizations"][0]["requests"] == [r["id"] for r in waiting["record_requests"]]

    stage.sign_all(ref)
    stage.advance(hours=6)
    asked = line.json("case", "show", ref)
    assert {r["status"] for r in asked["record_requests"]} == {"sent"}
    assert _holders(asked) >= {"office"}
    assert asked["readiness"]["percent"] == 0
    assert asked["readiness"]["expected_on"] is not None


def test_readiness_grows_with_what_is_verified_and_names_what_blocks(stage: Stage, line: CommandLine) -> None:
    ref = _requested(stage)
    request = stage.request(ref, "image_library")
    stage.fact(ref, "records_received", request=request.id, items="IMG_DICOM,IMG_REPORT")
    stage.fact(ref, "document_verified", item="IMG_DICOM")
    ready = line.json("case", "show", ref)["readiness"]
    assert 0 < ready["percent"] < 100
    blocked = {entry["record_type"]: entry["status"] for entry in ready["blocking"]}
    assert blocked["IMG_REPORT"] == "received"
    assert "IMG_DICOM" not in blocked


def test_an_essential_record_without_a_source_has_no_expected_date(stage: Stage, line: CommandLine) -> None:
    ref = stage.intake("0005")
    stage.accept(ref)
    ready = line.json("case", "show", ref)["readiness"]
    assert ready["expected_on"] is None
    assert "no_source" in {entry["status"] for entry in ready["blocking"]}


def test_complete_records_show_a_shortlist_with_slots_and_reasons(stage: Stage, line: CommandLine) -> None:
    shown = line.json("case", "show", _records_complete(stage))
    assert shown["stage"] == "scheduling"
    assert shown["readiness"] == {"percent": 100, "blocking": [], "expected_on": None}
    assert any(entry["excluded"] for entry in shown["shortlist"])
    slots = [slot for entry in shown["shortlist"] if not entry["excluded"] for slot in entry["slots"]]
    assert {"id", "starts_at", "mode"} <= set(slots[0])


def test_a_booked_visit_and_then_the_written_opinion_are_the_providers(stage: Stage, line: CommandLine) -> None:
    ref = _booked(stage)
    shown = line.json("case", "show", ref)
    assert (shown["stage"], shown["status"]) == ("consultation", "prep")
    assert [(a["status"], a["sequence"]) for a in shown["appointments"]] == [("booked", 0)]
    assert "provider" in _holders(shown)

    visit = stage.case(ref).appointment()
    assert visit is not None
    stage.advance_to(visit.starts_at + timedelta(hours=2))
    stage.fact(ref, "visit_attended")
    waiting = line.json("case", "show", ref)
    assert any("written opinion" in h["waiting_for"] for h in waiting["holders"] if h["holder"] == "provider")


def test_the_comparison_is_shown_to_staff_with_its_rows(stage: Stage, line: CommandLine, tmp_path: Path) -> None:
    ref = _booked(stage)
    visit = stage.case(ref).appointment()
    assert visit is not None
    stage.advance_to(visit.starts_at + timedelta(hours=2))
    stage.fact(ref, "visit_attended")
    file = tmp_path / "opinion.json"
    file.write_text(json.dumps(OPINION))
    with working(stage):
        assert line.json("case", "record", ref, "opinion_filed", f"file={file}", "--by", "operator")["recorded"]

    comparison = line.json("case", "show", ref)["comparison"]
    assert (comparison["status"], comparison["opinions"]) == ("draft", [1, 2])
    assert [row["field"] for row in comparison["rows"]][:2] == ["diagnosis", "certainty"]
    assert set(comparison["diagnosis"]) == {"proposed", "confirmed", "by"}
    assert {"verified_by", "treatment", "cause", "prompts"} <= set(comparison)


def test_a_legal_due_date_is_explained_from_the_receipt(stage: Stage, line: CommandLine) -> None:
    ref = _requested(stage)
    assert "no legal due date yet" in line.ok("case", "why", ref, "--date", "due_on")
    request = stage.request(ref, "records_office")
    stage.fact(ref, "request_received", request=request.id, evidence="fax_confirmed")
    said = line.ok("case", "why", ref, "--date", "due_on")
    assert "due on 2026-12-23: 30 calendar days after the receipt on 2026-11-23" in said
    assert "shown by fax_confirmed" in line.ok("case", "why", ref, "--date", "received_at")


def test_a_promise_is_the_reason_given_for_a_later_reminder(stage: Stage, line: CommandLine) -> None:
    ref = _requested(stage)
    request = stage.request(ref, "records_office")
    stage.fact(ref, "office_promised", request=request.id, on="2026-12-14")
    assert "the office named a date" in line.ok("case", "why", ref)


def test_the_e_mail_of_whoever_reads_stands_on_top(stage: Stage, line: CommandLine) -> None:
    minors = 0
    for number in ("0001", "0002", "0003", "0004", "0005", "0006"):
        ref = stage.intake(number)
        points = line.json("case", "show", ref)["contact_points"]
        reader = stage.case(ref).patient.reader(stage.now.date())
        minors += reader is not None
        assert [p["usable"] for p in points] == sorted((p["usable"] for p in points), reverse=True)
        emails = [p for p in points if p["kind"] == "email" and p["whose"] == (reader.id if reader else "patient")]
        if emails:
            assert points[0] == emails[0]
    assert minors == 1
