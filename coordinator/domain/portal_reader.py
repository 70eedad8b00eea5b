"""Who may read online, and how much of it: asked anew at every page, from today's facts (``domain.md`` §4.5, §12)."""

from __future__ import annotations

from datetime import date

from coordinator.domain.case import Case
from coordinator.domain.patient import Contact
from coordinator.domain.words import ContactRole, MayBeTold

ENDS_ALL = frozenset({"withdrawn", "patient_died", "capacity_lost", "patient_came_of_age"})
"""Events after which a link made before opens nothing, even when what they say is taken back later."""

ENDS_OF_CONTACT = frozenset({"contact_told", "authority_shown"})
ENDS_OF_POINT = frozenset({"address_changed", "channel_opted_out", "complaint_received"})
STAGE_ENTERED = "stage_entered"
ENDS = ENDS_ALL | ENDS_OF_CONTACT | ENDS_OF_POINT | {STAGE_ENTERED}
"""Every event that may end a link; the closing of a case is the entry of its last stage."""


def scope_of(case: Case, contact_id: str | None, today: date) -> MayBeTold | None:
    """How much this reader may see today; ``None`` for nothing at all. ``None`` as contact is the patient."""
    if not case.open or case.withdrawn_at is not None or case.patient.deceased_on is not None:
        return None
    if contact_id is None:
        alone = case.patient.is_minor(today) or case.capacity_lost
        return None if alone else MayBeTold.ALL
    contact = next((c for c in case.patient.contacts if c.id == contact_id), None)
    if contact is None or contact.revoked_at is not None:
        return None
    if contact.role is ContactRole.REPRESENTATIVE and not _speaks(case, contact, today):
        return None
    return contact.may_be_told


def _speaks(case: Case, contact: Contact, today: date) -> bool:
    """A representative reads while they act for the patient, or with the permission of a patient of age."""
    if case.patient.is_minor(today) or case.capacity_lost:
        return contact.acts_on(today)
    return contact.permitted_on is not None and not case.patient.is_minor(contact.permitted_on)


def narrower(one: MayBeTold, other: MayBeTold) -> MayBeTold:
    """The smaller of two scopes."""
    reach = tuple(MayBeTold)
    return min(one, other, key=reach.index)


def allows(scope: MayBeTold, wanted: MayBeTold) -> bool:
    """True when somebody of this scope may be told so much."""
    reach = tuple(MayBeTold)
    return reach.index(wanted) <= reach.index(scope)


def ended_by(name: str, data: dict[str, object], contact_id: str | None, point_id: str) -> bool:
    """True when an event noted after a link was made ends it."""
    if name in ENDS_ALL:
        return True
    if name == STAGE_ENTERED:
        return data.get("stage") == "closed"
    if name in ENDS_OF_CONTACT:
        return contact_id is not None and data.get("contact") == contact_id
    return name in ENDS_OF_POINT and data.get("contact") == point_id
