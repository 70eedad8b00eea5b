"""Every computed date explains itself: what ``case show`` prints, ``case why --date`` can say (``domain.md`` §12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from lived import lived
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.services.views.case_show import case_show
from coordinator.services.views.explained_date import NAMES, explained_date

A_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T.*)?$")
TOLD_AS_SUCH = ("intake", "shortlist")
"""Parts of ``case show`` that repeat what somebody told us; their dates are nobody's computation."""


@lived
def rich_case(stage: Stage) -> str:
    """A case with a deadline, papers, a promise, a receipt, an offer, a visit and a pause."""
    ref = stage.intake("0001")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(hours=8)
    request = stage.request(ref, "records_office")
    stage.fact(ref, "request_received", request=request.id, evidence="call")
    stage.fact(ref, "office_promised", request=stage.request(ref, "image_library").id, on="2026-12-10")
    stage.fact(ref, "shortlist_wanted")
    chosen = next(one for one in shown(stage, ref)["shortlist"] if not one["excluded"])
    stage.fact(ref, "provider_chosen", provider=chosen["provider"])
    stage.fact(ref, "referral_accepted")
    stage.fact(ref, "appointment_booked", starts_at="2026-12-28T16:00:00+00:00", mode="video")
    stage.fact(ref, "placed_on_hold", reason="away", review_on="2026-12-01")
    return ref


def shown(stage: Stage, ref: str) -> dict[str, Any]:
    with stage.world.database.reading() as session:
        return case_show(session, ref, stage.world.book(session), stage.world.now(session))


def why(stage: Stage, ref: str, name: str) -> list[str]:
    with stage.world.database.reading() as session:
        return explained_date(session, ref, name, stage.world.book(session), stage.world.now(session))


def date_keys(value: object, key: str = "") -> Iterator[str]:
    """The keys under which a date stands."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in TOLD_AS_SUCH:
                yield from date_keys(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from date_keys(inner, key)
    elif isinstance(value, str) and A_DATE.match(value):
        yield key


@pytest.mark.rule("1.8-back-plan", "12-back-planning")
def test_every_date_that_case_show_prints_can_be_asked_about(stage: Stage) -> None:
    ref = rich_case(stage)
    keys = set(date_keys(shown(stage, ref)))
    assert {"consult_by", "due_on", "promised_on", "expires_on", "expected_on", "accept_by", "review_on"} <= keys

    assert [name for name in sorted(keys) if not _explained(stage, ref, name)] == []


def _explained(stage: Stage, ref: str, name: str) -> bool:
    try:
        return bool(why(stage, ref, name))
    except Refused:
        return False


def test_each_name_of_the_list_has_sentences_or_says_that_there_is_none(stage: Stage) -> None:
    ref = rich_case(stage)
    silent = []
    for name in NAMES:
        try:
            assert why(stage, ref, name), name
        except Refused as refused:
            silent.append((name, refused.code))
    assert {code for _, code in silent} <= {"date.none"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("expires_on", "180 calendar days after the signature on 2026-11-23"),
        ("promised_on", "the office named 2026-12-10"),
        ("due_on", "30 calendar days after the receipt on 2026-11-23"),
        ("review_on", "2026-12-01"),
        ("stage_target", "Stage records should take 24 days"),
        ("deadline_on", "2027-01-11, fixed, as the intake says (chemotherapy is scheduled to start)"),
        ("priority", "The case is routine, from the nearest of 2027-01-11"),
        ("verified_at", "not computed"),
    ],
)
def test_an_explanation_names_what_the_date_was_counted_from(stage: Stage, name: str, words: str) -> None:
    assert words in " ".join(why(stage, rich_case(stage), name))
