"""Files as they come in: PDFs of so many pages, pictures, and DICOM files of somebody."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pydicom
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian
from pypdfium2 import PdfDocument
from stage import Stage

from coordinator.domain.document import Document
from coordinator.services.documents import file_document

MATCHED = "name,birth_date,mrn"


def pdf(pages: int, width: int = 300) -> bytes:
    """A PDF of empty pages; ``width`` makes one differ from another."""
    made = PdfDocument.new()
    for number in range(pages):
        made.new_page(width, 400 + number)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def dicom(name: str, born: str, study: str = "1.2.840.1", instance: int = 1, **more: str) -> bytes:
    """A small DICOM file with something in its preamble."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.4"
    meta.MediaStorageSOPInstanceUID = f"{study}.{instance}"
    data = FileDataset("", {}, file_meta=meta, preamble=b"MZ" + bytes(126))
    data.PatientName, data.PatientBirthDate, data.StudyInstanceUID = name, born, study
    data.StudyDate, data.Modality, data.AccessionNumber = "20260801", "MR", "MR-88121"
    data.InstanceNumber = str(instance)
    for key, value in more.items():
        setattr(data, key, value)
    stream = io.BytesIO()
    pydicom.dcmwrite(stream, data)
    return stream.getvalue()


def put(stage: Stage, ref: str, content: bytes, name: str = "scan.pdf", **more: Any) -> Document:
    """File this content under that name."""
    path = Path(stage.folder) / name
    path.write_bytes(content)
    document = file_document(stage.world, ref, path, **more)
    stage.rest()
    return document


def document(stage: Stage, ref: str, document_id: str) -> Document:
    """The document as it stands."""
    return next(d for d in stage.case(ref).documents if d.id == document_id)


def open_work(stage: Stage, ref: str, kind: str) -> list[tuple[str, str]]:
    """About and code of the open work items of a kind."""
    return [(w.about, w.code) for w in stage.case(ref).work_items if w.open and w.kind == kind]
