"""The link of a mail: made in the transaction that fixes the mail's bytes, and never seen again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.patient import ContactPoint
from coordinator.domain.portal_reader import scope_of
from coordinator.domain.routes import Route
from coordinator.domain.words import Channel, MayBeTold
from coordinator.playbook.post_room import ALONE
from coordinator.services.portal.tokens import mac, token
from coordinator.services.world import World, new_id

LINK_DAYS = timedelta(days=30)
"""How long a link in a mail leads anywhere, on the stack's clock."""

CODE_MAIL = "m37-portal-code"
"""The mail that brings the code; a link in it would make one thing of the two."""

LINK = "link"
"""The purpose under which a link's token is kept."""


@dataclass(frozen=True)
class Minted:
    """A link. Its token is in the address and nowhere else; ``row`` is what ``store/links.py`` keeps of it."""

    address: str = field(repr=False)
    row: dict[str, Any]


def link_for(
    world: World, effects: Sequence[Effect], route: Route, case: Case, communication_id: str, now: datetime
) -> Minted | None:
    """The link behind which this mail can be read in full; nothing is written yet.

    None on paper, none to an address that never proved itself, none in the mail that brings the code, and none once
    the case is closed.
    """
    if route.channel is not Channel.EMAIL or effects[0].kind != "message" or effects[0].name == CODE_MAIL:
        return None
    point = next((p for p in case.patient.points_of(route.contact) if p.value == route.address), None)
    contact_id = route.contact.id if route.contact else None
    scope = scope_of(case, contact_id, local(now, case.patient.time_zone).date())
    if point is None or point.verified_at is None or scope is None:
        return None
    behind = communication_id if effects[0].name not in ALONE else None
    return mint(world, case, point, scope, now, communication_id=behind)


def mint(
    world: World, case: Case, point: ContactPoint, scope: MayBeTold, now: datetime, *,
    communication_id: str | None = None,
) -> Minted:  # fmt: skip
    """A link for whoever this contact point belongs to."""
    made = token()
    row = {
        "id": new_id(),
        "token_mac": mac(world.secret, LINK, made),
        "case_id": case.id,
        "contact_id": point.contact_id,
        "contact_point_id": point.id,
        "communication_id": communication_id,
        "scope": scope,
        "made_seq": case.seq,
        "made_at": now,
        "expires_at": now + LINK_DAYS,
    }
    contact = next((c for c in case.patient.contacts if c.id == point.contact_id), None)
    language = case.patient.language_of(contact).split("-")[0].lower()
    address = f"{world.web_url.rstrip('/')}/p/{made}" + ("?lang=es" if language == "es" else "")
    return Minted(address, row)
