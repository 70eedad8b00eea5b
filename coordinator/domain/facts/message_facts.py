"""A message that somebody here writes themselves, to the patient or to somebody who may hear all of it."""

from __future__ import annotations

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import add_mark, marked
from coordinator.domain.facts.registry import fact, needed
from coordinator.domain.routes import may_hear
from coordinator.domain.words import MayBeTold

PATIENT = "patient"
LONGEST = 2000
"""Letters of one message: about a page."""


@fact(
    needed("contact", Kind.CONTACT, "patient, or the id of a contact who may be told all"),
    needed("text", Kind.TEXT, f"the message, at most {LONGEST} letters"),
    usually="any stage", says="Somebody wrote a message; it leaves like any other, and can be cancelled before.",
)  # fmt: skip
def message_written(case: Case, act: Act, known: Known, contact: str, text: str) -> Recorded:
    """Free text may say anything, so nobody reads it who may not hear all (``domain.md`` §4.5). A child never does."""
    person = next((c for c in case.patient.contacts if c.id == contact), None)
    if person is None and contact != PATIENT:
        raise Refused("key.wrong", "patient, or the id of a contact", field="contact")
    if person is not None and not may_hear(person, MayBeTold.ALL):
        raise Refused("contact.may_not_hear", "this contact may not be told all; call them", field="contact")
    if person is None and case.patient.is_minor(local(act.now, case.patient.time_zone).date()):
        raise Refused("contact.minor", "write to the parent or guardian", field="contact")
    if len(text) > LONGEST:
        raise Refused("text.too_long", f"at most {LONGEST} letters", field="text")
    said_before = f"written.{contact}"
    if marked(case, said_before, text):
        return already(contact=contact)
    add_mark(case, said_before, text)
    event = case.note("message_written", act, contact=contact, written=f"{contact}/{case.seq + 1}")
    case.write_down(event, "text", text)
    return said(event, contact=contact)
