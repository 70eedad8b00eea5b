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
from coordinator.store import caseload_tables as caseload_tables
from coordinator.store import directory_tables as directory
from coordinator.store import document_tables as documents
from coordinator.store import inbound_tables as inbound_tables
from coordinator.store import opinion_tables as opinions
from coordinator.store import portal_tables as portal_tables
from coordinator.store import request_tables as requests
from coordinator.store import visit_tables as visits
from coordinator.store import work_tables as work
from coordinator.store.columns import metadata

mapper = registry(metadata=metadata)

KEPT_BY_TRIGGERS = ["navigator"]
"""Columns of what belongs to a case that the database fills in by itself, for lists."""


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
            "slots": _children(Slot, [directory.slot.c.starts_at, directory.slot.c.id]),
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
    mapper.map_imperatively(RecordItem, requests.record_item)
    mapper.map_imperatively(
        RecordRequest,
        requests.record_request,
        exclude_properties=KEPT_BY_TRIGGERS,
        properties={
            "items": _children(RecordItem, requests.record_item.c.id),
            "desk": relationship(Desk, lazy="raise"),
        },
    )
    mapper.map_imperatively(Authorization, requests.authorization)
    for kind, table in ((Referral, visits.referral), (Appointment, visits.appointment)):
        mapper.map_imperatively(
            kind,
            table,
            exclude_properties=KEPT_BY_TRIGGERS,
            properties={"provider": relationship(Provider, lazy="raise")},
        )
    mapper.map_imperatively(PriorAuthorization, visits.prior_authorization)
    mapper.map_imperatively(Opinion, opinions.opinion)
    mapper.map_imperatively(Comparison, opinions.comparison)
    mapper.map_imperatively(WorkItem, work.work_item, exclude_properties=KEPT_BY_TRIGGERS)
    mapper.map_imperatively(Wait, work.wait)
    mapper.map_imperatively(
        Document,
        documents.document,
        exclude_properties=["content"],
    )
    mapper.map_imperatively(Custody, documents.custody, properties={"desk": relationship(Desk, lazy="raise")})
    mapper.map_imperatively(NextStep, opinions.next_step, exclude_properties=KEPT_BY_TRIGGERS)
    mapper.map_imperatively(Clarification, opinions.clarification)
    mapper.map_imperatively(
        Case,
        tables.case,
        exclude_properties=["advancing_until"],
        properties={
            "patient": relationship(Patient, lazy="raise"),
            "requests": _children(RecordRequest, requests.record_request.c.id),
            "authorizations": _children(Authorization, requests.authorization.c.id),
            "referrals": _children(Referral, visits.referral.c.id),
            "appointments": _children(Appointment, visits.appointment.c.id),
            "prior_authorizations": _children(PriorAuthorization, visits.prior_authorization.c.id),
            "opinions": _children(Opinion, opinions.opinion.c.ordinal),
            "comparisons": _children(Comparison, opinions.comparison.c.id),
            "work_items": _children(WorkItem, work.work_item.c.id),
            "waits": _children(Wait, work.wait.c.id),
            "documents": _children(Document, documents.document.c.id),
            "custody": _children(Custody, documents.custody.c.id),
            "next_steps": _children(NextStep, opinions.next_step.c.id),
            "clarifications": _children(Clarification, opinions.clarification.c.id),
        },
    )


def _begin_noting(case: Case, _context: object) -> None:
    case.begin_noting()


_map_all()
event.listen(Case, "load", _begin_noting)
