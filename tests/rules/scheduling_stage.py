"""Ways into the scheduling stage, for tests that begin there."""

from __future__ import annotations

from typing import Any

from lived import lived
from stage import Stage

from coordinator.services.record import record
from coordinator.services.views.case_show import case_show
from coordinator.services.views.timeline import timeline

SETTLED = ("verified", "waived", "superseded")


def shown(stage: Stage, ref: str) -> dict[str, Any]:
    """The case as ``case show`` prints it."""
    with stage.world.database.reading() as session:
        found: dict[str, Any] = case_show(session, ref, stage.world.book(session), stage.world.now(session))
        return found


@lived
def in_scheduling(stage: Stage, number: str, **changes: Any) -> str:
    """A case whose records are settled: its essential items are waived by the patient."""
    ref = stage.intake(number, **changes)
    stage.accept(ref)
    stage.sign_all(ref)
    waive_all(stage, ref)
    assert stage.case(ref).stage == "scheduling", shown(stage, ref)["missing"]
    return ref


def waive_all(stage: Stage, ref: str) -> None:
    """The patient goes on without what is still outstanding."""
    for reason in shown(stage, ref)["missing"]:
        if reason["code"] == "source.missing":
            stage.fact(ref, "item_waived", item=reason["detail"].split(" or ")[0], reason="x", agreed_by="patient")
    for request in stage.case(ref).requests:
        for item in request.items:
            if item.essential and item.status not in SETTLED:
                stage.fact(ref, "item_waived", item=item.id, reason="x", agreed_by="patient")


def fitting(stage: Stage, ref: str) -> list[dict[str, Any]]:
    """Who may be chosen, in the order shown."""
    return [entry for entry in shown(stage, ref)["shortlist"] if not entry["excluded"]]


def chosen(stage: Stage, ref: str, number: int = 0) -> dict[str, Any]:
    """Choose one of those who fit, and return the entry."""
    entry = fitting(stage, ref)[number]
    stage.fact(ref, "provider_chosen", provider=entry["provider"])
    return entry


def booked(stage: Stage, ref: str, slot: int = 0) -> dict[str, Any]:
    """A chosen provider who accepts, and one of their openings taken."""
    entry = chosen(stage, ref)
    stage.fact(ref, "referral_accepted")
    stage.fact(ref, "appointment_booked", slot=entry["slots"][slot]["id"])
    return entry


def said(stage: Stage, ref: str, name: str, **values: object) -> None:
    """Record a fact that has a key ``by`` of its own."""
    record(stage.world, ref, name, values)
    stage.rest()


def codes(stage: Stage, ref: str) -> list[str]:
    """What is missing, as codes."""
    return [reason["code"] for reason in shown(stage, ref)["missing"]]


def open_codes(stage: Stage, ref: str, kind: str) -> list[str]:
    """Codes of the open work items of one kind."""
    return [w.code for w in stage.case(ref).work_items if w.open and w.kind == kind]


def events(stage: Stage, ref: str, name: str) -> list[dict[str, Any]]:
    """The data of every event with this name."""
    with stage.world.database.reading() as session:
        entries = timeline(session, ref, stage.world.files)["entries"]
    return [entry["data"] for entry in entries if entry["name"] == name]
