"""Who signed the paper a request rests on, and which protected categories they put their initials to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from coordinator.correspondence.letter_values import Representative, SensitiveCategory, Signature
from coordinator.domain.authorization import Authorization
from coordinator.domain.errors import Refused
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import RecordType
from coordinator.services.rendering.patient_lines import UNKNOWN, own_phone
from coordinator.services.rendering.subject_matter import SubjectMatter

SUBSTANCE_USE = ("SUD", "SUD_PART2")
_GENETIC = ("GENETIC", "GENETICS")
_CATEGORIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("substance use treatment", SUBSTANCE_USE),
    ("mental health", ("MENTAL_HEALTH",)),
    ("psychotherapy notes", ("PSYCHOTHERAPY",)),
    ("HIV", ("HIV",)),
    ("genetic tests", _GENETIC),
    ("reproductive care", ("REPRODUCTIVE",)),
)
"""The words of a letter and the codes of ``authorization_signed initials=`` (``domain.md`` §2.4, §3.5)."""

_PARENTS = ("parent", "mother", "father")
_PEOPLE = (*_PARENTS, "guardian", "conservator", "agent", "spouse", "husband", "wife", "son", "daughter", "executor")
_UNCHECKED = "not checked by us"

_METHODS = {
    "drawn": "by hand on a screen",
    "typed": "electronically",
    "paper": "on paper",
    "witnessed": "before a witness",
}
"""How each ``method=`` of ``authorization_signed`` is said under a signature."""

IDENTITY_FOR_SIGNING = 3
"""The level of §3.9 below which nobody signs."""


@dataclass(frozen=True)
class Signer:
    """The person behind a signature; of the patient only the name. ``words`` is the authority as recorded."""

    name: str
    authority: str = ""
    contact_id: str = ""
    words: str = ""

    @property
    def initials(self) -> str:
        """``MO`` for Maria Okafor."""
        return "".join(word[0].upper() for word in self.name.split())


def paper_of(request: RecordRequest, about: SubjectMatter) -> Authorization | None:
    """The paper a request rests on, signed or not."""
    return about.case.authorization(request.authorization_id or "")


def signer_of(paper: Authorization | None, about: SubjectMatter) -> Signer:
    """The patient, or the representative named on the paper; before anybody signed, the one who will have to."""
    patient = about.case.patient
    if paper is not None and paper.signer:
        contact = next((c for c in patient.contacts if c.id == paper.signer), None)
    else:
        contact = patient.reader(about.today)
    if contact is None:
        return Signer(patient.full_name)
    authority = (paper.authority if paper else None) or contact.authority or "representative"
    return Signer(contact.name, _authority_phrase(authority), contact.id, authority)


def representative_of(signer: Signer, about: SubjectMatter) -> Representative | None:
    """How L01 speaks when somebody else than the patient writes it; ``None`` for the patient."""
    if not signer.words:
        return None
    patient = about.case.patient
    contact = next((c for c in patient.contacts if c.id == signer.contact_id), None)
    phone = own_phone(patient, contact) or own_phone(patient, None) or UNKNOWN
    parent = signer.words.casefold() in _PARENTS and patient.is_minor(about.today)
    if _is_kinship(signer.words):
        stands = f"I am the {signer.words} of {patient.full_name}"
    else:
        stands = f"I act for {patient.full_name} as personal representative ({signer.words})"
    return Representative(signer.name, phone, stands, "my child's" if parent else f"{patient.full_name}'s")


def _is_kinship(authority: str) -> bool:
    """True for words that name a person, such as ``legal guardian``; a power of attorney names a paper."""
    last = authority.casefold().split()[-1:]
    return bool(last) and last[0] in _PEOPLE


def _authority_phrase(authority: str) -> str:
    return f"{authority} of the patient" if _is_kinship(authority) else f"personal representative ({authority})"


def signature_of(paper: Authorization | None, about: SubjectMatter) -> Signature:
    """The signature under L01 on basis A, B or C. Raises ``Refused`` while nobody has signed.

    A draft says that it is unsigned instead.
    """
    if paper is None or paper.signed_at is None:
        if about.draft:
            return Signature("Not signed yet", about.today, method="by nobody: draft made", identity=_UNCHECKED)
        raise Refused("authorization.not_signed", paper.id if paper else "")
    signer = signer_of(paper, about)
    checked = about.case.identity_level >= IDENTITY_FOR_SIGNING
    return Signature(
        name=signer.name,
        signed_on=about.on(paper.signed_at),
        method=_METHODS.get(paper.signature_method or "", ""),
        authority=signer.authority,
        identity=f"checked by {about.brand.name} before signing" if checked else _UNCHECKED,
        proof=f"on file with {about.brand.name}, shown on request{_where(paper)}",
    )


def _where(paper: Authorization) -> str:
    return f" ({paper.signature_evidence})" if paper.signature_evidence else ""


def sensitive_categories(
    paper: Authorization | None, items: Collection[RecordType], about: SubjectMatter
) -> tuple[SensitiveCategory, ...]:
    """Each protected category, asked for where it was initialled and left out everywhere else (``domain.md`` §3.5).

    A genetic report that is a row of the letter is wanted without initials too; then only other ones stay out.
    """
    given = {code.strip().upper() for code in (paper.initials if paper else ())}
    initials = signer_of(paper, about).initials
    found = []
    for name, codes in _CATEGORIES:
        included = bool(given & set(codes))
        if codes is _GENETIC and not included and RecordType.MOL_REPORT in items:
            name = "genetic tests other than the report listed above"
        found.append(SensitiveCategory(name, included, initials if included else ""))
    return tuple(found)


def substance_use_included(paper: Authorization | None) -> bool:
    """True when records of a substance use program are asked for, which 42 CFR part 2 protects."""
    return bool(paper and {code.strip().upper() for code in paper.initials} & set(SUBSTANCE_USE))
