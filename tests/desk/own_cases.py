"""Cases of the navigator who is signed in, at places of their way that pages are looked at."""

from __future__ import annotations

from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from stage import Stage


def signed_in(stage: Stage, email: str = NAVIGATOR) -> Browser:
    """The navigator, at the desk."""
    browser = Browser.of(stage)
    browser.sign_in(email, PASSWORD)
    return browser


def accepted(stage: Stage, number: str = "0001") -> str:
    """A case in records that is the navigator's; returns its reference."""
    ref = stage.intake(number)
    accept(stage, ref)
    return ref


def accept(stage: Stage, ref: str) -> None:
    """The navigator takes a case on."""
    stage.fact(ref, "identity_verified")
    stage.fact(ref, "terms_accepted")
    stage.fact(ref, "contact_verified", contact=stage.case(ref).patient.points_of(None)[0].id)
    stage.fact(ref, "case_accepted", navigator=NAVIGATOR)
