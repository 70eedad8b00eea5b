"""The opinion files of the played clinicians."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from coordinator.simulate.world.conditions_played import CONDITIONS
from coordinator.simulate.world.rates import Rates
from coordinator.simulate.world.written import FIRST, TOLD, Told
from coordinator.simulate.world.written_by_code import BY_CODE

Json = Mapping[str, Any]
BASIS = {"in_person": "exam", "video": "video", "record_review": "record_review", "recollection": "recollection"}


def agreement_of(chance: Random, rates: Rates) -> tuple[str, str]:
    """How the two opinions agree on diagnosis and treatment (``domain.md`` §10.2)."""
    diagnosis = chance.choices(list(rates.agreement_diagnosis), list(rates.agreement_diagnosis.values()))[0]
    treatments = dict(rates.agreement_treatment)
    if diagnosis == "changed":
        others = 1.0 - treatments["major_change"]
        treatments = {name: share * (1 - rates.major_when_changed) / others for name, share in treatments.items()}
        treatments["major_change"] = rates.major_when_changed
    return diagnosis, chance.choices(list(treatments), list(treatments.values()))[0]


def told_about(intake: Json, agreement: tuple[str, str] = ("confirmed", "same")) -> Told:
    """What will be written about this intake's condition; where nobody wrote it down, as ``agreement`` says."""
    condition = intake["question"]["condition"]
    code = str(condition.get("icd10cm") or "")
    known = BY_CODE.get(code) or TOLD.get(code[:3])
    if known is not None:
        return known
    played = next((c for known in CONDITIONS.values() for c in known if c.code == code), None)
    diagnosis, treatment = agreement if played is not None else ("confirmed", "same")
    written = {"label": condition["label"], "role": "primary", "certainty": "confirmed", "reasoning": "as recorded"}
    if code:
        written["icd10cm"] = code
    if played is not None and diagnosis in ("refined", "changed"):
        written["icd10cm"] = played.refined if diagnosis == "refined" else played.changed
    if diagnosis == "undetermined":
        written["certainty"] = "possible"
    name = (intake.get("first_opinion") or {}).get("recommendation") or "Continue as planned"
    plan = {**PLAN, "name": name} if treatment == "same" else {**PLAN, "name": "Another plan"}
    if treatment == "major_change":
        plan |= {"modality": "watchful_waiting", "intent": "observe"}
    content: dict[str, Any] = {
        "diagnoses": [written],
        "recommendations": [] if treatment == "not_comparable" else [plan],
        "side_effects": "few",
        "daily_life": "no change",
        "cost": "covered",
        "follow_up": "in three months",
    }
    return Told(diagnosis, treatment, None if agreement == ("confirmed", "same") else "different_judgement", content)


PLAN: Json = {"rank": 1, "modality": "other_medicine", "intent": "control", "urgency": "month", "reversible": "yes"}


def written_opinion(
    intake: Json, ordinal: int, *, provider: str, on: str, mode: str, agreement: tuple[str, str] = ("confirmed", "same")
) -> dict[str, Any]:
    """A complete opinion file, 2 or 3 (interface.md, "The opinion file"). ``on`` is a date."""
    seen = sorted({item for source in intake.get("sources") or () for item in source["items"]})
    return {
        "ordinal": ordinal,
        "author": {"name": provider, "specialty": intake["question"]["specialty"]},
        "date": on,
        "basis_mode": BASIS[mode],
        "materials_seen": seen,
        **told_about(intake, agreement).content,
        "next_steps": [{"what": "talk with the treating doctor", "who": "patient"}],
    }


def first_opinion(intake: Json) -> dict[str, Any] | None:
    """The first opinion as its author's note tells it, for conditions whose note says more than the intake."""
    told = intake.get("first_opinion") or {}
    code = str(intake["question"]["condition"].get("icd10cm") or "")
    content = None if code in BY_CODE else FIRST.get(code[:3])
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
