"""Judge an intake file: all of its problems in one go, each with its place, and nothing changed.

What one field can be asked is asked by the schema. What needs today's date, the code table, the directory or a second
field is asked here, of the file as it was written, so that one broken field hides no other problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from coordinator.domain.errors import Refused
from coordinator.domain.patient import AGE_OF_MAJORITY
from coordinator.domain.words.intake_words import Capacity
from coordinator.services.intake.addresses import email_address, phone_number
from coordinator.services.intake.fields import day, icd_code
from coordinator.services.intake.findings import Finding, json_path, read_model, read_object, shown
from coordinator.services.intake.schema import Intake
from coordinator.services.reference import IcdStatus

OLDEST_PLAUSIBLE_AGE = 125
"""Years. Nobody was ever proved to be older; a birth date beyond is a slip of the pen."""

Raw = dict[str, Any]
Parts = tuple[str | int, ...]
Form = TypeVar("Form")


@dataclass(frozen=True)
class Checked:
    """The intake when there are no problems, else ``None``; warnings never stop a file."""

    intake: Intake | None
    problems: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


def check(text: str, *, today: date, icd: Callable[[str], IcdStatus], office_numbers: frozenset[str]) -> Checked:
    """Read an intake file.

    ``today`` is the date by the stack's clock, in UTC. ``icd`` answers for a code in its usual writing.
    ``office_numbers`` are the directory's telephone and fax numbers in E.164; the file's own offices are added.
    """
    raw, problems = read_object(text)
    if raw is None:
        return Checked(None, problems)
    intake, broken_fields = read_model(Intake, raw)
    codes = list(_codes(raw, icd))
    problems += broken_fields
    problems += _not_reachable(raw)
    problems += _no_first_opinion(raw)
    problems += _dates(raw, today)
    problems += (finding for finding in codes if finding.code == "icd.unknown")
    problems += _office_numbers_as_personal(raw, office_numbers)
    problems += _office_addresses_as_personal(raw)
    warnings = [finding for finding in codes if finding.code == "icd.not_a_leaf"]
    warnings += _people_to_ask_about(raw, today)
    return Checked(None if problems else intake, problems, warnings)


def _not_reachable(raw: Raw) -> Iterator[Finding]:
    """Nobody has an e-mail or a telephone. A postal address alone cannot answer the questions of the first day."""
    people = [_at(raw, "patient"), *_list(raw, "contacts")]
    ways = [_at(person, key) for person in people for key in ("email", "phone")]
    ways += [_at(phone, "number") for phone in _list(raw, "patient", "phones")]
    ways += _list(raw, "patient", "other_emails")
    if isinstance(raw.get("patient"), dict) and not any(ways):
        message = "add an e-mail or a telephone of the patient or of a contact"
        yield Finding("$.patient", "patient.not_reachable", message)


def _no_first_opinion(raw: Raw) -> Iterator[Finding]:
    opinion = raw.get("first_opinion")
    if isinstance(opinion, dict) and not opinion.get("provider") and not opinion.get("organization"):
        message = "name the provider or the organization that gave the first opinion"
        yield Finding("$.first_opinion", "first_opinion.no_author", message)


def _dates(raw: Raw, today: date) -> Iterator[Finding]:
    born = _day(_at(raw, "patient", "birth_date"))
    if born and born > today:
        yield Finding("$.patient.birth_date", "birth_date.in_future", f"the day lies after today, {today}")
    if born and today.year - born.year > OLDEST_PLAUSIBLE_AGE:
        yield Finding("$.patient.birth_date", "birth_date.implausible", "check the year")
    deadline = _day(_at(raw, "question", "decision_deadline", "date"))
    if deadline and deadline < today:
        message = f"the day lies before today, {today}; ask the patient for the new one, or write null for none"
        yield Finding("$.question.decision_deadline.date", "deadline.in_past", message)
    for index, source in enumerate(_list(raw, "sources")):
        first, last = _day(_at(source, "dates", "from")), _day(_at(source, "dates", "to"))
        if first and last and last < first:
            yield Finding(json_path(("sources", index, "dates")), "dates.reversed", '"to" lies before "from"')
        if first and first > today:
            path = json_path(("sources", index, "dates", "from"))
            yield Finding(path, "dates.in_future", f"the day lies after today, {today}")
        labelled = _at(source, "sensitive_items")
        for name in labelled if isinstance(labelled, dict) else ():
            if _record_type(name) not in {_record_type(item) for item in _list(source, "items")}:
                path = json_path(("sources", index, "sensitive_items", name))
                yield Finding(path, "sensitive_items.not_wanted", "no such item is asked of this source")
    yield from _past_days(raw, today)


def _past_days(raw: Raw, today: date) -> Iterator[Finding]:
    """What is told as having happened did not happen tomorrow."""
    told: list[Parts] = [("question", "told_on"), ("first_opinion", "given_on"), ("treatment_started", "on")]
    told += [("contacts", index, "permitted_on") for index in range(len(_list(raw, "contacts")))]
    told += [("opt_ins", index, "on") for index in range(len(_list(raw, "opt_ins")))]
    for parts in told:
        happened = _day(_at(raw, *parts))
        if happened and happened > today:
            yield Finding(json_path(parts), "date.in_future", f"the day lies after today, {today}")


def _record_type(name: Any) -> str:
    return {"PT/REHAB": "PT_REHAB", "HP": "HP_NOTE"}.get(str(name), str(name))


def _codes(raw: Raw, icd: Callable[[str], IcdStatus]) -> Iterator[Finding]:
    for parts in (("question", "condition", "icd10cm"), ("first_opinion", "diagnosis", "icd10cm")):
        written = _at(raw, *parts)
        if not isinstance(written, str) or not written.strip():
            continue
        status = icd(icd_code(written))
        if status is IcdStatus.UNKNOWN:
            message = f"{shown(written)} is no ICD-10-CM code; correct it, or leave it out and keep the label"
            yield Finding(json_path(parts), "icd.unknown", message)
        elif status is IcdStatus.NOT_LEAF:
            yield Finding(json_path(parts), "icd.not_a_leaf", f"{shown(written)} is not a leaf: a finer code exists")


def _office_numbers_as_personal(raw: Raw, office_numbers: frozenset[str]) -> Iterator[Finding]:
    """A message to the patient would ring at an office, and the office would learn of the case."""
    own = {_phone(source.get(key)) for source in _office_sources(raw) for key in ("fax", "phone")}
    offices = office_numbers | (own - {None})
    personal: list[Parts] = [("patient", "phones", i, "number") for i in range(len(_list(raw, "patient", "phones")))]
    personal += [("contacts", i, "phone") for i in range(len(_list(raw, "contacts")))]
    for parts in personal:
        if _phone(_at(raw, *parts)) in offices:
            message = "this number is an office's; ask for the person's own"
            yield Finding(json_path(parts), "phone.is_an_office", message)


def _office_addresses_as_personal(raw: Raw) -> Iterator[Finding]:
    offices = {_email(source.get("email")) for source in _office_sources(raw)} - {None}
    personal: list[Parts] = [("patient", "email")]
    personal += [("patient", "other_emails", i) for i in range(len(_list(raw, "patient", "other_emails")))]
    personal += [("contacts", i, "email") for i in range(len(_list(raw, "contacts")))]
    for parts in personal:
        if _email(_at(raw, *parts)) in offices:
            message = "this address is an office's; ask for the person's own, or write null"
            yield Finding(json_path(parts), "email.is_an_office", message)


def _people_to_ask_about(raw: Raw, today: date) -> Iterator[Finding]:
    born = _day(_at(raw, "patient", "birth_date"))
    contacts = _list(raw, "contacts")
    representatives = [c for c in contacts if _at(c, "role") == "representative" and _at(c, "in_effect") == "yes"]
    if born and _years(born, today) < AGE_OF_MAJORITY and not representatives:
        message = "the patient is a minor: add the parent or guardian as a representative with in_effect yes"
        yield Finding("$.contacts", "minor.no_representative", message)
    if _at(raw, "patient", "capacity") == Capacity.REPRESENTED and not representatives:
        message = "somebody must act for the patient: add the representative with in_effect yes"
        yield Finding("$.contacts", "capacity.no_representative", message)
    for index, contact in enumerate(contacts):
        if _at(contact, "role") == "representative" and not _at(contact, "email") and not _at(contact, "phone"):
            message = "a representative without e-mail and telephone gets nothing by itself"
            yield Finding(json_path(("contacts", index)), "contact.not_reachable", message)


def _office_sources(raw: Raw) -> list[Raw]:
    """Sources that are offices: what the patient holds comes from the patient's own number."""
    sources = [source for source in _list(raw, "sources") if isinstance(source, dict)]
    return [source for source in sources if source.get("department") != "patient"]


def _at(node: Any, *parts: str | int) -> Any:
    """What stands at a path of the file as written, ``None`` where nothing does."""
    for part in parts:
        if isinstance(node, dict) and isinstance(part, str):
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            return None
    return node


def _list(node: Any, *parts: str | int) -> list[Any]:
    found = _at(node, *parts)
    return found if isinstance(found, list) else []


def _day(written: Any) -> date | None:
    return _read(day, written)


def _phone(written: Any) -> str | None:
    return _read(phone_number, written)


def _email(written: Any) -> str | None:
    found = _read(email_address, written)
    return found.lower() if found else None


def _read(reader: Callable[[str], Form], written: Any) -> Form | None:
    """The normal form, or ``None`` for what the schema has already refused."""
    try:
        return reader(written) if isinstance(written, str) else None
    except Refused:
        return None


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
