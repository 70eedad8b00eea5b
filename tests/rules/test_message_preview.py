"""A message can be read before it leaves, with this case's own data (``lessons.md``: a preview fills in names)."""

from __future__ import annotations

import pytest
from lived import lived
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.services.preview import preview


@lived
def _booked(stage: Stage) -> str:
    ref = stage.intake("0001")
    stage.accept(ref)
    provider = next(e["provider"] for e in _shortlist(stage, ref) if not e["excluded"])
    stage.fact(ref, "provider_chosen", provider=provider)
    stage.fact(ref, "appointment_booked", starts_at="2026-12-16T15:00:00Z", mode="video")
    return ref


def _shortlist(stage: Stage, ref: str) -> list[dict[str, object]]:
    stage.fact(ref, "shortlist_wanted")
    return list(stage.case(ref).shortlist)


def test_a_message_is_shown_as_mail_as_page_as_text_and_on_paper(stage: Stage) -> None:
    ref = _booked(stage)
    patient = stage.case(ref).patient
    before = len(stage.sent(ref))

    mail = preview(stage.world, ref, "m18", ".eml")
    assert f"To: {patient.contact_points[0].value}".encode() in mail
    assert b"List-Unsubscribe: <mailto:" in mail
    page = preview(stage.world, ref, "m18-booked", ".html").decode()
    text = preview(stage.world, ref, "m18", ".txt").decode()
    assert "December 16" in page
    assert "December 16" in text
    assert preview(stage.world, ref, "m18", ".pdf").startswith(b"%PDF")
    assert len(stage.sent(ref)) == before


def test_a_message_about_something_the_case_has_not_is_refused(stage: Stage) -> None:
    ref = stage.intake("0001")
    with pytest.raises(Refused, match=r"preview\.nothing"):
        preview(stage.world, ref, "m18", ".eml")
    with pytest.raises(Refused, match=r"preview\.form"):
        preview(stage.world, ref, "m01", ".doc")


def test_a_letter_is_previewed_as_before(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    assert preview(stage.world, ref, "l01", ".pdf").startswith(b"%PDF")
