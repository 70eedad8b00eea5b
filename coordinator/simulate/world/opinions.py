"""The opinion files of the played clinicians."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordinator.simulate.world.written import FIRST, TOLD, Told

Json = Mapping[str, Any]
BASIS = {"in_person": "exam", "video": "video", "record_review": "record_review", "recollection": "recollection"}


def told_about(intake: Json) -> Told:
    """What will be written about this intake's condition; an unknown one is confirmed with the same plan."""
    condition = intake["question"]["condition"]
    root = str(condition.get("icd10cm") or "")[:3]
    if root in TOLD:
        return TOLD[root]
    diagnosis = {
        "label": condition["label"],
        "role": "primary",
        "certainty": "confirmed",
        "reasoning": "the records agree",
    }
    if condition.get("icd10cm"):
        diagnosis["icd10cm"] = condition["icd10cm"]
    name = (intake.get("first_opinion") or {}).get("recommendation") or "Continue as planned"
    plan = {
        "rank": 1,
        "modality": "other_medicine",
        "intent": "control",
        "name": name,
        "urgency": "month",
        "reversible": "yes",
    }
    return Told(
        "confirmed",
        "same",
        None,
        {
            "diagnoses": [diagnosis],
            "recommendations": [plan],
            "side_effects": "few",
            "daily_life": "no change",
            "cost": "covered",
            "follow_up": "in three months",
        },
    )


def written_opinion(intake: Json, ordinal: int, *, provider: str, on: str, mode: str) -> dict[str, Any]:
    """A complete opinion file, 2 or 3 (interface.md, "The opinion file"). ``on`` is a date."""
    seen = sorted({item for source in intake.get("sources") or () for item in source["items"]})
    return {
        "ordinal": ordinal,
        "author": {"name": provider, "specialty": intake["question"]["specialty"]},
        "date": on,
        "basis_mode": BASIS[mode],
        "materials_seen": seen,
        **told_about(intake).content,
        "next_steps": [{"what": "talk with the treating doctor", "who": "patient"}],
    }


def first_opinion(intake: Json) -> dict[str, Any] | None:
    """The first opinion as its author's note tells it, for conditions whose note says more than the intake."""
    told = intake.get("first_opinion") or {}
    content = FIRST.get(str(intake["question"]["condition"].get("icd10cm") or "")[:3])
    if content is None or not told.get("provider"):
        return None
    diagnosis = {**told["diagnosis"], "role": "primary", "certainty": "confirmed"}
    return {
        "ordinal": 1,
        "author": {"name": told["provider"], "organization": told.get("organization") or "not_stated"},
        "date": told.get("given_on") or "not_stated",
        "diagnoses": [diagnosis],
        **content,
    }
