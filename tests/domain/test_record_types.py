"""LOINC codes and the age of records (``domain.md`` §2.2, §2.3)."""

from __future__ import annotations

from datetime import date

import pytest

from coordinator.domain.record_types import LOINC, age_of, loinc_of, too_old
from coordinator.domain.words import RecordType, Specialty

ON = date(2026, 12, 1)


def test_every_record_type_has_its_line_in_the_table() -> None:
    assert set(LOINC) == set(RecordType)
    assert [t for t, codes in LOINC.items() if not codes] == [
        RecordType.PATH_SLIDES,
        RecordType.PATH_BLOCK,
        RecordType.IMPLANT,
        RecordType.PFT,
    ]


def test_a_second_opinion_and_a_consult_note_have_their_own_codes() -> None:
    assert loinc_of(RecordType.SECOND_OPINION) == "47040-1"
    assert loinc_of(RecordType.CONSULT_NOTE, Specialty.CARDIOLOGY) == "34099-2"
    assert loinc_of(RecordType.CONSULT_NOTE, Specialty.PULMONOLOGY) == "11488-4"
    assert loinc_of(RecordType.PATH_SLIDES) is None


def test_check_digits_hold() -> None:
    """LOINC's own check digit (mod 10, Luhn) catches a code that was copied wrongly."""
    for code in {c for codes in LOINC.values() for c in codes}:
        number, digit = code.split("-")
        doubled = sum(sum(divmod(int(d) * (2 if n % 2 == 0 else 1), 10)) for n, d in enumerate(reversed(number)))
        assert (10 - doubled % 10) % 10 == int(digit), code


@pytest.mark.parametrize(
    ("record_type", "specialty", "not_before"),
    [
        (RecordType.LAB_REPORT, Specialty.CARDIOLOGY, date(2026, 9, 1)),
        (RecordType.LAB_REPORT, Specialty.HEMATOLOGY_ONCOLOGY, date(2024, 12, 1)),
        (RecordType.IMG_DICOM, Specialty.ONCOLOGY_SOLID, date(2026, 9, 1)),
        (RecordType.CONSULT_NOTE, Specialty.NEUROLOGY, date(2025, 12, 1)),
    ],
)
def test_how_old_a_record_may_be(record_type: RecordType, specialty: Specialty, not_before: date) -> None:
    limit = age_of(record_type, specialty, ON)
    assert limit is not None
    assert limit.not_before == not_before
    assert not too_old(record_type, specialty, not_before, ON)
    assert too_old(record_type, specialty, not_before.replace(day=1) - (date(2, 1, 2) - date(2, 1, 1)), ON)


def test_pathology_counts_at_any_age_and_so_do_images_without_a_stage() -> None:
    assert age_of(RecordType.PATH_REPORT, Specialty.ONCOLOGY_SOLID, ON) is None
    assert age_of(RecordType.IMG_DICOM, Specialty.ORTHOPAEDICS, ON) is None
    assert not too_old(RecordType.LAB_REPORT, Specialty.CARDIOLOGY, None, ON)


def test_three_months_before_the_31st_is_the_end_of_a_shorter_month() -> None:
    limit = age_of(RecordType.LAB_REPORT, Specialty.CARDIOLOGY, date(2026, 5, 31))
    assert limit is not None
    assert limit.not_before == date(2026, 2, 28)
