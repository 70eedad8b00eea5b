"""A case of the navigator's whose letters have left, and one that was only accepted: made once, and copied."""

from __future__ import annotations

from desk_people import NAVIGATOR
from stage import Stage


def own_case(stage: Stage, number: str) -> str:
    """A case that the navigator accepted."""
    ref = stage.intake(number)
    case = stage.case(ref)
    stage.fact(ref, "identity_verified")
    stage.fact(ref, "terms_accepted")
    reader = case.patient.reader(stage.now.date())
    stage.fact(ref, "contact_verified", contact=case.patient.points_of(reader)[0].id)
    stage.fact(ref, "case_accepted", navigator=NAVIGATOR)
    return ref


def two_cases(stage: Stage) -> None:
    """0001 has asked for its records; 0006 has not yet."""
    ref = own_case(stage, "0001")
    stage.sign_all(ref)
    stage.advance(hours=2)
    own_case(stage, "0006")
