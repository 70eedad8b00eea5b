"""An item whose copy is of no use is wanted again, as if it had not come."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.facts.obligations import promptly
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.words import ItemStatus, RecordType, RequestStatus

WRONG_RECORD, UNREADABLE_DISC, UNREADABLE = "wrong_record", "unreadable_disc", "unreadable"
"""Why; the next letter says it in its own words and never speaks of another patient."""

_GIVEN_UP = (ItemStatus.WAIVED, ItemStatus.SUPERSEDED)
_CAME = (ItemStatus.RECEIVED, ItemStatus.VERIFIED)


def unreadable_as(item: RecordItem) -> str:
    """Why an item that cannot be read is wanted again: images are wanted as DICOM (``domain.md`` §1.4)."""
    return UNREADABLE_DISC if item.record_type is RecordType.IMG_DICOM else UNREADABLE


def want_again(case: Case, item: RecordItem, request: RecordRequest, why: str, act: Act) -> None:
    """Back to requested (``domain.md`` §1.4). Nothing is asked for a closed case or of a cancelled request."""
    if not case.open or item.status in _GIVEN_UP or request.status is RequestStatus.CANCELLED:
        return
    asked = request.sent_at is not None or request.from_patient
    item.status = ItemStatus.REQUESTED if asked else ItemStatus.NEEDED
    item.received_at = item.settled_at = None
    item.asked_again = why
    if request.status in (RequestStatus.DONE, RequestStatus.REFUSED, RequestStatus.PARTIAL):
        request.status = _standing(request)
    case.note("item_wanted_again", promptly(act), item=item.id, request=request.id, why=why)


def _standing(request: RecordRequest) -> RequestStatus:
    """As far as the request came without this item."""
    if any(item.status in _CAME for item in request.items):
        return RequestStatus.PARTIAL
    if request.from_patient:
        return RequestStatus.SENT
    if request.sent_at is None:
        return RequestStatus.WAITING
    return RequestStatus.RECEIVED if request.received_at else RequestStatus.SENT
