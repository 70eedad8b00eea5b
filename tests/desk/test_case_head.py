"""What stands over every page of a case."""

from __future__ import annotations

from own_cases import accept, accepted, signed_in
from stage import Stage


def test_the_header_says_whose_case_it_is_where_it_stands_and_who_has_the_ball(stage: Stage) -> None:
    ref, nora = stage.intake("0001"), signed_in(stage)

    waiting = nora.get(f"/cases/{ref}").text
    accept(stage, ref)
    taken = nora.get(f"/cases/{ref}").text

    assert "<q>Do I need chemotherapy before surgery, or can surgery come first?</q>" in waiting
    assert "accepting the terms" in waiting
    assert "Mon 11 Jan 2027</strong>, in 49 days" in waiting
    assert "Records asked for by " in waiting
    assert "0 % settled" in waiting
    assert 'desk-steps--now" aria-current="step">Request' in waiting
    assert 'desk-steps--now" aria-current="step">Records' in taken
    assert "a signature for Lakeview General Hospital" in taken
    assert "request_records_by" not in waiting, "names of the code are not for people"


def test_a_closed_case_shows_how_far_it_came(stage: Stage) -> None:
    ref = accepted(stage)
    stage.fact(ref, "withdrawn")

    page = signed_in(stage).get(f"/cases/{ref}").text

    assert 'desk-steps--done">Records' in page
    assert '<li class="">Scheduling' in page
    assert 'aria-current="step">Closed' in page
    assert "withdrawn by the patient" in page
