"""Where records are asked for: another source, a request that came back, and the same letter once more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act, Event
from coordinator.domain.facts.addresses import telephone
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.hearing import heard
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.reading_replies import goes_elsewhere
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import (
    AuthorizationStatus,
    Channel,
    Department,
    LegalBasis,
    RecordType,
    RequestStatus,
    WorkItemKind,
)

CAUSES = ("own_form", "authorization", "identity", "unclear")
CHANNELS = tuple(channel.value for channel in Channel if channel is not Channel.CALL)


@fact(
    needed("organization", Kind.ORGANIZATION, "the name of the hospital, clinic or laboratory"),
    needed("department", Kind.CHOICE, "which desk answers", tuple(Department)),
    needed("items", Kind.LIST, "record types, with commas", tuple(RecordType)),
    maybe("fax", Kind.TEXT, "the desk's fax number, where the directory does not know the desk"),
    maybe("legal_basis", Kind.CHOICE, "slides and blocks treatment, everything else access_self", tuple(LegalBasis)),
    usually="records", says="There is another place that holds records; it is asked like the first ones.",
)  # fmt: skip
def source_added(
    case: Case, act: Act, known: Known, organization: str, department: str, items: list[str],
    fax: str | None = None, legal_basis: str | None = None,
) -> Recorded:  # fmt: skip
    """``source`` in the event is the place in the intake's list of sources, counted from 0."""
    return add_source(case, act, known, organization, department, items, fax=fax, legal_basis=legal_basis)


def add_source(
    case: Case, act: Act, known: Known, organization: str, department: str, items: list[str], *,
    fax: str | None = None, legal_basis: str | None = None,
) -> Recorded:  # fmt: skip
    """Put another source behind the intake's; the engine turns it into requests."""
    number = telephone(fax, field="fax") if fax else None
    source: dict[str, Any] = {"organization": organization, "department": department, "items": items}
    source |= {key: value for key, value in (("fax", number), ("legal_basis", legal_basis)) if value}
    sources = list(case.intake.get("sources") or [])
    if any(_same(source, earlier) for earlier in sources):
        return already()
    desk = None
    if department != Department.PATIENT:
        desk = known.desk(organization, Department(department))
        if desk is None and number is not None:
            desk = known.make_desk(organization, Department(department), number)
    case.intake = {**case.intake, "sources": [*sources, source]}
    event = case.note("source_added", act, source=len(sources), department=department, items=items)
    return said(event, **({"desk": desk.id} if desk else {}))


@fact(
    needed("request", Kind.REQUEST, "the record request"),
    needed("cause", Kind.CHOICE, "what the office wants first", CAUSES),
    usually="records", says="The office sent our request back; it waits for us.",
)  # fmt: skip
def request_returned(case: Case, act: Act, known: Known, request: RecordRequest, cause: str) -> Recorded:
    """Reminders keep silent until the request is sent again; a desk that wants its own form is remembered as such."""
    same = request.status is RequestStatus.RETURNED and request.returned_cause == cause
    if same and not request.reply_unread:
        return already(request=request.id)
    if request.sent_at is None:
        raise Refused("request.not_sent", "no letter of ours has left for this office")
    if not request.open:
        raise Refused("request.ended", request.status)
    event = give_back(case, request, cause, act)
    return said(event, request=request.id)


@fact(
    needed("request", Kind.REQUEST, "the record request"),
    needed("channel", Kind.CHOICE, "by which way this time", CHANNELS),
    usually="records", says="The request letter goes out once more; the clock starts from its new receipt.",
)  # fmt: skip
def request_sent_again(case: Case, act: Act, known: Known, request: RecordRequest, channel: str) -> Recorded:
    """The first letter stays on record; its receipt and the office's promise no longer count.

    Where the patient has to sign first, it leaves by itself once they did.
    """
    if request.status in (RequestStatus.READY, RequestStatus.WAITING) and request.asked_channel == channel:
        return already(request=request.id)
    if request.sent_at is None:
        raise Refused("request.not_sent", "the first letter has not left yet")
    if not request.open or not request.outstanding():
        raise Refused("request.nothing_outstanding", "the office owes nothing more of this request")
    _reaches(request, channel)
    event = send_again(case, request, channel, act)
    heard(case, request, act)
    goes_elsewhere(case, request.id, act)
    return said(event, request=request.id)


def send_again(case: Case, request: RecordRequest, channel: str, act: Act) -> Event:
    """Order the first letter once more; what was sent before stays as evidence (``domain.md`` §1.4)."""
    request.begin_again(channel)
    event = case.note("request_sent_again", act, request=request.id, channel=channel)
    paper = case.authorization(request.authorization_id or "")
    if paper is not None and paper.status is AuthorizationStatus.WAITING:
        request.status = RequestStatus.WAITING
    else:
        request.status = RequestStatus.READY
        case.note("request_ready", act, request=request.id)
    for kind in (WorkItemKind.FIND_OFFICE_ADDRESS, WorkItemKind.FIND_SOURCE, WorkItemKind.CALL_DESK):
        finish(case, kind, act, request.id)
    return event


def other_channel(request: RecordRequest) -> str | None:
    """The desk's first way that was not used for this request yet; ``None`` when all were."""
    used = {request.channel, *(attempt["channel"] for attempt in request.attempts)}
    ways = request.desk.channels() if request.desk else []
    return next((channel.value for channel in ways if channel.value not in used), None)


def give_back(case: Case, request: RecordRequest, cause: str, act: Act) -> Event:
    """The office returned our request: the ball is with us."""
    request.status, request.returned_cause = RequestStatus.RETURNED, cause
    if cause == "own_form" and request.desk is not None:
        request.desk.own_form_required = True
    event = case.note("request_returned", act, request=request.id, cause=cause)
    heard(case, request, act)
    return event


def _same(source: Mapping[str, Any], earlier: Mapping[str, Any]) -> bool:
    """The same things at the same desk on the same ground; a fax number makes it another one only where it differs."""
    if "fax" in source and source["fax"] != earlier.get("fax"):
        return False
    return _essence(source) == _essence(earlier)


def _essence(source: Mapping[str, Any]) -> tuple[object, ...]:
    name = " ".join(str(source["organization"]).casefold().split())
    return name, source["department"], sorted(source.get("items") or []), source.get("legal_basis")


def _reaches(request: RecordRequest, channel: str) -> None:
    wanted = Channel.SECURE_EMAIL if channel == Channel.EMAIL else Channel(channel)
    usable = request.desk.channels() if request.desk else []
    if wanted not in usable:
        listed = ", ".join(usable) or "none"
        raise Refused("channel.not_available", f"this desk can be reached by: {listed}", field="channel")
