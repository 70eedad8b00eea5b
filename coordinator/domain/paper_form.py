"""What a paper says: fixed when it is signed, so that the form that goes along is the one that was signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from coordinator.domain.authorization import STATEMENTS, Authorization
from coordinator.domain.case import Case
from coordinator.domain.errors import Reason
from coordinator.domain.record_request import ENDED, RecordRequest
from coordinator.domain.words import AuthorizationKind, AuthorizationStatus, LegalBasis, RecordType
from coordinator.domain.words.sensitivity import Sensitivity

TEMPLATE_VERSION = "1"
"""Raised with every change of the wording that is signed; the letters are in ``templates/letters``."""

AT_REQUEST = "at the request of the individual"
"""Purpose enough when the patient begins it (45 CFR 164.508(c)(1)(iv), ``domain.md`` §3.2)."""

PATIENT, SERVICE = "patient", "service"
"""Recipients as a form names them; a provider stands there by id."""


def form_of(case: Case, paper: Authorization) -> dict[str, Any]:
    """The description of every open request under this paper, as somebody signs it now."""
    covered = [r for r in case.requests if r.authorization_id == paper.id and r.open] or [
        r for r in case.requests if r.authorization_id == paper.id
    ]
    items = list(dict.fromkeys(item.record_type.value for request in covered for item in request.items))
    ranges = [request.details.get("dates") or {} for request in covered]
    every_range_ends = all(one.get("to") for one in ranges)
    every_range_begins = all(one.get("from") for one in ranges)
    form = {
        "description": ", ".join(items),
        "items": items,
        "ranges": [{"from": one.get("from"), "to": one.get("to")} for one in ranges],
        "date_from": min((one["from"] for one in ranges), default=None) if every_range_begins else None,
        "date_to": max((one["to"] for one in ranges), default=None) if every_range_ends else None,
        "categories": sorted({c for request in covered for c in categories_of(request)}),
        "disclosers": [paper.organization_name],
        "recipients": list(dict.fromkeys(filter(None, (recipient_of(case, request) for request in covered)))),
        "purpose": AT_REQUEST,
        "statements": list(STATEMENTS),
        "language": "en",
        "template_version": TEMPLATE_VERSION,
    }
    return {key: value for key, value in form.items() if value is not None}


def recipient_of(case: Case, request: RecordRequest) -> str:
    """Who gets the records: the patient (A), the provider they named (B; empty until one is), or this service (C)."""
    if request.legal_basis is LegalBasis.AUTHORIZATION:
        return SERVICE
    if request.legal_basis is LegalBasis.ACCESS_DIRECTIVE:
        referral = case.referral()
        return referral.provider.id if referral is not None else ""
    return PATIENT


def categories_of(request: RecordRequest) -> set[str]:
    """The protected categories among what this office still owes.

    A genetic report counts on basis C only: on the patient's own right of access the patient names the report itself
    and signs below it, and no initials are asked for. Any label somebody put on a source counts on every basis.
    """
    labels = request.details.get("sensitive") or {}
    by_authorization = request.legal_basis is LegalBasis.AUTHORIZATION
    found: set[str] = set()
    if labels or by_authorization:
        for item in request.outstanding():
            found.update(labels.get(item.record_type, ()))
            if by_authorization and item.record_type is RecordType.MOL_REPORT:
                found.add(Sensitivity.GENETIC.value)
    return found


def why_not_covered(case: Case, request: RecordRequest, day: date) -> list[Reason]:
    """Why this request's letter has no paper to rest on today; empty when it has, or needs none (basis D)."""
    if request.legal_basis in (None, LegalBasis.TREATMENT):
        return []
    paper = case.authorization(request.authorization_id or "")
    if paper is None:
        return [Reason("authorization.missing", request.id)]
    organization = {request.organization_name}
    if request.desk is not None:
        organization |= {request.desk.organization.id, request.desk.organization.name}
    return paper.why_not_valid(
        day,
        organization,
        {str(item.record_type) for item in request.outstanding()},
        categories_of(request),
        recipient_of(case, request),
    )


def initials_wanted(case: Case, paper: Authorization) -> list[str]:
    """The categories that the requests under this paper need initialled and that are not."""
    wanted = {c for r in resting_on(case, paper) for c in categories_of(r)}
    return sorted(wanted - set(paper.initials))


def resting_on(case: Case, paper: Authorization) -> list[RecordRequest]:
    """Open requests under this paper to which an office still owes something."""
    mine = paper.id
    return [r for r in case.requests if r.authorization_id == mine and r.status not in ENDED and r.owes]


def successor(case: Case, paper: Authorization) -> Authorization | None:
    """The paper that renews this one, unless it was taken back."""
    found = None
    for other in case.authorizations:
        if other.renews == paper.id and other.status is not AuthorizationStatus.REVOKED:
            found = other
    return found


def newest(case: Case, paper: Authorization) -> Authorization:
    """The last paper of the chain of renewals that begins here."""
    following = successor(case, paper)
    return newest(case, following) if following is not None else paper


def usable_paper(
    papers: Sequence[Authorization], kind: AuthorizationKind, organization: str, alone_for: str | None
) -> Authorization | None:
    """A paper of this organization and kind that one more request may rest on.

    A signed authorization describes no more than it did when it was signed; a request for access to one's own records
    does, because the patient names the further source themselves (45 CFR 164.524 asks for no description).
    """
    fit = [AuthorizationStatus.WAITING]
    if kind is AuthorizationKind.ACCESS_REQUEST:
        fit.append(AuthorizationStatus.SIGNED)
    there = [a for a in papers if a.kind is kind and a.organization_id == organization and a.alone_for == alone_for]
    return next((a for a in reversed(there) if a.status in fit), None)
