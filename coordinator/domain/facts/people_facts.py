"""The people around a patient: who they are, what they may be told, and on what authority they act (§1.3, §4.5)."""

from __future__ import annotations

from datetime import date

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.document import Document
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.addresses import email as cleaned_email
from coordinator.domain.facts.addresses import telephone
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.patient import Contact, ContactPoint
from coordinator.domain.words import ContactKind, ContactRole, MayBeTold

NOTHING = "nothing"
ROLES = (ContactRole.REPRESENTATIVE, ContactRole.COMPANION, ContactRole.FAMILY)
PERSON = needed("contact", Kind.CONTACT, "the id of a contact")


@fact(
    PERSON,
    needed("may_be_told", Kind.CHOICE, f"how much; {NOTHING} takes the permission back", (*MayBeTold, NOTHING)),
    maybe("by", Kind.TEXT, "whose word that is; the patient's"),
    usually="any stage", says="What somebody beside the patient may be told is another than before.",
)  # fmt: skip
def contact_told(case: Case, act: Act, known: Known, contact: str, may_be_told: str, by: str | None = None) -> Recorded:
    """At any time, and at once: what is on its way to them does not get its final dot (``domain.md`` §4.5).

    The only reader of a minor stays: that permission is not the child's to take back.
    """
    person = _person(case, contact)
    today = local(act.now, case.patient.time_zone).date()
    if may_be_told == NOTHING:
        if person.revoked_at is not None:
            return already(contact=person.id)
        if case.patient.is_minor(today) and case.patient.reader(today) is person:
            raise Refused("representative.needed", "somebody with authority reads for a minor: add the other one first")
        person.revoked_at = act.at
    else:
        scope = MayBeTold(may_be_told)
        if person.revoked_at is None and person.may_be_told is scope and person.permitted_on is not None:
            return already(contact=person.id)
        person.may_be_told, person.revoked_at = scope, None
        person.permitted_on, person.permitted_by = local(act.at, case.patient.time_zone).date(), None
    event = case.note("contact_told", act, contact=person.id, may_be_told=may_be_told)
    if by:
        person.permitted_by = by
        case.write_down(event, "by", by)
    case.stopped_seq = event.seq
    return said(event, contact=person.id)


@fact(
    PERSON,
    needed("in_effect", Kind.FLAG, "yes: they may act now; no: not yet, or no more"),
    maybe("authority", Kind.TEXT, "on what authority, such as parent, legal guardian, health care power of attorney"),
    maybe("document", Kind.DOCUMENT, "the papers that were shown"),
    maybe("until", Kind.DATE, "the last day of the authority"),
    usually="any stage", says="Somebody who says that they act for the patient showed their papers.",
)  # fmt: skip
def authority_shown(
    case: Case, act: Act, known: Known, contact: str, in_effect: bool, authority: str | None = None,
    document: Document | None = None, until: date | None = None,
) -> Recorded:  # fmt: skip
    """Until somebody saw the papers the patient signs, and permits (``domain.md`` §12, "in_effect")."""
    person = _person(case, contact)
    if person.role is not ContactRole.REPRESENTATIVE:
        raise Refused("key.wrong", "the id of a representative", field="contact")
    words = authority or person.authority
    if in_effect and not words:
        raise Refused("key.missing", "on what authority", field="authority")
    standing = "yes" if in_effect else "no"
    shown = document.id if document else person.authority_document_id
    same = (person.in_effect, person.authority, person.authority_document_id, person.authority_until)
    if same == (standing, words, shown, until or person.authority_until):
        return already(contact=person.id)
    person.in_effect, person.authority, person.authority_document_id = standing, words, shown
    person.authority_until = until or person.authority_until
    event = case.note(
        "authority_shown", act, contact=person.id, in_effect=standing, document=shown, until=person.authority_until
    )
    case.stopped_seq = event.seq
    return said(event, contact=person.id)


@fact(
    needed("full_name", Kind.TEXT, "their name"),
    needed("role", Kind.CHOICE, "who they are to the patient", ROLES),
    needed("may_be_told", Kind.CHOICE, "how much", tuple(MayBeTold)),
    maybe("email", Kind.TEXT, "their e-mail address"),
    maybe("phone", Kind.TEXT, "their telephone number"),
    maybe("by", Kind.TEXT, "by whose word; the patient's"),
    usually="any stage", says="There is somebody more beside the patient.",
)  # fmt: skip
def person_added(
    case: Case, act: Act, known: Known, full_name: str, role: str, may_be_told: str, email: str | None = None,
    phone: str | None = None, by: str | None = None,
) -> Recorded:  # fmt: skip
    """A representative acts only once ``authority_shown`` says so."""
    patient = case.patient
    earlier = next((c for c in patient.contacts if c.name.casefold() == full_name.casefold() and c.role == role), None)
    if earlier is not None:
        return already(contact=earlier.id)
    given = [
        (ContactKind.EMAIL, cleaned_email(email, field="email") if email else ""),
        (ContactKind.PHONE, telephone(phone, field="phone") if phone else ""),
    ]
    person = Contact(
        act.new_id(), full_name, ContactRole(role), MayBeTold(may_be_told),
        in_effect="unknown" if role == ContactRole.REPRESENTATIVE else None,
        permitted_on=local(act.at, patient.time_zone).date(), permitted_by=by,
    )  # fmt: skip
    position = 100 * (len(patient.contacts) + 1)
    patient.contacts.append(person)
    ids = {"contact": person.id}
    for offset, (kind, value) in enumerate(given):
        if value:
            point = ContactPoint(act.new_id(), kind, value, contact_id=person.id, position=position + offset)
            patient.contact_points.append(point)
            ids[f"{kind.value}_point"] = point.id
    return said(case.note("person_added", act, contact=person.id, role=role, may_be_told=may_be_told), **ids)


def _person(case: Case, contact: str) -> Contact:
    found = next((c for c in case.patient.contacts if c.id == contact), None)
    if found is None:
        raise Refused("key.wrong", "the id of a contact", field="contact")
    return found
