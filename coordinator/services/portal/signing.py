"""Signing a paper online (``domain.md`` §3.2): what was shown, what was signed, and how we know by whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from coordinator.correspondence.signed_paper import Evidence, signed_paper, strokes
from coordinator.domain.case import Case
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.words import MayBeTold
from coordinator.domain.words.sensitivity import Sensitivity
from coordinator.services.portal.acting import still_here
from coordinator.services.portal.paper import TEXT_VERSION, Paper, described, paper_of
from coordinator.services.portal.tokens import mac
from coordinator.services.portal.visiting import Visitor, about, note_read
from coordinator.services.record import record
from coordinator.services.world import World, new_id
from coordinator.store.portal_tables import signature as table

CATEGORIES = frozenset(Sensitivity)
"""The protected kinds of records that somebody may put their initials to."""

HOW_WE_KNOW = (
    "A private link was mailed to an address that had been confirmed. A six-digit code, valid for 10 minutes, was sent "
    "and typed in. Identity level {level} of 3 had been checked before by {brand}."
)

Shown = Callable[[Paper], str]
"""The HTML of a paper as its reader sees it, made by the page's own template."""


@dataclass(frozen=True)
class Signing:
    """What somebody sent who signs. ``drawn`` is empty for a typed name; ``agreed`` is the ticked box."""

    name: str
    drawn: str
    agreed: bool
    initials: Sequence[str]
    shown_sha256: str
    language: str
    address: str


def digest(shown: str) -> str:
    """The SHA-256 of a paper as it was shown."""
    return sha256(shown.encode()).hexdigest()


def paper_shown(world: World, here: Visitor, paper_id: str, language: str) -> Paper:
    """The paper, for reading."""
    paper = paper_of(here, paper_id)
    with world.database.transaction() as session:
        note_read(world, session, here, "paper", paper.id)
        return described(here, paper, about(world, session, here.case, world.now(session), language), language)


def sign(world: World, here: Visitor, paper_id: str, told: Signing, shown_by: Shown) -> str:
    """Sign a paper; returns the id of the signature. Raises ``Refused`` with what is to be done otherwise.

    The paper is made anew under the lock: what is signed is what was shown, or nothing is signed.
    """
    paper_of(here, paper_id)
    _complete(told, here)
    drawn = strokes(told.drawn) if told.drawn else []
    signature_id, method = new_id(), "drawn" if drawn else "typed"

    def first(session: Session, case: Case, now: datetime) -> None:
        still_here(session, here, case, now)
        fresh = Visitor(here.visit_id, here.link, case, here.scope, here.contact)
        paper = described(
            fresh, paper_of(fresh, paper_id), about(world, session, case, now, told.language), told.language
        )
        if not paper.identity_ok:
            raise Refused("paper.identity", "call us: we check who you are first")
        shown = shown_by(paper)
        if digest(shown) != told.shown_sha256:
            raise Refused("paper.changed", "the paper is another one now: read it again")
        if set(paper.categories) - set(told.initials):
            raise Refused("paper.initials", "tick each protected kind of record", field="initials")
        evidence = Evidence(_rows(world, here, case, signature_id, told, method, now), told.shown_sha256)
        session.execute(
            insert(table).values(
                id=signature_id, case_id=case.id, authorization_id=paper.id, link_id=here.link.id,
                contact_id=here.link.contact_id, method=method, name=told.name, strokes=told.drawn or None,
                language=told.language, text_version=TEXT_VERSION, shown=shown, shown_sha256=told.shown_sha256,
                address_mac=mac(world.secret, "address", told.address), at=now,
                paper=signed_paper(
                    shown, told.name, drawn, evidence, world.letterhead.sender, case.ref, now.date(), told.language
                ),
            )
        )  # fmt: skip

    values: dict[str, object] = {"authorization": paper_id, "method": method, "evidence": f"portal {signature_id}"}
    if here.contact is not None:
        values["signer"] = here.contact.id
    if told.initials:
        values["initials"] = ",".join(told.initials)
    record(world, here.case.ref, "authorization_signed", values, by=here.person, first=first)
    return signature_id


def signed_copy(world: World, here: Visitor, paper_id: str) -> bytes:
    """The signed paper for its signer (45 CFR 164.508(c)(4)); :class:`NotFound` where nobody signed it here."""
    with world.database.transaction() as session:
        row = session.execute(
            select(table.c.paper)
            .where(table.c.case_id == here.case.id, table.c.authorization_id == _own(here, paper_id))
            .order_by(table.c.at.desc(), table.c.id.desc())
        ).first()
        if row is None:
            raise NotFound("paper.not_found", field="authorization")
        note_read(world, session, here, "signed_paper", paper_id)
        return bytes(row.paper)


def _own(here: Visitor, paper_id: str) -> str:
    paper = here.case.authorization(paper_id)
    if paper is None or not here.may(MayBeTold.RECORDS):
        raise NotFound("paper.not_found", field="authorization")
    return paper.id


def _complete(told: Signing, here: Visitor) -> None:
    if not told.agreed:
        raise Refused("paper.not_agreed", "tick the box if you agree", field="agreed")
    if " ".join(told.name.split()).casefold() != " ".join(here.name.split()).casefold():
        raise Refused("paper.name_differs", f"type the name as it stands here: {here.name}", field="name")


def _rows(
    world: World, here: Visitor, case: Case, signature_id: str, told: Signing, method: str, now: datetime
) -> list[tuple[str, str]]:
    zone = case.patient.time_zone
    local = now.astimezone(ZoneInfo(zone))
    authority = here.contact.authority or "representative" if here.contact else "the patient"
    initials = ", ".join(told.initials)
    return [
        ("Signed by", f"{here.name} ({authority})"),
        ("For", f"{case.patient.full_name}, born {case.patient.birth_date.isoformat()}"),
        ("When", f"{local:%Y-%m-%d %H:%M:%S} {zone} ({now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC)"),
        ("How", "Drawn by hand on a screen" if method == "drawn" else "Name typed, box of consent ticked"),
        (
            "How we know who signed",
            HOW_WE_KNOW.format(level=case.identity_level, brand=world.letterhead.brand.name),
        ),
        *([("Protected kinds of records included", initials)] if initials else []),
        ("Language of the paper", {"es": "Spanish"}.get(told.language, "English")),
        ("Version of the text", TEXT_VERSION),
        ("Network address (keyed hash)", mac(world.secret, "address", told.address)),
        ("Signature", signature_id),
    ]
