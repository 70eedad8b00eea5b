"""The rows of a letter's table of records, and the time they are from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from coordinator.correspondence.dates import letter_date
from coordinator.correspondence.letter_values import LetterItem
from coordinator.domain.case import Case
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.words import ItemStatus, RecordType

ALL_DATES = "all dates of service"
CURRENT = "current"
_NUMBERED = (RecordType.IMG_DICOM, RecordType.IMG_REPORT, RecordType.PATH_REPORT, RecordType.PATH_SLIDES)
"""What an office finds by its accession number."""
_AGAIN = {
    "wrong_record": "Please send this again: what reached us for it cannot be used.",
    "unreadable_disc": "Please send this again: the disc could not be read. Wanted are DICOM files with a DICOMDIR, "
    "or an electronic exchange; no viewer is needed.",
    "unreadable": "Please send this again: what reached us could not be read.",
    "viewer_only": "Please send this again: it opens only in its own viewer. Wanted are DICOM files with a DICOMDIR.",
    "too_old": "Please send the latest: what reached us is too old.",
    "incomplete": "Please send all of it: what reached us is not complete.",
    "illegible": "Please send a clear copy: what reached us is hard to read.",
}
"""Why an item is wanted again, in the words of a letter."""

_ARRIVED = (ItemStatus.RECEIVED, ItemStatus.VERIFIED)


def wanted_rows(request: RecordRequest) -> tuple[LetterItem, ...]:
    """What a first letter asks for; the dates stand once above its table."""
    return _rows(request.outstanding(), "", str(request.details.get("accession") or ""))


def outstanding_rows(request: RecordRequest) -> tuple[LetterItem, ...]:
    """What the office still owes, each row with its dates: a reminder has no other place for them."""
    return _rows(request.outstanding(), dates_of_service(request))


def arrived_rows(request: RecordRequest) -> tuple[LetterItem, ...]:
    """What the office has sent, looked at or not."""
    return _rows((item for item in request.items if item.status in _ARRIVED), dates_of_service(request))


def refused_rows(request: RecordRequest) -> tuple[LetterItem, ...]:
    """What the office denied in writing."""
    return _rows((item for item in request.items if item.status is ItemStatus.REFUSED), dates_of_service(request))


def dates_of_service(request: RecordRequest) -> str:
    """The range of the source, both days included; an end that is open is said as open."""
    dates = request.details.get("dates") or {}
    return service_range(dates.get("from"), dates.get("to"))


def service_range(first: str | date | None, last: str | date | None) -> str:
    """Two days in words; either may be open."""
    since, until = _day(first), _day(last)
    if since and until:
        return f"{since} to {until}"
    if since:
        return f"{since} to today"
    return f"up to {until}" if until else ALL_DATES


def record_number(request: RecordRequest, case: Case) -> str:
    """The patient's number at this organization, if one of its desks was named with it."""
    there = [r for r in case.requests if r.organization_name == request.organization_name]
    return next((str(r.details["mrn"]) for r in (request, *there) if r.details.get("mrn")), "")


def _rows(items: Iterable[RecordItem], dates: str, accession: str = "") -> tuple[LetterItem, ...]:
    return tuple(
        LetterItem(
            item.record_type,
            dates=CURRENT if item.record_type is RecordType.MED_LIST else dates,
            accession=accession if item.record_type in _NUMBERED else "",
            status=_AGAIN.get(item.asked_again or "", ""),
        )
        for item in items
    )


def _day(value: str | date | None) -> str:
    if not value:
        return ""
    return letter_date(value if isinstance(value, date) else date.fromisoformat(value))
