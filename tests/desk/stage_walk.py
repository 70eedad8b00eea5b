"""Ways into the later stages at the desk: a case of the navigator's, looked at, chosen for, visited, compared."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from desk.desk_people import NAVIGATOR
from lived import lived
from rules.opinion_stories import opinion
from stage import Stage

from coordinator.domain.guards import missing
from coordinator.domain.words import ItemStatus

RECORDS = "rita@beacon.example"
REVIEWER = "carla@beacon.example"


@lived
def accepted(stage: Stage, number: str = "0006", **changes: Any) -> str:
    """In records, every paper signed, the navigator's own."""
    ref = stage.intake(number, **changes)
    reader = stage.case(ref).patient.reader(stage.now.date())
    stage.fact(ref, "identity_verified")
    stage.fact(ref, "terms_accepted")
    stage.fact(ref, "contact_verified", contact=stage.case(ref).patient.points_of(reader)[0].id)
    stage.fact(ref, "case_accepted", navigator=NAVIGATOR)
    stage.sign_all(ref)
    return ref


@lived
def in_scheduling(stage: Stage, number: str = "0006", **changes: Any) -> str:
    """Every record waived."""
    ref = accepted(stage, number, **changes)
    case = stage.case(ref)
    for reason in missing(case, stage.now.date()):
        if reason.code == "source.missing":
            stage.fact(
                ref, "item_waived", item=reason.detail.split(" or ")[0], reason="not needed", agreed_by="provider"
            )
    for item in [i for i in case.items() if i.status is not ItemStatus.VERIFIED]:
        stage.fact(ref, "item_waived", item=item.id, reason="not needed", agreed_by="provider")
    assert stage.case(ref).stage == "scheduling"
    return ref


def booked(stage: Stage, ref: str) -> str:
    """The first provider that fits is chosen, accepts, and gives a time a fortnight ahead."""
    chosen = next(entry for entry in stage.case(ref).shortlist if not entry["excluded"])
    stage.fact(ref, "provider_chosen", provider=chosen["provider"])
    stage.fact(ref, "referral_accepted")
    stage.fact(ref, "cost_agreed", amount_minor=20000)
    starts_at = (stage.now + timedelta(days=14)).isoformat()
    stage.fact(ref, "appointment_booked", starts_at=starts_at, mode="in_person", place="1 Oak St")
    if stage.case(ref).consult_too_late:
        stage.fact(ref, "risk_acknowledged")
    if stage.case(ref).patient.interpreter:
        stage.fact(ref, "interpreter_booked")
    assert stage.case(ref).stage == "consultation"
    return ref


@lived
def in_consultation(stage: Stage, number: str = "0006", **changes: Any) -> str:
    """A visit is booked."""
    return booked(stage, in_scheduling(stage, number, **changes))


@lived
def visited(stage: Stage, number: str = "0006", **changes: Any) -> str:
    """The visit took place; the clock was moved on without living through it."""
    ref = in_consultation(stage, number, **changes)
    stage.advance(days=14, hours=2)
    stage.fact(ref, "visit_attended")
    return ref


@lived
def compared(stage: Stage, number: str = "0006", second: dict[str, Any] | None = None, **changes: Any) -> str:
    """Two opinions stand side by side; the second was filed by the records coordinator."""
    ref = visited(stage, number, **changes)
    stage.fact(ref, "opinion_filed", by=RECORDS, file=second or opinion())
    assert stage.case(ref).stage == "comparison"
    return ref
