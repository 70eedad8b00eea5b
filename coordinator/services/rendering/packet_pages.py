"""The index of a packet in words, and its one-page timeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from coordinator.correspondence.dates import letter_date
from coordinator.correspondence.labels import LABELS
from coordinator.correspondence.packet_values import TimelineLine
from coordinator.domain.case import Case
from coordinator.domain.packet_index import PacketEntry, packet_index
from coordinator.domain.packet_timeline import (
    BIOPSY,
    CURRENT,
    FIRST_IMAGE,
    SURGERY,
    SYMPTOM,
    TREATMENT,
    TimelineRow,
    packet_timeline,
)
from coordinator.services.rendering.record_items import ALL_DATES, dates_of_service

STEPS = {
    SYMPTOM: "First symptoms",
    FIRST_IMAGE: "Images",
    BIOPSY: "Biopsy and tissue",
    SURGERY: "Surgery and procedures",
    TREATMENT: "Treatment",
    CURRENT: "Where things stand",
}

_TOLD = {
    "yes": "yes, as the patient told us; no dated record in this packet",
    "no": "none, as the patient told us",
    "not_stated": "no dated record in this packet",
}


def index_lines(case: Case, sealed: bool, on: date) -> tuple[str, ...]:
    """One line a record, in the order of the index; a sealed packet does not say from where."""
    return entry_lines(packet_index(case, on), case, sealed)


def entry_lines(entries: Iterable[PacketEntry], case: Case, sealed: bool) -> tuple[str, ...]:
    """These entries in the same words."""
    return tuple(_line(entry, case, sealed) for entry in entries)


def timeline_lines(case: Case, on: date) -> tuple[TimelineLine, ...]:
    """The timeline in words: step, date, what, and its number in the index."""
    lines: list[TimelineLine] = []
    for row in packet_timeline(case, on):
        step = STEPS[row.step] if not lines or lines[-1].step_code != row.step else ""
        when = letter_date(row.on) if row.on else ""
        lines.append(TimelineLine(row.step, step, when, _what(row, on), str(row.number or "")))
    return tuple(lines)


def _line(entry: PacketEntry, case: Case, sealed: bool) -> str:
    request = case.request(entry.request_id or "")
    told = [LABELS[entry.record_type].name]
    if request is not None and not sealed and not request.from_patient:
        told.append(request.organization_name)
    if entry.dated is not None:
        told.append(letter_date(entry.dated))
    elif request is not None and dates_of_service(request) != ALL_DATES:
        told.append(dates_of_service(request))
    if entry.files > 1:
        told.append(f"{entry.files} files")
    elif entry.pages:
        told.append("1 page" if entry.pages == 1 else f"{entry.pages} pages")
    if entry.legible is False:
        told.append("hard to read")
    return ", ".join(told)


def _what(row: TimelineRow, on: date) -> str:
    if row.record_type is not None:
        return LABELS[row.record_type].name
    if row.step == SYMPTOM:
        return "as the patient told us" if row.on else "not stated"
    if row.told == "scheduled":
        tense = "scheduled" if row.on and row.on >= on else "was scheduled"
        return f"treatment {tense}" + (f": {row.what}" if row.what else "")
    return _TOLD[row.told]
