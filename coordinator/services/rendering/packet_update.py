"""L13: the records that came after the packet, for the office that has it (``domain.md`` §5)."""

from __future__ import annotations

from datetime import date

from coordinator.correspondence.packet_values import PacketUpdate
from coordinator.domain.calendar import local
from coordinator.domain.errors import Refused
from coordinator.domain.packet_index import packet_index
from coordinator.domain.packet_told import untold
from coordinator.domain.visit import Referral
from coordinator.domain.words import Disclosure
from coordinator.services.rendering.packet import gaps_of
from coordinator.services.rendering.packet_pages import entry_lines
from coordinator.services.rendering.subject_matter import SubjectMatter


def packet_update(referral: Referral, on: date, about: SubjectMatter) -> PacketUpdate:
    """What this office has not been told of. Sealed, it says from nobody, and holds nothing that the packet may not."""
    case = about.case
    fresh = untold(case, referral.id, on)
    if not fresh:
        raise Refused("packet.nothing_new", referral.id)
    booked = case.appointment()
    here = booked if booked is not None and booked.provider.id == referral.provider.id else None
    return PacketUpdate(
        provider=referral.provider.name,
        documents=entry_lines(fresh, case, case.disclosure is Disclosure.SEALED),
        in_all=len(packet_index(case, on)),
        visit_on=local(here.starts_at, here.provider.time_zone).date() if here else None,
        gaps=gaps_of(case),
    )
