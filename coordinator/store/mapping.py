"""The plain domain dataclasses, mapped onto their tables. Importing this module maps them, once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import registry, relationship

from coordinator.domain.authorization import Authorization
from coordinator.domain.case import Case
from coordinator.domain.clarification import Clarification
from coordinator.domain.custody import Custody
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.document import Document
from coordinator.domain.next_step import NextStep
from coordinator.domain.opinion import Comparison, Opinion
from coordinator.domain.patient import Contact, ContactPoint, Patient
from coordinator.domain.prior_authorization import PriorAuthorization
from coordinator.domain.provider import Provider, Slot
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.visit import Appointment, Referral
from coordinator.domain.wait import Wait
from coordinator.domain.work_item import WorkItem
from coordinator.store import case_tables as tables
from coordinator.store import directory_tables as directory
from coordinator.store import inbound_tables as inbound_tables
from coordinator.store import part_tables as parts
from coordinator.store.columns import metadata

mapper = registry(metadata=metadata)


def _children(kind: type, order: Any) -> Any:
    """Children that live and die with their parent; loaded only when a query says so."""
    return relationship(kind, lazy="raise", cascade="all, delete-orphan", order_by=order, passive_deletes=True)


def _map_all() -> None:
    mapper.map_imperatively(Organization, directory.organization)
    mapper.map_imperatively(
        Desk, directory.desk, properties={"organization": relationship(Organization, lazy="joined")}
    )
    mapper.map_imperatively(Slot, directory.slot)
    mapper.map_imperatively(
        Provider,
        directory.provider,
        properties={
            "organization": relationship(Organization, lazy="joined"),
            "slots": _children(Slot, directory.slot.c.starts_at),
        },
    )
    mapper.map_imperatively(Contact, tables.contact)
    mapper.map_imperatively(ContactPoint, tables.contact_point)
    mapper.map_imperatively(
        Patient,
        tables.patient,
        properties={
            "contacts": _children(Contact, tables.contact.c.id),
            "contact_points": _children(ContactPoint, tables.contact_point.c.position),
        },
    )
    mapper.map_imperatively(RecordItem, parts.record_item)
    mapper.map_imperatively(
        RecordRequest,
        parts.record_request,
        properties={
            "items": _children(RecordItem, parts.record_item.c.id),
            "desk": relationship(Desk, lazy="raise"),
        },
    )
    mapper.map_imperatively(Authorization, parts.authorization)
    for kind, table in ((Referral, parts.referral), (Appointment, parts.appointment)):
        mapper.map_imperatively(kind, table, properties={"provider": relationship(Provider, lazy="raise")})
    mapper.map_imperatively(PriorAuthorization, parts.prior_authorization)
    mapper.map_imperatively(Opinion, parts.opinion)
    mapper.map_imperatively(Comparison, parts.comparison)
    mapper.map_imperatively(WorkItem, parts.work_item)
    mapper.map_imperatively(Wait, parts.wait)
    mapper.map_imperatively(
        Document,
        parts.document,
        exclude_properties=["content"],
    )
    mapper.map_imperatively(Custody, parts.custody, properties={"desk": relationship(Desk, lazy="raise")})
    mapper.map_imperatively(NextStep, parts.next_step)
    mapper.map_imperatively(Clarification, parts.clarification)
    mapper.map_imperatively(
        Case,
        tables.case,
        exclude_properties=["advancing_until"],
        properties={
            "patient": relationship(Patient, lazy="raise"),
            "requests": _children(RecordRequest, parts.record_request.c.id),
            "authorizations": _children(Authorization, parts.authorization.c.id),
            "referrals": _children(Referral, parts.referral.c.id),
            "appointments": _children(Appointment, parts.appointment.c.id),
            "prior_authorizations": _children(PriorAuthorization, parts.prior_authorization.c.id),
            "opinions": _children(Opinion, parts.opinion.c.ordinal),
            "comparisons": _children(Comparison, parts.comparison.c.id),
            "work_items": _children(WorkItem, parts.work_item.c.id),
            "waits": _children(Wait, parts.wait.c.id),
            "documents": _children(Document, parts.document.c.id),
            "custody": _children(Custody, parts.custody.c.id),
            "next_steps": _children(NextStep, parts.next_step.c.id),
            "clarifications": _children(Clarification, parts.clarification.c.id),
        },
    )


def _begin_noting(case: Case, _context: object) -> None:
    case.begin_noting()


_map_all()
event.listen(Case, "load", _begin_noting)
