"""A whole case of a patient who reads Spanish, from the first mail to the last (``domain.md`` §4.4, §12)."""

from __future__ import annotations

import email
import email.policy
import json
import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from stage import Stage

from coordinator.domain.guards import missing
from coordinator.domain.words import ItemStatus
from coordinator.paths import examples_dir
from coordinator.services import staff

REVIEWER, SUPERVISOR, RECORDS = "sonja@beacon.example", "simone@beacon.example", "ravi@beacon.example"
TOMAS = "intake-0002@patients.example"
ENGLISH = re.compile(r"\b(the|you|your|please|we|visit|reply|hello|Monday|Tuesday|Wednesday|December|January)\b")
LINE_FOR_OTHERS = "Need an interpreter? It is free. Call"


def mails(stage: Stage, address: str = TOMAS) -> list[EmailMessage]:
    """Every mail to one address, oldest first."""
    to_them = [one.content for one in stage.sink.mails if one.rcpt_tos == (address,)]
    read = [email.message_from_bytes(content, policy=email.policy.default) for content in to_them]
    assert all(isinstance(one, EmailMessage) for one in read)
    return [one for one in read if isinstance(one, EmailMessage)]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def opinion() -> dict[str, object]:
    return {
        "ordinal": 2,
        "author": {"name": "Dr. Number 2"},
        "basis_mode": "video",
        "diagnoses": [{"label": "Severe stenosis", "icd10cm": "I35.0", "role": "primary", "certainty": "confirmed"}],
        "recommendations": [
            {
                "rank": 1,
                "modality": "watchful_waiting",
                "intent": "observe",
                "name": "Wait for symptoms",
                "urgency": "quarter",
                "reversible": "yes",
            }
        ],
        "side_effects": "none named",
        "daily_life": "as before",
        "cost": "co-payments",
        "follow_up": "in three months",
    }  # fmt: skip


def visited(stage: Stage) -> str:
    """Intake 0002: records waived, a visit by video, an interpreter, and the visit over."""
    for address, roles in (
        (RECORDS, ["records_coordinator"]),
        (REVIEWER, ["clinical_reviewer"]),
        (SUPERVISOR, ["supervisor"]),
    ):
        staff.add_user(stage.world, address, address.partition("@")[0].title(), roles)
    ref = stage.intake("0002")
    stage.accept(ref)
    stage.advance(days=2)
    stage.sign_all(ref)
    stage.advance(days=11)
    for reason in missing(stage.case(ref), stage.now.date()):
        if reason.code == "source.missing":
            stage.fact(ref, "item_waived", item=reason.detail.split(" or ")[0], reason="x", agreed_by="provider")
    for item in [i for i in stage.case(ref).items() if i.status is not ItemStatus.VERIFIED]:
        stage.fact(ref, "item_waived", item=item.id, reason="not needed", agreed_by="provider")
    stage.advance(days=3)
    chosen = next(entry for entry in stage.case(ref).shortlist if not entry["excluded"])
    stage.fact(ref, "provider_chosen", provider=chosen["provider"])
    stage.fact(ref, "referral_accepted")
    stage.fact(ref, "cost_agreed", amount_minor=20000)
    starts_at = (stage.now + timedelta(days=10)).isoformat()
    stage.fact(ref, "appointment_booked", starts_at=starts_at, mode="video")
    stage.fact(ref, "interpreter_booked")
    stage.fact(ref, "question_chosen", question="q7-2")
    stage.advance(days=10, hours=2)
    stage.fact(ref, "visit_attended")
    return ref


@pytest.mark.rule("4.4-language")
def test_a_spanish_patient_gets_every_mail_of_a_whole_case_in_spanish_on_their_own_clock(stage: Stage) -> None:
    ref = visited(stage)
    stage.advance(days=2)
    stage.fact(ref, "opinion_filed", by=RECORDS, file=opinion())
    stage.fact(
        ref, "agreement_classified", by=REVIEWER, diagnosis="confirmed", treatment="major_change",
        cause="different_judgement",
    )  # fmt: skip
    stage.fact(ref, "comparison_verified", by=SUPERVISOR)
    stage.fact(ref, "comparison_shared")
    stage.advance(days=2)
    stage.fact(ref, "comparison_opened", how="phone")
    stage.fact(ref, "clarification_offered", to="2", questions="What would change your advice?")
    stage.advance(days=3)
    stage.fact(ref, "decision_recorded", text="Esperar")
    stage.advance(days=12)

    assert stage.case(ref).stage == "closed"
    left = {name for row in stage.sent(ref, kind="message") for name in (row.parts or [row.name])}
    assert {
        "m01-welcome", "m04-accepted", "m06-sign-authorization", "m11-records-progress", "m12-records-ready",
        "m17-shortlist", "m18-booked", "m19-preparation", "m20-reminder-3-days", "m21-reminder-1-day",
        "m25-after-visit", "m26-comparison-ready", "m29-decision-guide", "m30-closing-survey",
    } <= left  # fmt: skip
    assert not [entry for entry in stage.not_sent(ref) if entry[1] == "no_template_language"]
    assert mails(stage)[0]["Subject"] == "Tenemos 3 mensajes para usted"
    for mail in mails(stage):
        text = text_of(mail).replace(LINE_FOR_OTHERS, "")
        assert "Hola, Tomás:" in text
        assert "hora del centro" in text  # when we answer the telephone
        assert not ENGLISH.findall(text)
    [booked] = [mail for mail in mails(stage) if mail["Subject"].startswith("Su cita del")]
    assert re.search(r"Fecha: \w+ \d+ de diciembre\nHora: \d{1,2}:\d\d [ap]\. m\., hora de Arizona\n", text_of(booked))
    assert "Cómo: por video" in text_of(booked)
    [invitation] = [part for part in booked.iter_attachments() if part.get_content_type() == "text/calendar"]
    assert b"SUMMARY:Cita (" in invitation.get_payload(decode=True)


@pytest.mark.rule("4.4-language")
def test_a_parent_who_reads_another_language_than_the_child_gets_their_own(stage: Stage) -> None:
    told = json.loads((examples_dir() / "intake" / "intake-0005.json").read_text(encoding="utf-8"))
    [parent, *others] = told["contacts"]
    spanish = stage.intake("0005", contacts=[{**parent, "language": "es"}, *others])
    stage.advance(hours=6)

    welcome = mails(stage, parent["email"])[0]
    assert stage.case(spanish).patient.language == "en"
    assert welcome["Subject"] == "Tenemos 2 mensajes para usted"
    assert f"Hola, {parent['name'].split()[0]}:" in text_of(welcome)

    reader = stage.case(spanish).patient.representative()
    assert reader is not None
    stage.fact(spanish, "language_chosen", language="en", contact=reader.id)
    stage.accept(spanish)
    stage.advance(days=3)
    assert f"Hello {parent['name'].split()[0]}," in text_of(mails(stage, parent["email"])[-1])


@pytest.mark.rule("12-question-never-silent")
def test_a_parent_whose_language_nobody_writes_is_called_though_the_child_reads_english(stage: Stage) -> None:
    told = json.loads((examples_dir() / "intake" / "intake-0005.json").read_text(encoding="utf-8"))
    [parent, *others] = told["contacts"]
    ref = stage.intake("0005", contacts=[{**parent, "language": "nv"}, *others])
    stage.accept(ref)
    stage.advance(days=8)

    assert mails(stage, parent["email"]) == []
    assert ("m06-sign-authorization", "no_template_language") in stage.not_sent(ref)
    assert [w.code for w in stage.case(ref).work_items if w.open and w.code == "m06-sign-authorization"]
