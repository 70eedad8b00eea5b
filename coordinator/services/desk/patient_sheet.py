"""The sheets for a patient's hands as PDF, in the language and size that somebody asks for at the desk."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from coordinator.correspondence.sheets import SHEETS, render_sheets
from coordinator.domain.case import Case
from coordinator.domain.errors import NotFound, Refused
from coordinator.services.rendering.patient_sheets import patient_sheet
from coordinator.services.rendering.reader import sheet_reader
from coordinator.services.rendering.subject_matter import SubjectMatter
from coordinator.services.world import World, federal_holidays
from coordinator.store import journal
from coordinator.store.directory import StoredDirectory

LANGUAGES = {"en": "English", "es": "Spanish"}


def sheet_pdf(world: World, session: Session, case: Case, name: str, language: str, *, large: bool) -> bytes:
    """One sheet. ``large`` is 18 point type. Raises ``Refused`` for a comparison that nobody verified."""
    if name not in SHEETS:
        raise NotFound("sheet.unknown")
    if language and language not in LANGUAGES:
        raise Refused("language.unknown", f"one of {', '.join(LANGUAGES)}", field="language")
    usual = sheet_reader(case)
    reader = replace(usual, language=language or usual.language, large_print=large or usual.large_print)
    about = SubjectMatter(
        case, world.letterhead.sender, StoredDirectory(session), journal.texts_of(session, case.id), federal_holidays(),
        world.now(session), reader_language=reader.language,
    )  # fmt: skip
    return render_sheets([patient_sheet(name, about)], reader, world.letterhead.sender, case.ref, about.today)
