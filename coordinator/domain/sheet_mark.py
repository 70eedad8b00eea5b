"""What a page that comes back names beside its case: the mark in its QR code (``domain.md`` §3.8).

The mark is the end of an id: it tells requests, referrals, visits and loans of one case apart and says nothing else.
"""

from __future__ import annotations

from coordinator.domain.case import Case

LENGTH = 8
"""Hexadecimal digits, from the random end of an id. With the reference a code stays as small as one without a mark."""


def mark_of(thing_id: str) -> str:
    """The mark of one thing in a case; empty for what has no id, such as the case itself."""
    end = thing_id.replace("-", "")[-LENGTH:].upper()
    return end if len(end) == LENGTH and all(char in "0123456789ABCDEF" for char in end) else ""


def requests_marked(case: Case, marks: set[str]) -> list[str]:
    """The ids of the record requests that these marks name."""
    return [request.id for request in case.requests if mark_of(request.id) in marks]


def visits_marked(case: Case, marks: set[str]) -> list[str]:
    """The ids of referrals and appointments that these marks name; a question back names the visit it is about."""
    asked = {c.ordinal for c in case.clarifications if mark_of(c.id) in marks}
    about = {opinion.appointment_id for opinion in case.opinions if opinion.ordinal in asked}
    ids = [*(referral.id for referral in case.referrals), *(visit.id for visit in case.appointments)]
    return [one for one in ids if mark_of(one) in marks or one in about]
