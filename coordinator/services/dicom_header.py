"""The header of a DICOM file: read without its pixels, and nothing of a disc is ever run."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from coordinator.domain.study import StudyHeader

_TAGS = ["PatientName", "PatientID", "PatientBirthDate", "StudyInstanceUID", "AccessionNumber", "StudyDate", "Modality"]


def read_header(content: bytes) -> StudyHeader | None:
    """What the header says; ``None`` where it cannot be read, or names no study."""
    from pydicom import dcmread  # slow to import, and few processes read discs
    from pydicom.errors import InvalidDicomError

    try:
        found = dcmread(io.BytesIO(content), stop_before_pixels=True, specific_tags=_TAGS)
        uid = _text(found, "StudyInstanceUID")
        return StudyHeader(
            patient_name=_text(found, "PatientName"),
            patient_id=_text(found, "PatientID"),
            birth_date=_day(_text(found, "PatientBirthDate")),
            uid=uid,
            accession=_text(found, "AccessionNumber"),
            studied_on=_day(_text(found, "StudyDate")),
            modality=_text(found, "Modality"),
        ) if uid else None  # fmt: skip
    except (InvalidDicomError, EOFError, ValueError, KeyError, AttributeError, NotImplementedError, LookupError):
        return None


def _text(found: Any, name: str) -> str:
    value = found.get(name)
    return "" if value is None else str(value).strip()


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None
