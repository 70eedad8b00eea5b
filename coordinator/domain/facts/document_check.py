"""The check of a document by a person: three things on it match, and it answers what it is said to answer."""

from __future__ import annotations

from collections.abc import Iterable

from coordinator.domain.case import Case
from coordinator.domain.document import Document, DocumentStatus
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.reading import FoundItem
from coordinator.domain.words import RecordType, WorkItemKind

NAME, BIRTH_DATE = "name", "birth_date"
MATCHES = (NAME, BIRTH_DATE, "mrn", "address", "phone", "accession", "physician")
"""What of the patient may stand on a document; ``domain.md`` §1.4 wants name, birth date and one more."""


def matching(
    case: Case, item: FoundItem | None, document: Document | None, matched: list[str] | None
) -> FoundItem | None:
    """The item that is verified, or none for a document that answers none. Too little that matches is refused."""
    if matched is not None or document is not None:
        said = set(matched or ())
        if not {NAME, BIRTH_DATE} <= said or len(said) < 3:
            raise Refused("document.not_matched", "name, birth date and one more must match", field="matched")
    if document is None:
        return item
    if not document.live:
        raise Refused(f"document.{document.status}", "it is not worked with any more", field="document")
    found = item or case.item_and_request(document.item_id or "")
    if item is not None and document.item_id not in (None, item[0].id):
        raise Refused("document.other_item", "document_described item= says that it answers this one", field="document")
    if found is not None and found[0].record_type is RecordType.IMG_DICOM and document.format not in (None, "dicom"):
        raise Refused("document.not_dicom", "an imaging study is verified by its DICOM files", field="document")
    return found


def verify_documents(case: Case, documents: Iterable[Document], matched: list[str], act: Act) -> bool:
    """Mark these, and the other files of the same study, as verified; True when that changed one.

    A document whose DICOM header differs is only verified by name and with its three matches: a look at the item as a
    whole does not answer the question that the header asks.
    """
    changed = False
    for document in _with_their_studies(case, documents):
        asked = document.status == DocumentStatus.RECEIVED
        if not asked or (document.header_differs and not matched):
            continue
        document.status = DocumentStatus.VERIFIED.value
        document.matched, document.verified_by, document.verified_at = list(matched), act.by, act.at
        finish(case, WorkItemKind.CHECK_DOCUMENT, act, document.id)
        changed = True
    return changed


def _with_their_studies(case: Case, documents: Iterable[Document]) -> list[Document]:
    found = list(documents)
    studies = {d.study_uid for d in found if d.study_uid}
    return found + [d for d in case.documents if d not in found and d.study_uid in studies and not d.header_differs]
