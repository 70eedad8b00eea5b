"""Letters to offices and, for patients without e-mail, letters to patients: values in, PDF bytes out.

The same values give the same bytes, unless an office's own form is behind the letter. A letter is two sheets at most,
more only for a long list; the cover of a fax says nothing clinical.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date

from jinja2 import Template
from plutoprint import Book

from coordinator.correspondence.dates import letter_date
from coordinator.correspondence.labels import LABELS
from coordinator.correspondence.layout import LAYOUTS, fitted
from coordinator.correspondence.letter_values import Attempt, LetterItem, LetterValues
from coordinator.correspondence.mail_text import frame_values, render_blocks, subject_of
from coordinator.correspondence.own_form import behind, page_count
from coordinator.correspondence.parts import Brand, Part, Reader
from coordinator.correspondence.pdf import bind, laid_out, qr_code
from coordinator.correspondence.sheets import Sheet, sheet_books
from coordinator.correspondence.templates import environment, language_of
from coordinator.correspondence.variables import LETTERS
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.words import Channel, LegalBasis

_NEEDED = {
    "l01-request": ("basis", "items", "delivery", "request"),
    "l02-reminder-1": ("basis", "items", "delivery", "sent_on"),
    "l03-reminder-2": ("basis", "items", "delivery", "sent_on"),
    "l04-pre-deadline": ("basis", "items", "delivery", "received_on", "due_on", "limit"),
    "l05-overdue": ("basis", "items", "delivery", "received_on", "due_on", "answer_by", "limit"),
    "l06-partial-receipt": ("basis", "items", "delivery"),
    "l07-fee-challenge": ("basis", "items", "delivery", "fee"),
    "l08-wrong-patient": ("misdelivery",),
    "l09-cancel-request": ("items", "sent_on"),
    "l09-request-closed": ("sent_on",),
    "l11-slide-return": ("loan_return",),
    "l12-referral-packet": ("packet",),
    "l13-packet-update": ("update",),
    "l14-report-request": ("report",),
    "l15-clarification-request": ("clarification",),
    "l15-clarification-reminder": ("clarification",),
    "l16-copy-to-treating": ("copy",),
    "l18-late-request": ("basis", "items", "delivery", "sent_on"),
}
_LEGAL_DEADLINE_ONLY = frozenset({"l04-pre-deadline", "l05-overdue"})


MOST_SHEETS = 2
"""A letter takes two sheets at most; an authorization behind it takes its own."""

MOST_WITH_A_LIST = 5
"""Sheets of a letter with an items table: a patient's long list of records is no reason not to ask for them."""


def render_letter(name: str, values: LetterValues) -> bytes:
    """The letter as PDF, ready to print or to attach; on basis C with the signed authorization as its last page.

    Raises ``Refused`` when a block it needs is missing, or when it would take more than two sheets.
    """
    return _with_form(_bound(_documents(name, values), values), values)


def render_fax(name: str, values: LetterValues) -> bytes:
    """Cover sheet and letter as one PDF, as a fax machine wants it."""
    documents = _documents(name, replace(values, channel=Channel.FAX))
    sheets = sum(document.get_page_count() for document in documents) + page_count(values.own_form)
    cover = _cover(values, sheets + 1)
    first = laid_out(cover, _assets(values.code), values.brand.paper)
    return _with_form(_bound([first, *documents], values), values)


def render_summary_letter(pages: Sequence[LetterValues]) -> tuple[bytes, list[bytes]]:
    """One fax to one desk: a first page that names nobody, then each patient apart. Also each patient's part alone."""
    apart = [_documents("l18-late-request", replace(values, channel=Channel.FAX)) for values in pages]
    first = pages[0]
    sheets = 1 + sum(book.get_page_count() for books in apart for book in books)
    front = _template("l18-summary").render(
        brand=first.brand, to=first.to, on=letter_date(first.on), count=len(pages), sheets=sheets
    )
    paper = first.brand.paper
    books = [laid_out(front, {}, paper), *(book for books in apart for book in books)]
    whole = bind(books, title="L18", on=first.on, paper=paper)
    return whole, [_bound(books, values) for books, values in zip(apart, pages, strict=True)]


def render_cover(values: LetterValues, sheets: int) -> bytes:
    """The fax cover alone; ``sheets`` counts the cover too. It names no patient, no record and no condition."""
    return _bound([laid_out(_cover(values, sheets), _assets(values.code), values.brand.paper)], values)


def render_patient_letter(
    parts: Sequence[Part], reader: Reader, brand: Brand, reference: str, on: date, sheets: Sequence[Sheet] = ()
) -> bytes:
    """The parts of a patient message as a letter, ``sheets`` behind it; post is closed, so details may stand in it.

    18 pt for large print.
    """
    language = language_of(reader.language)
    frame = frame_values(reader, brand, reference, by_letter=True)
    blocks = render_blocks(parts, language, frame, detail_allowed=True)
    values = {
        **frame,
        "brand": brand,
        "reader": reader,
        "on": letter_date(on, language),
        "blocks": blocks,
        "subject": subject_of(blocks, language),
        "qr": "asset:qr.svg",
    }
    letter = fitted(
        "patient",
        lambda layout: _template("patient").render({**values, "density": layout}),
        _assets(reference),
        brand.paper,
        LAYOUTS[:2],
    )
    behind = sheet_books(sheets, reader, brand, reference, on)
    return bind([letter, *behind], title=reference, on=on, paper=brand.paper)


def _documents(name: str, values: LetterValues) -> list[Book]:
    _check(name, values)
    letter = _set(name, lambda layout: _letter(name, values, layout), values)
    if letter.get_page_count() > (MOST_WITH_A_LIST if values.items else MOST_SHEETS):
        raise Refused("letter.too_long", name)
    if values.copy is not None:
        about = Reader(values.patient.full_name, values.patient.full_name)
        enclosed = Sheet("comparison", {"block": values.copy.comparison, "for_office": True})
        return [letter, *sheet_books([enclosed], about, values.brand, values.reference, values.on)]
    if values.packet is not None:
        behind = ["index"] * values.packet.index_apart + ["timeline"] * bool(values.packet.timeline)
        return [letter, *(_behind(page, values) for page in behind)]
    if values.authorization is None:
        return [letter]
    return [letter, _set("authorization", lambda layout: _authorization(values, layout), values)]


def _bound(books: Sequence[Book], values: LetterValues) -> bytes:
    return bind(books, title=values.reference, on=values.on, paper=values.brand.paper)


def _with_form(letter: bytes, values: LetterValues) -> bytes:
    return behind(letter, values.own_form, values.code, values.reference) if values.own_form else letter


def _set(name: str, write: Callable[[str], str], values: LetterValues) -> Book:
    return fitted(name, write, _assets(values.code), values.brand.paper, LAYOUTS)


def _check(name: str, values: LetterValues) -> None:
    if name not in LETTERS:
        raise NotFound("template.unknown", name)
    for needed in _NEEDED[name]:
        if not getattr(values, needed):
            raise Refused("letter.value_missing", f"{name}.{needed}", field=needed)
    if name in _LEGAL_DEADLINE_ONLY and not (values.basis and values.basis.deadline_applies):
        raise Refused("letter.no_legal_deadline", name, field="basis")
    if (
        name == "l01-request"
        and values.basis is LegalBasis.TREATMENT
        and _asks_for_material(values)
        and values.loan is None
    ):
        raise Refused("letter.no_laboratory", name, field="loan")
    signed_elsewhere = name == "l01-request" and values.basis is LegalBasis.AUTHORIZATION
    if signed_elsewhere is not (values.authorization is not None):
        raise Refused("letter.value_missing", f"{name}.authorization", field="authorization")
    packet = values.packet
    if packet is not None and packet.sealed and (packet.first_clinician or packet.first_recommendation):
        raise Refused("packet.sealed", name, field="packet")


def _letter(name: str, values: LetterValues, layout: str) -> str:
    allowed = LETTERS[name]
    context = {key: value for key, value in _context(values).items() if key in allowed}
    context["wide"] = name == "l01-request" or any(item.body_part or item.accession for item in values.items)
    return _template(name).render(context, density=layout)


def _authorization(values: LetterValues, layout: str) -> str:
    return _template("authorization").render({**_context(values), "form": "Authorization"}, density=layout)


def _behind(name: str, values: LetterValues) -> Book:
    """A page of the packet that goes behind the letter: the long index, or the timeline."""
    context = _context(values)
    return _set(name, lambda layout: _template(name).render(context, density=layout), values)


def _context(values: LetterValues) -> dict[str, object]:
    context: dict[str, object] = {field.name: getattr(values, field.name) for field in fields(values)}
    for key, value in context.items():
        if isinstance(value, date):
            context[key] = letter_date(value)
    context["channel"] = values.channel.value
    context["basis"] = values.basis.value if values.basis else ""
    context["own"] = values.basis is not None and values.basis.deadline_applies
    context["form"] = "Letter L01"
    context["writer"] = values.request.representative if values.request else None
    context["items"] = [_labelled(item) for item in values.items]
    context["arrived"] = [_labelled(item) for item in values.arrived]
    context["refused"] = [_labelled(item) for item in values.refused]
    context["attempts"] = [_dated(attempt) for attempt in values.attempts]
    context["qr"] = "asset:qr.svg"
    return context


def _cover(values: LetterValues, sheets: int) -> str:
    context = {"brand": values.brand, "to": values.to, "on": letter_date(values.on), "reference": values.reference}
    return _template("cover").render(**context, sheets=sheets, qr="asset:qr.svg")


def _labelled(item: LetterItem) -> LetterItem:
    label = LABELS[item.record_type]
    return replace(item, label=item.label or label.name, format=item.format or label.accepted)


def _dated(attempt: Attempt) -> dict[str, str]:
    received = letter_date(attempt.received_on) if attempt.received_on else ""
    sent = letter_date(attempt.sent_on)
    return {"sent_on": sent, "by": attempt.by, "received_on": received, "receipt": attempt.receipt}


def _asks_for_material(values: LetterValues) -> bool:
    return any(item.record_type.physical for item in values.items)


def _template(name: str) -> Template:
    return environment().get_template(f"letters/{name}.html")


def _assets(code: str) -> dict[str, tuple[bytes, str]]:
    return {"qr.svg": qr_code(code)}
