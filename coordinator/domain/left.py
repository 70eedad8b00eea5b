"""What it means for a case that a message or letter left."""

from __future__ import annotations

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.event import Act, Event
from coordinator.domain.opinion_left import opinion_letter_left
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import ItemStatus, RequestStatus, ToRole

FIRST_LETTER = "l01-request"
PACKET = "l12"
CALLED_OFF = "l09-"
"""How the letters begin that tell an office to stop."""


def left(case: Case, effect: Effect, channel: str, act: Act) -> Event:
    """Record that this effect reached its channel: the courtesy clock of a request starts here (``domain.md`` §3.7).

    That a message reached a person's side is noted and changes no part of the case; ``store/case_heads.py`` has none.
    """
    request = case.request(effect.subject) if effect.to_role is ToRole.DESK else None
    about = "request" if request is not None else "about"
    event = case.note(
        f"{effect.kind}_sent",
        act,
        name=effect.name,
        channel=str(channel),
        to_role=str(effect.to_role),
        effect=effect.id,
        **{about: effect.subject},
    )
    if request is not None:
        _account(case, request, effect, channel, act)
        zone = request.desk.time_zone if request.desk else case.patient.time_zone
        request.last_letter_on = local(act.now, zone).date()
        request.last_letter_name = effect.name
        request.channel = channel
        if effect.name == FIRST_LETTER:
            request.status, request.sent_at = RequestStatus.SENT, act.now
            for item in request.outstanding():
                item.status = ItemStatus.REQUESTED
            case.note("request_sent", act, request=request.id, channel=channel)
    if effect.kind == "letter":
        opinion_letter_left(case, effect, act)
    if effect.name.startswith(PACKET):
        for referral in case.referrals:
            if referral.id == effect.subject:
                referral.packet_sent_at = act.now
    return event


def _account(case: Case, request: RecordRequest, effect: Effect, channel: str, act: Act) -> None:
    """Keep with the paper what left under it: a revocation, and the patient, may ask (``domain.md`` §3.2)."""
    paper = case.authorization(request.authorization_id or "")
    if paper is None or effect.name.startswith(CALLED_OFF):
        return  # the word that nothing is asked for any more discloses nothing
    told = {
        "at": act.now.isoformat(),
        "name": effect.name,
        "request": request.id,
        "organization": request.organization_name,
        "department": request.department.value,
        "channel": str(channel),
        "items": [item.record_type.value for item in request.outstanding()],
        "effect": effect.id,
    }
    paper.disclosures = [*(paper.disclosures or ()), told]
