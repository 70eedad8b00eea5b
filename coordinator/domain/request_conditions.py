"""Conditions about one record request: its fee, and a gap that it leaves."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.words import ItemStatus


def fee_undecided(case: Case, subject: str) -> bool:
    """The office asked for money and nobody decided yet."""
    request = case.request(subject)
    return request is not None and request.open and request.fee_status == "quoted"


def fee_decided(case: Case, subject: str) -> bool:
    """The fee was approved, refused, challenged or paid, or nothing is asked of this office any more."""
    return not fee_undecided(case, subject)


def fee_challenged(case: Case, subject: str) -> bool:
    """The patient wants the fee to be challenged, and the office still owes something."""
    request = case.request(subject)
    return request is not None and request.open and request.fee_status == "challenged"


def gap_open(case: Case, subject: str) -> bool:
    """An essential record cannot be had, and it is not decided whether the case goes on without it."""
    found = case.item_and_request(subject)
    return (
        found is not None and found[0].essential and found[0].status in (ItemStatus.NOT_AVAILABLE, ItemStatus.REFUSED)
    )


def send_again_open(case: Case, subject: str) -> bool:
    """Something that the patient sent could not be used, and has not come again (``domain.md`` §5, M09)."""
    request = case.request(subject)
    return request is not None and request.open and any(item.asked_again for item in request.outstanding())


def send_again_settled(case: Case, subject: str) -> bool:
    """Nothing that the patient sent is wanted again."""
    return not send_again_open(case, subject)
