"""When a signed paper carries a letter, and each way in which it does not (``domain.md`` §3.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from coordinator.domain.authorization import STATEMENTS, Authorization
from coordinator.domain.words import AuthorizationKind, AuthorizationStatus

DAY = date(2026, 12, 1)
MERCY = ("org-mercy", "Mercy Hospital")


def a_paper(**changes: object) -> Authorization:
    paper = Authorization(
        "paper-1", AuthorizationKind.AUTHORIZATION, "org-mercy", "Mercy Hospital", AuthorizationStatus.SIGNED,
        signed_at=datetime(2026, 11, 24, tzinfo=UTC), signer="patient", initials=["HIV"], expires_on=date(2027, 5, 23),
        form={
            "description": "CONSULT_NOTE, MOL_REPORT", "items": ["CONSULT_NOTE", "MOL_REPORT"],
            "disclosers": ["Mercy Hospital"], "recipients": ["service"], "purpose": "at the request of the individual",
            "statements": list(STATEMENTS),
        },
    )  # fmt: skip
    for name, value in changes.items():
        setattr(paper, name, value)
    return paper


def without(element: str) -> Authorization:
    paper = a_paper()
    paper.form = {**(paper.form or {}), element: ""}
    return paper


def codes(paper: Authorization, **asked: object) -> list[str]:
    told = {"organization": MERCY, "items": ["CONSULT_NOTE"], "categories": [], "recipient": "service"} | asked
    return [str(reason) for reason in paper.why_not_valid(DAY, **told)]  # type: ignore[arg-type]


@pytest.mark.rule("3.2-validity")
def test_a_whole_paper_carries_what_it_describes() -> None:
    assert codes(a_paper()) == []
    assert codes(a_paper(), organization=["mercy hospital"], categories=["HIV"]) == []


@pytest.mark.rule("3.2-validity")
@pytest.mark.parametrize("element", ["description", "disclosers", "recipients", "purpose"])
def test_a_paper_that_lacks_a_core_element_is_defective(element: str) -> None:
    assert f"authorization.incomplete: {element}" in codes(without(element), items=[], recipient="")


@pytest.mark.rule("3.2-validity")
@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_paper_that_lacks_a_statement_is_defective(statement: str) -> None:
    paper = a_paper()
    paper.form = {**(paper.form or {}), "statements": [s for s in STATEMENTS if s != statement]}

    assert codes(paper) == [f"authorization.incomplete: statement {statement}"]


@pytest.mark.rule("3.2-validity")
@pytest.mark.parametrize(
    ("paper", "reason"),
    [
        (lambda: a_paper(expires_on=None), "authorization.incomplete: expiry"),
        (lambda: a_paper(signer=None), "authorization.incomplete: signature"),
        (lambda: a_paper(signer="con-1"), "authorization.incomplete: authority"),
        (lambda: a_paper(expires_on=date(2026, 11, 30)), "authorization.expired: paper-1"),
        (lambda: a_paper(status=AuthorizationStatus.REVOKED), "authorization.revoked: paper-1"),
        (lambda: a_paper(status=AuthorizationStatus.WAITING), "authorization.not_signed: paper-1"),
    ],
)
def test_a_paper_ends_and_needs_a_signature(paper: Callable[[], Authorization], reason: str) -> None:
    assert codes(paper()) == [reason]


@pytest.mark.rule("3.2-validity")
def test_an_event_may_end_a_paper_in_place_of_a_date() -> None:
    assert codes(a_paper(expires_on=None, expires_event="end_of_case")) == []


@pytest.mark.rule("3.2-validity")
def test_a_paper_holds_for_its_office_its_items_its_recipient_and_what_was_initialled() -> None:
    assert codes(a_paper(), organization=["org-lake", "Lakeview"]) == ["authorization.other_office: paper-1"]
    assert codes(a_paper(), items=["OP_NOTE"]) == ["authorization.not_described: OP_NOTE"]
    assert codes(a_paper(), recipient="p-1") == ["authorization.other_recipient: p-1"]
    assert codes(a_paper(), categories=["GENETIC"]) == ["authorization.initials_missing: GENETIC"]


@pytest.mark.rule("3.2-validity")
def test_psychotherapy_notes_need_a_paper_that_holds_nothing_else() -> None:
    notes = ["PSYCHOTHERAPY"]

    assert codes(a_paper(initials=notes), categories=notes) == ["authorization.not_separate: PSYCHOTHERAPY"]
    assert codes(a_paper(initials=notes, alone_for="PSYCHOTHERAPY"), categories=notes) == []
    own_right = a_paper(kind=AuthorizationKind.ACCESS_REQUEST, initials=notes, alone_for="PSYCHOTHERAPY")
    assert codes(own_right, categories=notes) == ["authorization.not_separate: PSYCHOTHERAPY"]
