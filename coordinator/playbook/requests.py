"""On acceptance: one record request per desk and legal basis, and one paper to sign per organization and kind (§12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordinator.domain.authorization import Authorization
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.checklist import essential_types
from coordinator.domain.event import Act
from coordinator.domain.guards import checklist, without_source
from coordinator.domain.legal_basis import basis_of
from coordinator.domain.paper_form import usable_paper, why_not_covered
from coordinator.domain.record_request import SETTLED, RecordItem, RecordRequest
from coordinator.domain.words import (
    AuthorizationKind,
    Department,
    ItemStatus,
    LegalBasis,
    RecordType,
    RequestStatus,
    WorkItemKind,
)
from coordinator.domain.words.sensitivity import Sensitivity
from coordinator.playbook.book import Book

ALONE = Sensitivity.PSYCHOTHERAPY
"""Psychotherapy notes are outside the right of access and need an authorization of their own (``domain.md`` §3.5)."""


def make_requests(case: Case, book: Book, act: Act) -> None:
    """Turn every source of the intake into requests; ask for a source where an essential need has none."""
    for source in case.intake.get("sources") or []:
        make_request(case, source, book, act)
    weigh_items(case)
    ask_for_sources(case, act)
    if any(i.record_type.physical for r in case.requests for i in r.items) and case.laboratory_desk_id is None:
        case.ask(WorkItemKind.CHOOSE_REVIEWING_LABORATORY, act)


def make_request(case: Case, source: Mapping[str, Any], book: Book, act: Act) -> list[RecordRequest]:
    """The requests for one source: slides and blocks on basis D, everything else on its own basis or A."""
    department = Department(source["department"])
    types = [RecordType(name) for name in source.get("items") or []]
    if department is Department.PATIENT:
        return [_patient_holds(case, source, types, act)]
    stated = LegalBasis(source["legal_basis"]) if source.get("legal_basis") else None
    desk = book.directory.desk(source["organization"], department)
    labels = sensitive_labels(source)
    groups: dict[tuple[LegalBasis, str | None], list[RecordType]] = {}
    for record_type in types:
        basis, alone = basis_of(record_type, stated, desk), None
        if ALONE in labels.get(record_type.value, ()):
            basis, alone = LegalBasis.AUTHORIZATION, ALONE.value
        groups.setdefault((basis, alone), []).append(record_type)
    return [
        _ask_desk(case, source, department, basis, alone, wanted, book, act)
        for (basis, alone), wanted in groups.items()
    ]


def sensitive_labels(source: Mapping[str, Any]) -> dict[str, list[str]]:
    """Protected categories by record type: those of the whole source, and those of one of its items."""
    every = list(source.get("sensitive") or [])
    single: Mapping[str, list[str]] = source.get("sensitive_items") or {}
    found = {str(name): list(dict.fromkeys([*every, *single.get(name, [])])) for name in source.get("items") or []}
    return {name: [ALONE.value] if ALONE in labels else labels for name, labels in found.items() if labels}


def _patient_holds(case: Case, source: Mapping[str, Any], types: list[RecordType], act: Act) -> RecordRequest:
    request = RecordRequest(
        id=act.new_id(),
        organization_name=source["organization"],
        department=Department.PATIENT,
        legal_basis=None,
        status=RequestStatus.SENT,
        items=[RecordItem(act.new_id(), t) for t in types],
        details=_details(source),
    )
    case.requests.append(request)
    case.note("request_made", act, request=request.id)
    case.note("patient_holds_items", act, request=request.id)
    return request


def _ask_desk(
    case: Case,
    source: Mapping[str, Any],
    department: Department,
    basis: LegalBasis,
    alone_for: str | None,
    types: list[RecordType],
    book: Book,
    act: Act,
) -> RecordRequest:
    desk = book.directory.desk(source["organization"], department)
    request = RecordRequest(
        id=act.new_id(),
        organization_name=source["organization"],
        department=department,
        legal_basis=basis,
        desk=desk,
        items=[RecordItem(act.new_id(), t) for t in types],
        details=_details(source),
    )
    case.requests.append(request)
    case.note("request_made", act, request=request.id, legal_basis=basis)
    if desk is None or not desk.channels():
        case.ask(WorkItemKind.FIND_OFFICE_ADDRESS, act, about=request.id)
    if basis is not LegalBasis.TREATMENT:
        put_under_paper(case, request, act, alone_for)
    elif case.laboratory_desk_id is not None:
        request.laboratory_desk_id = case.laboratory_desk_id
    make_ready(case, request, act)
    return request


def put_under_paper(case: Case, request: RecordRequest, act: Act, alone_for: str | None = None) -> Authorization:
    """Let the request rest on a paper of this organization and kind that may still hold it, or on a new one."""
    own_right = request.legal_basis is not LegalBasis.AUTHORIZATION
    kind = AuthorizationKind.ACCESS_REQUEST if own_right else AuthorizationKind.AUTHORIZATION
    organization = request.desk.organization.id if request.desk else request.organization_name
    paper = usable_paper(case.authorizations, kind, organization, alone_for)
    if paper is None:
        paper = Authorization(
            act.new_id(), kind, organization, request.organization_name, asked_at=act.now, alone_for=alone_for
        )
        case.authorizations.append(paper)
        case.note("authorization_requested", act, authorization=paper.id)
    request.authorization_id = paper.id
    return paper


def make_ready(case: Case, request: RecordRequest, act: Act) -> None:
    """Let the request's letter be ordered as soon as nothing is wanted of anybody."""
    if request.status is not RequestStatus.WAITING or request.desk is None:
        return
    if request.legal_basis is LegalBasis.TREATMENT:
        asks_for_glass = any(item.record_type.physical for item in request.items)
        if asks_for_glass and request.laboratory_desk_id is None:
            return
        if not asks_for_glass and case.referral() is None:
            return  # provider to provider: somebody must treat first
    elif request.legal_basis is LegalBasis.ACCESS_DIRECTIVE and case.referral() is None:
        return  # a directive names the second provider and exactly where to send
    elif why_not_covered(case, request, local(act.now, case.patient.time_zone).date()):
        return
    request.status = RequestStatus.READY
    case.note("request_ready", act, request=request.id)


def weigh_items(case: Case) -> None:
    """Mark which items the specialty's checklist calls essential (``domain.md`` §2.3)."""
    lost = (ItemStatus.NOT_AVAILABLE, ItemStatus.REFUSED, ItemStatus.SUPERSEDED)
    present = {item.record_type for item in case.items() if item.status not in lost}
    settled = {item.record_type for item in case.items() if item.status in SETTLED}
    essential = essential_types(checklist(case), present, settled)
    for item in case.items():
        if item.status in lost and item.essential:
            continue  # what was essential and cannot be had stays a question until it is waived
        item.essential = item.record_type in essential


def ask_for_sources(case: Case, act: Act) -> None:
    """An essential need without any source is a work item on the first day; it ends when a source is named."""
    lacking = {"+".join(t.value for t in need.types) for need in without_source(case)}
    for item in case.open_items(WorkItemKind.FIND_SOURCE):
        if not item.about and item.code not in lacking:
            item.end(act.now, act.by)
            case.note("work_item_ended", act, work_item=item.id, kind=item.kind)
    for code in sorted(lacking):
        case.ask(WorkItemKind.FIND_SOURCE, act, code=code)


def ask_apart(case: Case, request: RecordRequest, items: list[RecordItem], labels: list[str], act: Act) -> None:
    """Ask for what an office keeps back on an authorization of its own; the old items give way to the new ones."""
    alone = ALONE.value if ALONE in labels else None
    wanted = {item.record_type.value: [ALONE.value] if alone else labels for item in items}
    kept = {key: value for key, value in request.details.items() if key not in ("sensitive", "withheld")}
    apart = RecordRequest(
        id=act.new_id(),
        organization_name=request.organization_name,
        department=request.department,
        legal_basis=LegalBasis.AUTHORIZATION,
        desk=request.desk,
        items=[RecordItem(act.new_id(), item.record_type, item.essential) for item in items],
        details=kept | {"sensitive": wanted},
    )
    for item in items:
        item.status, item.settled_at = ItemStatus.SUPERSEDED, act.now
    request.refresh_status()
    case.requests.append(apart)
    case.note("request_made", act, request=apart.id, legal_basis=apart.legal_basis)
    put_under_paper(case, apart, act, alone)
    weigh_items(case)


def _details(source: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: source[key] for key in ("dates", "mrn", "name_used", "accession") if source.get(key)}
    labels = sensitive_labels(source)
    return kept | ({"sensitive": labels} if labels else {})
