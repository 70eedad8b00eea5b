"""Filing: what came in is kept with the case, and a person is asked to check it. Received is not verified."""

from __future__ import annotations

from collections.abc import Collection

from coordinator.domain.case import Case
from coordinator.domain.document import PICTURES, Document, DocumentStatus
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.study import StudyHeader, compare
from coordinator.domain.words import RecordType, WorkItemKind

UNREADABLE, ACTIVE_CONTENT, NOT_DICOM, HEADER_DIFFERS, WRONG_HEADER = (
    "unreadable",
    "active_content",
    "not_dicom",
    "header_differs",
    "wrong_patient_header",
)
"""What a check has to look at first; the code of its work item."""

DICOM = "dicom"


def refuse_pictures(kind: str, format: str | None) -> None:  # noqa: A002 - the word of Document
    """A screenshot is not a study: nobody can measure on it (``domain.md`` §2.2)."""
    if kind == RecordType.IMG_DICOM and format in PICTURES:
        raise Refused("document.not_dicom", "a picture of a study cannot be read as one; DICOM files are", field="file")


def file(
    case: Case, document: Document, header: StudyHeader | None, act: Act, *, readable: bool = True, active: bool = False
) -> None:
    """Keep the document with the case and open its check. No item changes.

    A DICOM header whose name *and* birth date differ locks the document away at once, before anybody opens it: the
    harm of one more look cannot be taken back, the harm of waiting for a person can. One difference alone proposes it
    to a person, because names change and digits are mistyped. Its sender is told only after a person confirmed it.
    """
    refuse_pictures(document.kind, document.format)
    case.documents.append(document)
    case.note("document_filed", act, document=document.id, item=document.item_id)
    code = ACTIVE_CONTENT if active else "" if readable else UNREADABLE
    if header is not None:
        found = compare(header, case.patient, _record_numbers(case, document))
        document.study = {
            "uid": header.uid,
            "accession": header.accession,
            "on": header.studied_on.isoformat() if header.studied_on else None,
            "modality": header.modality,
            "name": found.name,
            "birth_date": found.birth_date,
            "record_number": found.record_number,
        }
        document.dated = document.dated or header.studied_on
        if found.somebody_else:
            document.status, document.suspected = DocumentStatus.QUARANTINED.value, True
            case.note("document_quarantined", act, document=document.id, why=WRONG_HEADER)
            code = WRONG_HEADER
        elif document.header_differs:
            code = HEADER_DIFFERS
    elif document.kind == RecordType.IMG_DICOM and document.format != DICOM:
        code = NOT_DICOM
    if not code and _joins_a_study(case, document):
        return
    case.ask(WorkItemKind.CHECK_DOCUMENT, act, about=document.id, code=code)


def _joins_a_study(case: Case, document: Document) -> bool:
    """One study is many files: its check is asked for once."""
    others = [d for d in case.documents if d is not document and d.study_uid and d.study_uid == document.study_uid]
    return any(case.open_items(WorkItemKind.CHECK_DOCUMENT, other.id) for other in others)


def _record_numbers(case: Case, document: Document) -> Collection[str]:
    """The patient's numbers at the organization that sent it; none where the sender is not known."""
    sender = case.request(document.request_id or "")
    if sender is None:
        return ()
    there = [r for r in case.requests if r.organization_name == sender.organization_name]
    return {str(r.details["mrn"]) for r in there if r.details.get("mrn")}
