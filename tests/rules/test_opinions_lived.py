"""A case with two opinions lived through the database: what follows them is kept, leaves, and outlives the close."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from lived import lived
from opinion_stories import opinion
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.domain.guards import missing
from coordinator.domain.words import ItemStatus
from coordinator.services import staff
from coordinator.services.preview import preview_letter
from coordinator.services.views.case_show import case_show


@lived
def visited(stage: Stage) -> str:
    """Intake 0003: the first clinician's own office is among the desks."""
    for email, roles in (
        ("ravi@beacon.example", ["records_coordinator"]),
        ("sonja@beacon.example", ["clinical_reviewer"]),
        ("simone@beacon.example", ["supervisor"]),
    ):
        staff.add_user(stage.world, email, email.partition("@")[0].title(), roles)
    ref = stage.intake("0003")
    stage.accept(ref)
    stage.sign_all(ref)
    for reason in missing(stage.case(ref), stage.now.date()):
        if reason.code == "source.missing":
            stage.fact(ref, "item_waived", item=reason.detail.split(" or ")[0], reason="x", agreed_by="provider")
    for item in [i for i in stage.case(ref).items() if i.status is not ItemStatus.VERIFIED]:
        stage.fact(ref, "item_waived", item=item.id, reason="not needed", agreed_by="provider")
    chosen = next(entry for entry in stage.case(ref).shortlist if not entry["excluded"])
    stage.fact(ref, "provider_chosen", provider=chosen["provider"])
    stage.fact(ref, "referral_accepted")
    stage.fact(ref, "cost_agreed", amount_minor=20000)
    starts_at = (stage.now + timedelta(days=8)).isoformat()
    stage.fact(ref, "appointment_booked", starts_at=starts_at, mode="video")
    stage.fact(ref, "question_chosen", question="q7-2")
    stage.fact(ref, "worry_told", text="Losing my sight")
    stage.advance(days=8, hours=2)
    stage.fact(ref, "visit_attended")
    return ref


def shown(stage: Stage, ref: str) -> dict[str, Any]:
    with stage.world.database.reading() as session:
        return case_show(session, ref, stage.world.book(session), stage.world.now(session))


@pytest.mark.rule("1.7-copy", "1.7-survey", "12-always-rows", "12-worry")
def test_what_follows_two_opinions_leaves_in_its_time_and_outlives_the_close(stage: Stage) -> None:
    ref = visited(stage)
    sheet = preview_letter(stage.world, ref, "preparation")
    assert sheet.startswith(b"%PDF")
    with pytest.raises(Refused):
        preview_letter(stage.world, ref, "comparison")

    steps = [{"what": "call the clinic", "who": "patient"}]
    stage.fact(ref, "opinion_filed", by="ravi@beacon.example", file=opinion(cost="not_stated", next_steps=steps))
    told = shown(stage, ref)
    assert [q["text"] for q in told["questions"]] == ["Is it safe to wait that long?"]
    assert told["next_steps"][0]["what"] == "call the clinic"
    assert told["comparison"]["warnings"] == ["1.from_the_intake"]

    back = next(w for w in told["work_items"] if w["kind"] == "ask_back" and w["about"] == "2")
    stage.fact(ref, "letter_approved", work_item=back["id"])
    stage.fact(
        ref, "agreement_classified", by="sonja@beacon.example", diagnosis="changed", treatment="major_change",
        cause="different_reading",
    )  # fmt: skip
    stage.fact(ref, "comparison_verified", by="simone@beacon.example")
    stage.fact(ref, "comparison_shared")
    stage.fact(ref, "comparison_opened", how="phone")
    stage.fact(ref, "clarification_offered", to="1", questions="Which lesion do you mean?")
    stage.fact(ref, "copy_to_treating", agreed="yes")
    for item in [w for w in shown(stage, ref)["work_items"] if w["kind"] == "approve_letter"]:
        if item["code"] != "m28-third-opinion-info":
            stage.fact(ref, "letter_approved", work_item=item["id"])
    stage.advance(days=10)
    assert stage.names(ref, kind="letter").count("l15-clarification-request") == 2
    assert {"l15-clarification-request", "l16-copy-to-treating"} <= set(stage.names(ref, to_role="treating"))
    assert preview_letter(stage.world, ref, "comparison").startswith(b"%PDF")

    stage.fact(ref, "decision_recorded", text="I wait for the next scan.")
    assert shown(stage, ref)["stage"] == "closed"
    assert ("m28-third-opinion-info", "stopped_closed") in stage.not_sent(ref)
    stage.advance(days=35)

    left = [name for row in stage.sent(ref) for name in (row.parts or [row.name])]
    assert left.count("m30-closing-survey") == 2
    assert left.count("m35-follow-through") == 2
    assert left.count("m34-next-step") == 1
