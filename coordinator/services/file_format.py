"""What kind of file came in: name and content must agree, and nothing that can be run is among the kinds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.filing import DICOM

LARGEST = 50 * 1024 * 1024
"""Bytes; studies larger than this belong on an exchange, not in the case file."""

_PREAMBLE = 128
"""Bytes before the mark of a DICOM file: free for anything, a program included."""

_HL7_ROOTS = (b"<ClinicalDocument", b"<AnnotatedECG")


_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z])")


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _dicom(content: bytes) -> bool:
    return content[_PREAMBLE : _PREAMBLE + 4] == b"DICM"


def _clinical_xml(content: bytes) -> bool:
    head = content[:8192]
    return b"urn:hl7-org:v3" in head and any(root in head for root in _HL7_ROOTS)


def _text(content: bytes) -> bool:
    return b"\x00" not in content and not any(fits(content) for name, fits in _CONTENT.items() if name != "text")


_CONTENT: Mapping[str, Callable[[bytes], bool]] = {
    "pdf": _begins(b"%PDF-"),
    "jpeg": _begins(b"\xff\xd8\xff"),
    "png": _begins(b"\x89PNG\r\n\x1a\n"),
    "tiff": _begins(b"II*\x00", b"MM\x00*"),
    DICOM: _dicom,
    "cda": _clinical_xml,
    "text": _text,
}

_SUFFIXES: Mapping[str, str] = {
    ".pdf": "pdf", ".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".tif": "tiff", ".tiff": "tiff", ".dcm": DICOM,
    "": DICOM, ".xml": "cda", ".txt": "text",
}  # fmt: skip
"""Files of a disc of images often carry no suffix at all."""


def read_file(path: Path) -> tuple[str, bytes]:
    """Format and content of a file that may be kept. Raises ``NotFound`` or ``Refused`` with the reason."""
    if not path.is_file():
        raise NotFound("file.not_found", str(path), field="file")
    if path.stat().st_size > LARGEST:
        raise Refused("file.too_large", f"at most {LARGEST // 1024 // 1024} MB", field="file")
    kind = _SUFFIXES.get(path.suffix.lower())
    if kind is None:
        allowed = ", ".join(sorted(suffix for suffix in _SUFFIXES if suffix))
        raise Refused("file.kind_unknown", f"allowed: {allowed}", field="file")
    content = path.read_bytes()
    if not content or not _CONTENT[kind](content):
        raise Refused("file.kind_differs", "the content is not what the name says", field="file")
    return kind, harmless(kind, content)


def harmless(kind: str, content: bytes) -> bytes:
    """A DICOM file's preamble is emptied: the standard gives it no meaning, and programs have been hidden in it."""
    return bytes(_PREAMBLE) + content[_PREAMBLE:] if kind == DICOM else content


def active(pdf: bytes) -> bool:
    """True for a PDF that may do something when it is opened: run a script, start a program, bring another file."""
    return _ACTIVE.search(pdf) is not None


def suffix_of(kind: str | None) -> str:
    """The suffix of a format's file name."""
    return next((suffix for suffix, name in _SUFFIXES.items() if name == kind and suffix), "")
