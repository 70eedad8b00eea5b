"""To whom a message or letter goes, by which channel, at which address, and by whose clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from coordinator.domain.case import Case
from coordinator.domain.directory import Desk
from coordinator.domain.effect import Effect
from coordinator.domain.office_routes import custody_of, desk_of, officer_channel, sending_office
from coordinator.domain.patient import Contact, ContactPoint, Patient
from coordinator.domain.provider import Provider
from coordinator.domain.treating import treating_desk
from coordinator.domain.visit import Appointment, Referral
from coordinator.domain.words import Channel, ContactKind, ContactRole, MayBeTold, ToRole


class Route(NamedTuple):
    """One recipient. ``address`` is the e-mail address, the fax number, or empty for print and office portal."""

    channel: Channel
    address: str
    to_role: ToRole
    to_id: str
    time_zone: str
    desk: Desk | None = None
    contact: Contact | None = None


def may_hear(contact: Contact | None, tells: MayBeTold) -> bool:
    """Whether this reader may be told so much (``domain.md`` §4.5); ``None`` is the patient, who may hear all."""
    if contact is None:
        return True
    reach = tuple(MayBeTold)
    return contact.revoked_at is None and reach.index(tells) <= reach.index(contact.may_be_told)


@dataclass(frozen=True)
class NoRoute:
    """Why there is none: no_channel, opted_out, bounced or not_deliverable_yet."""

    reason: str


def patient_route(
    case: Case, about: str, *, unverified_ok: bool, letter_ok: bool, today: date, post_first: bool = False
) -> Route | NoRoute:
    """How the patient, or a minor's representative, is reached. A child is never written to (``domain.md`` §12)."""
    patient = case.patient
    reader = patient.reader(today)
    wanted = about.rpartition("/")[0]
    person = next((c for c in patient.contacts if c.id == wanted), None) if wanted else None
    if person is not None and person is not reader:
        return contact_route(case, person)
    if reader is None and patient.is_minor(today):
        return NoRoute("no_channel")
    if reader is None and case.capacity_lost:
        reader = patient.representative()
    role, to_id = (ToRole.REPRESENTATIVE, reader.id) if reader else (ToRole.PATIENT, patient.id)
    if post_first and _letter_box(patient):
        return Route(Channel.PRINT, "", role, to_id, patient.time_zone, None, reader)
    emails = [p for p in patient.points_of(reader) if p.kind is ContactKind.EMAIL]
    asked_for: ContactPoint | None = None
    usable: ContactPoint | None = None
    for point in emails:
        if point.id == about:
            asked_for = point
        elif usable is None and point.open and (point.verified_at is not None or unverified_ok):
            usable = point
    if asked_for is not None:
        usable = asked_for if asked_for.open else None
    if usable is not None and patient.preferred_channel != "letter":
        return Route(Channel.EMAIL, usable.value, role, to_id, patient.time_zone, None, reader)
    if letter_ok and asked_for is None and _letter_box(patient):
        return Route(Channel.PRINT, "", role, to_id, patient.time_zone, None, reader)
    return NoRoute(_why_none([*emails, *_shut_letter_boxes(patient)]))


def _letter_box(patient: Patient) -> bool:
    """Whether the post reaches them."""
    return bool(patient.details.get("address")) and not _shut_letter_boxes(patient)


def _shut_letter_boxes(patient: Patient) -> list[ContactPoint]:
    return [p for p in patient.contact_points if p.kind is ContactKind.POST and p.contact_id is None and not p.open]


def contact_route(case: Case, person: Contact) -> Route | NoRoute:
    """Somebody beside the patient, by their own confirmed address: the letter box is the patient's, not theirs."""
    role = ToRole.REPRESENTATIVE if person.role is ContactRole.REPRESENTATIVE else ToRole.COMPANION
    emails = [p for p in case.patient.points_of(person) if p.kind is ContactKind.EMAIL]
    usable = next((p for p in emails if p.open and p.verified_at is not None), None)
    if usable is None:
        return NoRoute(_why_none(emails))
    return Route(Channel.EMAIL, usable.value, role, person.id, case.patient.time_zone, contact=person)


def _why_none(points: list[ContactPoint]) -> str:
    if any(p.opted_out_at for p in points):
        return "opted_out"
    if any(p.bounced_at for p in points):
        return "bounced"
    return "no_channel"


BY_MAIL = (Channel.FAX, Channel.SECURE_EMAIL)
"""Channels that travel through the mail relay: only through a secured one (``domain.md`` §4.1)."""


def desk_route(desk: Desk | None, asked: str | None, *, secured: bool = True, no_fax: bool = False) -> Route | NoRoute:
    """How a desk is reached: the channel somebody asked for, else its own order; never by plain e-mail."""
    if desk is None:
        return NoRoute("no_channel")
    channels = desk.channels()
    if no_fax:
        channels = [c for c in channels if c is not Channel.FAX]
    if asked is not None:
        wanted = Channel.SECURE_EMAIL if asked == Channel.EMAIL else Channel(asked)
        channels = [c for c in channels if c is wanted] or channels
    if not channels:
        return NoRoute("no_channel")
    if not secured:
        channels = [c for c in channels if c not in BY_MAIL]
    if not channels:
        return NoRoute("not_deliverable_yet")
    channel = channels[0]
    address = desk.fax if channel is Channel.FAX else desk.email if channel is Channel.SECURE_EMAIL else ""
    return Route(channel, address or "", ToRole.DESK, desk.id, desk.time_zone, desk)


def provider_route(provider: Provider, *, secured: bool = True) -> Route | NoRoute:
    """A provider's office by fax; without one, the organization's postal address."""
    if provider.office_fax and secured:
        return Route(Channel.FAX, provider.office_fax, ToRole.PROVIDER, provider.id, provider.time_zone)
    if provider.organization.address:
        return Route(Channel.PRINT, "", ToRole.PROVIDER, provider.id, provider.time_zone)
    return NoRoute("no_channel")


def route_of(
    effect: Effect,
    case: Case,
    *,
    unverified_ok: bool = False,
    letter_ok: bool = True,
    secured: bool = True,
    post_first: bool = False,
    today: date,
) -> Route | NoRoute:
    """The route of this effect as the case stands now."""
    no_fax = effect.details.get("not_by") == Channel.FAX
    if effect.to_role is ToRole.DESK:
        request = case.request(effect.subject)
        asked = request.asked_channel if request else None
        return desk_route(desk_of(case, effect.subject), asked, secured=secured, no_fax=no_fax)
    if effect.to_role is ToRole.PRIVACY_OFFICER:
        return officer_route(case, effect.subject, secured=secured and not no_fax)
    if effect.to_role is ToRole.TREATING:
        found = desk_route(treating_desk(case), None, secured=secured, no_fax=no_fax)
        return found if isinstance(found, NoRoute) else found._replace(to_role=ToRole.TREATING)
    if effect.to_role is ToRole.PROVIDER:
        provider = provider_of(case, effect.subject)
        return provider_route(provider, secured=secured and not no_fax) if provider else NoRoute("no_channel")
    return patient_route(
        case, effect.subject, unverified_ok=unverified_ok, letter_ok=letter_ok, today=today, post_first=post_first
    )


def officer_route(case: Case, document_id: str, *, secured: bool = True) -> Route | NoRoute:
    """The privacy officer of whoever sent this document. It is no letter to the desk: the distance does not count."""
    organization = sending_office(case, document_id)
    found = officer_channel(organization, secured=secured) if organization else None
    if organization is None or found is None:
        return NoRoute("no_channel")
    return Route(found[0], found[1], ToRole.PRIVACY_OFFICER, organization.id, organization.time_zone)


def provider_of(case: Case, subject: str) -> Provider | None:
    """The provider of a referral, an appointment or a questioned opinion; of borrowed material, the one who treats."""
    asked = next((c.ordinal for c in case.clarifications if c.id == subject), None)
    opinion = case.opinion(asked) if asked is not None else None
    if opinion is not None:
        subject = opinion.appointment_id or ""
    things: list[Referral | Appointment] = [*case.referrals, *case.appointments]
    for thing in things:
        if thing.id == subject:
            return thing.provider
    return things[-1].provider if things and custody_of(case, subject) is not None else None
