"""How the people of a case can be reached, in the order in which somebody should try."""

from __future__ import annotations

from datetime import date

from coordinator.domain.case import Case
from coordinator.domain.patient import ContactPoint
from coordinator.domain.words import ContactKind, ContactRole
from coordinator.services.views.plain import Json


def contact_points(case: Case, today: date) -> list[Json]:
    """The e-mail of whoever reads the patient's messages on top, then usable ones, then those that are not.

    ``today`` is the patient's local date. A child's own address is not usable while a representative reads for it.
    """
    patient = case.patient
    reader = patient.reader(today)
    reader_id = reader.id if reader else None
    roles = {contact.id: contact.role.value for contact in patient.contacts}

    def usable(point: ContactPoint) -> bool:
        childs_own = patient.is_minor(today) and point.contact_id is None and point.kind is ContactKind.EMAIL
        return point.open and not childs_own

    def place(point: ContactPoint) -> tuple[bool, bool, bool, int]:
        reads = point.contact_id == reader_id
        return (
            not (usable(point) and reads and point.kind is ContactKind.EMAIL),
            not usable(point),
            not reads,
            point.position,
        )

    return [
        {
            "id": point.id,
            "whose": point.contact_id or "patient",
            "role": roles.get(point.contact_id or "", ContactRole.PATIENT.value),
            "kind": point.kind.value,
            "verified_at": point.verified_at.isoformat() if point.verified_at else None,
            "usable": usable(point),
            "opted_out": point.opted_out_at is not None,
            "bounced": point.bounced_at is not None,
            "may_text": point.may_text,
            "may_leave_voicemail": point.may_leave_voicemail,
            "detail_allowed_at": point.detail_allowed_at.isoformat() if point.detail_allowed_at else None,
            "detail_text_version": point.detail_text_version,
        }
        for point in sorted(patient.contact_points, key=place)
    ]
