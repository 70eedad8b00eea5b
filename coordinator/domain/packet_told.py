"""What a provider's office has been told of the packet, and what it has not (``domain.md`` §5, L12 and L13)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.packet_index import PacketEntry, packet_index, packet_keys
from coordinator.domain.visit import Referral

TOLD = "packet_told"
"""Where a case remembers, by referral, the entries of the index that its office has."""

TELLING = ("l12-referral-packet", "l13-packet-update")


def tells_packet(effects: Iterable[Effect]) -> bool:
    """Whether any of these letters lists the packet: then the case keeps what it lists."""
    return any(effect.name in TELLING for effect in effects)


def tell_packet(case: Case, effects: Iterable[Effect], now: datetime) -> None:
    """Keep what these letters list, at the moment their words are fixed.

    Not when they have left: a letter whose bytes stand may wait for its relay, and a record that is verified
    meanwhile is not in it.
    """
    for effect in effects:
        if effect.name in TELLING:
            keep_told(case, effect.subject, local(now, case.patient.time_zone).date())


def keep_told(case: Case, referral_id: str, today: date) -> None:
    """This office has the packet as it is today."""
    keys = [entry.key for entry in packet_index(case, today)]
    case.answers = {**case.answers, TOLD: {**case.answers.get(TOLD, {}), referral_id: keys}}


def untold(case: Case, referral_id: str, on: date | None = None) -> list[PacketEntry]:
    """What came into the index since the office was told; nothing for an office that was never told of a packet."""
    told = case.answers.get(TOLD, {}).get(referral_id)
    if told is None:
        return []
    return [entry for entry in packet_index(case, on) if entry.key not in told]


def behind(case: Case) -> list[Referral]:
    """The offers that stand, whose visit is to come, and whose office lacks something."""
    if not case.open or case.visited():
        return []
    told = case.answers.get(TOLD, {})
    standing = [r for r in case.referrals if r.live and told.get(r.id) is not None]
    keys = set(packet_keys(case)) if standing else set()
    return [referral for referral in standing if not keys.issubset(told[referral.id])]


def packet_behind(case: Case, subject: str) -> bool:
    """The office has the packet, its visit is to come, and a record came since that it does not know of."""
    return any(referral.id == subject for referral in behind(case))


def packet_up_to_date(case: Case, subject: str) -> bool:
    """The office knows of everything it may have, or has no use for it any more."""
    return not packet_behind(case, subject)
