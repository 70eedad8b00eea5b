"""Everything a letter to an office says, as plain frozen values. Dates are dates here; templates get them in words.

The fields are those of ``domain.md`` §3.8. Nothing in the head of a letter names a condition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from coordinator.correspondence.opinion_blocks import ClarificationBlock, CopyBlock
from coordinator.correspondence.packet_values import PacketBlock, PacketUpdate
from coordinator.correspondence.parts import Brand
from coordinator.domain.errors import Refused
from coordinator.domain.words import Channel, LegalBasis, RecordType

_REFERENCE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_MARK = re.compile(r"[0-9A-F]{8}|")


@dataclass(frozen=True)
class Recipient:
    """The desk or office that the letter goes to."""

    organization: str
    department: str
    postal: tuple[str, ...]
    attention: str = ""
    fax: str = ""
    phone: str = ""
    portal: str = ""


@dataclass(frozen=True)
class PatientLines:
    """Who the records are about, so that the office finds exactly one person."""

    full_name: str
    birth_date: date
    postal: tuple[str, ...]
    phone: str
    former_names: tuple[str, ...] = ()
    record_number: str = ""


@dataclass(frozen=True)
class LetterItem:
    """One row of the items table. Empty ``label`` and ``format`` are filled from the record type."""

    record_type: RecordType
    label: str = ""
    dates: str = ""
    format: str = ""
    body_part: str = ""
    accession: str = ""
    status: str = ""


@dataclass(frozen=True)
class SensitiveCategory:
    """A specially protected kind of record: asked for with the patient's initials, or left out."""

    name: str
    included: bool
    initials: str = ""


@dataclass(frozen=True)
class Signature:
    """Who signed, when and how. ``authority`` says why somebody else than the patient may sign."""

    name: str
    signed_on: date
    method: str = ""
    authority: str = ""
    identity: str = "checked by us before signing"
    proof: str = ""


@dataclass(frozen=True)
class Representative:
    """Who writes L01 in the patient's place (basis A and B).

    ``stands`` is a sentence without its full stop, ``I am the parent of Aiyana Begay``; ``whose`` is ``my child's``.
    """

    name: str
    phone: str
    stands: str
    whose: str


@dataclass(frozen=True)
class AuthorizationBlock:
    """The signed authorization itself, the last page of L01 on basis C (45 CFR 164.508(c), ``domain.md`` §3.2).

    Purpose, statements, initials and signature are the template's and the request's. ``expires_on`` empty means: when
    our work for the patient ends.
    """

    disclosing: str
    receiving: tuple[str, ...]
    records: tuple[str, ...]
    dates_of_service: str
    expires_on: date | None = None


@dataclass(frozen=True)
class Loan:
    """Slides or blocks lent by one laboratory to another, never to us (``domain.md`` §2.4)."""

    laboratory: str
    postal: tuple[str, ...]
    slides: str
    stains: str
    courier: str
    courier_account: str
    return_by: date
    recuts_welcome: bool = True


@dataclass(frozen=True)
class RequestBlock:
    """What L01 says beyond head, patient and items.

    ``requester`` is the patient (A, B), our service (C) or the treating provider's office (D). ``fee_limit`` is a sum
    such as ``$0.00``: above it the office asks before it copies.
    """

    requester: tuple[str, ...]
    dates_of_service: str
    signature: Signature
    fee_limit: str = "$0.00"
    needed_by: date | None = None
    sensitive: tuple[SensitiveCategory, ...] = ()
    attachments: tuple[str, ...] = ()
    substance_use_notice: bool = False
    hold_slides: bool = False
    representative: Representative | None = None


@dataclass(frozen=True)
class ReportBlock:
    """L14: the written opinion asked for after a visit. ``reminder`` counts the letters before this one."""

    provider: str
    visit_on: date
    due_on: date
    reminder: int = 0


@dataclass(frozen=True)
class Misdelivery:
    """L08: a document about somebody else. It names neither that person nor ours: the reference finds the request."""

    number: str
    received_on: date
    found_on: date
    answer_by: date
    came_by: str
    department: str
    pages: int = 0


@dataclass(frozen=True)
class LoanReturn:
    """L11: borrowed material asked back for its lender. ``reminder`` counts the letters before this one."""

    lender: str
    postal: tuple[str, ...]
    kind: str
    material: str
    them: str
    courier: str
    stains: str = ""
    accessions: tuple[str, ...] = ()
    received_on: date | None = None
    tracking: str = ""
    return_by: date | None = None
    overdue: bool = False
    reminder: int = 0
    blocks: bool = False


@dataclass(frozen=True)
class Attempt:
    """An earlier sending of the same request, with the proof that it arrived where there is one."""

    sent_on: date
    by: str = ""
    received_on: date | None = None
    receipt: str = ""


@dataclass(frozen=True)
class FeeBlock:
    """L07: the sum asked for, such as ``$88.00``, and what about it is questioned, a phrase each."""

    quoted: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class LetterValues:
    """One letter. Which blocks it needs depends on its name; ``render_letter`` refuses what is missing.

    ``mark`` names what in the case a returned page answers (``domain/sheet_mark.py``); it stands in the QR code only.
    ``own_form`` is the PDF that the office wants behind it (``own_form.py``).
    """

    reference: str
    on: date
    brand: Brand
    to: Recipient
    patient: PatientLines
    basis: LegalBasis | None = None
    items: tuple[LetterItem, ...] = ()
    arrived: tuple[LetterItem, ...] = ()
    delivery: tuple[str, ...] = ()
    channel: Channel = Channel.PRINT
    version: str = "1"
    request: RequestBlock | None = None
    loan: Loan | None = None
    authorization: AuthorizationBlock | None = None
    packet: PacketBlock | None = None
    report: ReportBlock | None = None
    update: PacketUpdate | None = None
    misdelivery: Misdelivery | None = None
    loan_return: LoanReturn | None = None
    clarification: ClarificationBlock | None = None
    copy: CopyBlock | None = None
    sent_on: date | None = None
    received_on: date | None = None
    receipt: str = ""
    due_on: date | None = None
    answer_by: date | None = None
    attempts: tuple[Attempt, ...] = ()
    limit: str = ""
    extended: bool = False
    refused: tuple[LetterItem, ...] = ()
    fee: FeeBlock | None = None
    mark: str = ""
    own_form: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        if not _REFERENCE.fullmatch(self.reference) or not _MARK.fullmatch(self.mark):
            raise Refused("reference.malformed", field="reference")

    @property
    def code(self) -> str:
        """What the QR code says."""
        return f"{self.reference}/{self.mark}" if self.mark else self.reference
