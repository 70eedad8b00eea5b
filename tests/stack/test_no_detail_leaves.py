"""A whole case full of telling words: none leaves by plain mail to a patient who allowed nothing (§4.1, §12)."""

from __future__ import annotations

import email
import email.policy
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from stage import Stage

from coordinator.correspondence.neutral_words import ILLNESS, found_in
from coordinator.domain.guards import missing
from coordinator.domain.words import ItemStatus
from coordinator.paths import examples_dir
from coordinator.services import staff

REVIEWER, SUPERVISOR, RECORDS = "sonja@beacon.example", "simone@beacon.example", "ravi@beacon.example"
PATIENT = "intake-0006@patients.example"
PLANTED = (
    "canarioma", "vexillum", "heliotrope", "psychiatric", "quillfeather", "lithium", "zebra pills", "wing of sorrows",
    "lakeshore", "imaging study", "consultation notes", "operative", "m17.11", "orthopaed",
)  # fmt: skip


def _example() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((examples_dir() / "intake" / "intake-0006.json").read_text(encoding="utf-8"))
    return told


def _planted(stage: Stage) -> str:
    """An intake whose condition, first opinion, offices, worry and treatments can be recognised anywhere."""
    for address, roles in (
        (RECORDS, ["records_coordinator"]), (REVIEWER, ["clinical_reviewer"]), (SUPERVISOR, ["supervisor"]),
    ):  # fmt: skip
        staff.add_user(stage.world, address, address.partition("@")[0].title(), roles)
    told = _example()
    question = {
        **told["question"], "text": "Must I take lithium?", "condition": {"label": "Canarioma", "icd10cm": "M17.11"},
    }  # fmt: skip
    first = {
        **told["first_opinion"], "provider": "Dr. Quillfeather", "organization": "Heliotrope Psychiatric Clinic",
        "diagnosis": {"label": "Canarioma of the vexillum", "icd10cm": "M17.11"}, "recommendation": "Lithium at once",
    }  # fmt: skip
    sources = [{**one, "organization": "Heliotrope Psychiatric Clinic"} for one in told["sources"]]
    return stage.intake(
        "0006", question=question, first_opinion=first, sources=sources, worry="Losing my wing of sorrows",
        other_treatments=["zebra pills"],
    )  # fmt: skip


def _opinion() -> dict[str, Any]:
    return {
        "ordinal": 2,
        "author": {"name": "Dr. Lakeshore"},
        "basis_mode": "exam",
        "diagnoses": [{"label": "Canarioma", "icd10cm": "M17.11", "role": "primary", "certainty": "confirmed"}],
        "recommendations": [
            {"rank": 1, "modality": "rehabilitation", "intent": "symptom_relief", "name": "Lithium later",
             "urgency": "month", "reversible": "yes"},
        ],
        "side_effects": "vexillum trouble", "daily_life": "as before", "cost": "co-payments", "follow_up": "in May",
        "next_steps": [{"what": "Begin the lithium", "who": "patient", "by": "2027-02-20"}],
    }  # fmt: skip


def _live(stage: Stage, ref: str) -> None:
    """From acceptance to the last follow-up, with a fee, an unusable file, a gap, a moved visit and a revocation."""
    stage.accept(ref)
    stage.advance(days=2)
    stage.sign_all(ref)
    stage.advance(days=1)
    request = stage.request(ref, "records_office")
    stage.fact(ref, "request_received", request=request.id, evidence="call")
    stage.fact(ref, "fee_quoted", request=request.id, amount_minor=4200)
    stage.advance(days=2)
    stage.fact(ref, "fee_challenged", request=request.id)
    first, *_ = request.items
    stage.fact(ref, "records_received", request=request.id, items=first.id)
    stage.fact(ref, "no_record_found", request=stage.request(ref, "image_library").id, tried="former_names,date_range")
    stage.advance(days=32)
    for reason in missing(stage.case(ref), stage.now.date()):
        if reason.code == "source.missing":
            stage.fact(ref, "item_waived", item=reason.detail.split(" or ")[0], reason="x", agreed_by="provider")
    for item in [i for i in stage.case(ref).items() if i.status is not ItemStatus.VERIFIED]:
        stage.fact(ref, "item_waived", item=item.id, reason="not needed", agreed_by="provider")
    stage.advance(days=2)
    chosen = next(entry for entry in stage.case(ref).shortlist if not entry["excluded"])
    stage.fact(ref, "provider_chosen", provider=chosen["provider"])
    stage.fact(ref, "referral_accepted")
    stage.fact(ref, "cost_agreed", amount_minor=20000)
    place = "Heliotrope Psychiatric Clinic, 12 Side St, Wing of sorrows"
    starts_at = (stage.now + timedelta(days=16)).isoformat()
    stage.fact(ref, "appointment_booked", starts_at=starts_at, mode="in_person", place=place)
    stage.advance(hours=30)
    stage.fact(ref, "appointment_rescheduled", starts_at=(stage.now + timedelta(days=18)).isoformat())
    stage.advance(hours=30)
    stage.fact(ref, "question_added", text="Must I take lithium?")
    stage.advance(days=18)
    stage.fact(ref, "visit_attended")
    stage.advance(days=3)
    stage.fact(ref, "opinion_filed", by=RECORDS, file=_opinion())
    stage.fact(
        ref, "agreement_classified", by=REVIEWER, diagnosis="changed", treatment="major_change",
        cause="different_judgement",
    )  # fmt: skip
    stage.fact(ref, "comparison_verified", by=SUPERVISOR)
    stage.fact(ref, "comparison_shared")
    stage.advance(days=2)
    stage.fact(ref, "comparison_opened", how="phone")
    stage.fact(ref, "clarification_offered", to="2", questions="Why lithium?")
    stage.advance(days=3)
    stage.fact(ref, "decision_recorded", text="No lithium")
    stage.advance(days=40)


def _read(content: bytes) -> str:
    """Everything that can be read of a mail on its way."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    told = [f"{key}: {value}" for key, value in mail.items()]
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            told += [str(part.get_filename() or ""), payload.decode("utf-8", "replace")]
    return "\n".join(told).lower()


def _paper(stage: Stage, ref: str) -> str:
    told = []
    for row in stage.sent(ref, kind="letter"):
        with pypdfium2.PdfDocument(Path(stage.folder) / (row.letter_path or row.path)) as opened:
            told += [page.get_textpage().get_text_range() for page in opened]
    return " ".join(" ".join(told).split()).lower()


@pytest.mark.rule("4.1-no-detail")
def test_no_mail_of_a_whole_case_tells_what_it_is_about_to_whoever_opens_it(stage: Stage) -> None:
    ref = _planted(stage)
    _live(stage, ref)

    left = {name for row in stage.sent(ref, kind="message") for name in (row.parts or [row.name])}
    assert left >= {
        "m01-welcome", "m06-sign-authorization", "m10-fee-approval", "m11-records-progress", "m13-gap-decision",
        "m17-shortlist", "m18-booked", "m19-preparation", "m20-reminder-3-days", "m21-reminder-1-day",
        "m23-changed-or-cancelled", "m25-after-visit", "m26-comparison-ready", "m29-decision-guide",
    }  # fmt: skip
    to_patient = [one.content for one in stage.sink.mails if one.rcpt_tos == (PATIENT,)]
    assert len(to_patient) > 12
    for content in to_patient:
        words = _read(content)
        assert [secret for secret in PLANTED if secret in words] == []
        assert found_in(words, "en", ILLNESS) == []
        assert b"application/pdf" not in content
    paper = _paper(stage, ref)
    assert {"canarioma", "heliotrope", "lithium"} <= {secret for secret in PLANTED if secret in paper}


def test_a_fax_says_nothing_before_its_pages_are_opened(stage: Stage) -> None:
    ref = _planted(stage)
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(days=1)

    faxes = [one for one in stage.sink.mails if one.rcpt_tos[0].endswith("@fax.example")]
    assert faxes
    for fax in faxes:
        mail = email.message_from_bytes(fax.content, policy=email.policy.default)
        names = [part.get_filename() for part in mail.walk() if part.get_filename()]
        assert mail["Subject"] == ref
        assert names == [f"{ref}.pdf"]
        cover = _read(fax.content).split("%pdf")[0]
        assert [secret for secret in PLANTED if secret in cover] == []


@pytest.mark.rule("4.1-no-detail")
@pytest.mark.parametrize("allowed", [True, False])
def test_a_reader_who_allows_details_gets_them_from_then_on_and_only_there(stage: Stage, allowed: bool) -> None:
    ref = _planted(stage)
    stage.accept(ref)
    if allowed:
        case = stage.case(ref)
        stage.fact(ref, "detail_allowed", contact=case.patient.points_of(None)[0].id)
    stage.advance(days=3)

    told = [_read(one.content) for one in stage.sink.mails if one.rcpt_tos == (PATIENT,)]
    assert any("heliotrope" in words for words in told) is allowed
    assert not any("heliotrope" in words.partition("\n\n")[0] for words in told)
