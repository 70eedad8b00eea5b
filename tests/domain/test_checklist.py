"""The checklist of records, one specialty at a time (domain.md §2.3)."""

from __future__ import annotations

import pytest

from coordinator.domain.checklist import History, Need, essential_types, is_tumor, needs, unmet
from coordinator.domain.words import RecordType as R
from coordinator.domain.words import Specialty

NOTHING_ASKED = History()
NOTHING_DONE = History(surgery=False, biopsy=False, chemo_or_radiation=False, genetic_test=False, implant=False)


def row(specialty: Specialty, type_: R, history: History = NOTHING_DONE, icd10cm: str | None = None) -> Need | None:
    """The first row of this specialty that the type can meet."""
    return next((n for n in needs(specialty, history, icd10cm) if type_ in n.types), None)


def essential(specialty: Specialty, type_: R, history: History = NOTHING_DONE, icd10cm: str | None = None) -> bool:
    found = row(specialty, type_, history, icd10cm)
    return found is not None and found.essential


@pytest.mark.parametrize("specialty", list(Specialty))
def test_every_specialty_has_a_checklist_with_something_essential(specialty):
    assert any(n.essential for n in needs(specialty, NOTHING_ASKED, None))


@pytest.mark.parametrize(
    ("specialty", "type_", "field"),
    [
        (Specialty.ONCOLOGY_SOLID, R.MOL_REPORT, "genetic_test"),
        (Specialty.ONCOLOGY_SOLID, R.OP_NOTE, "surgery"),
        (Specialty.ONCOLOGY_SOLID, R.CHEMO, "chemo_or_radiation"),
        (Specialty.HEMATOLOGY_ONCOLOGY, R.RT_SUMMARY, "chemo_or_radiation"),
        (Specialty.CARDIOLOGY, R.PROC_NOTE, "surgery"),
        (Specialty.CARDIAC_SURGERY, R.IMPLANT, "implant"),
        (Specialty.ORTHOPAEDICS, R.IMPLANT, "implant"),
        (Specialty.GASTROENTEROLOGY, R.PATH_REPORT, "biopsy"),
        (Specialty.PULMONOLOGY, R.PROC_NOTE, "biopsy"),
        (Specialty.GYNAECOLOGY, R.OP_NOTE, "surgery"),
    ],
)
def test_a_conditional_row_is_essential_when_true_useful_when_unanswered_and_gone_when_false(specialty, type_, field):
    assert essential(specialty, type_, History(**{field: True}))
    unanswered = row(specialty, type_, History(**{field: None}))
    assert unanswered is not None
    assert not unanswered.essential
    assert row(specialty, type_, History(**{field: False})) is None


@pytest.mark.parametrize(
    ("code", "tumor"),
    [("C50.912", True), ("C7A.00", True), ("D05.1", True), ("D49.2", True), ("D50.0", False), ("M17.11", False)],
)
def test_a_tumor_is_a_code_from_c00_to_d49(code, tumor):
    assert is_tumor(code) is tumor
    assert essential(Specialty.ORTHOPAEDICS, R.PATH_SLIDES, icd10cm=code) is tumor


def test_without_a_code_the_tumor_rows_are_useful():
    found = row(Specialty.NEUROSURGERY_SPINE, R.PATH_REPORT, icd10cm=None)
    assert found is not None
    assert not found.essential


@pytest.mark.parametrize(("specialty", "type_"), [(Specialty.NEUROLOGY, R.EEG), (Specialty.NEUROSURGERY_SPINE, R.EMG)])
def test_what_the_intake_cannot_answer_is_useful(specialty, type_):
    found = row(specialty, type_)
    assert found is not None
    assert not found.essential


def test_history_and_physical_or_progress_note_is_enough():
    wanted = needs(Specialty.NEUROLOGY, NOTHING_DONE, "G35")
    for note in (R.HP_NOTE, R.PROGRESS_NOTE):
        assert not [n for n in unmet(wanted, {note}) if R.HP_NOTE in n.types]


def test_cytology_counts_as_the_pathology_report():
    wanted = needs(Specialty.ONCOLOGY_SOLID, NOTHING_DONE, "C50.912")
    assert not [n for n in unmet(wanted, {R.CYTO_REPORT}) if R.PATH_REPORT in n.types]


@pytest.mark.parametrize(
    ("specialty", "pair"),
    [(Specialty.CARDIOLOGY, (R.ECG, R.ECHO)), (Specialty.CARDIAC_SURGERY, (R.CATH, R.ECHO))],
)
def test_where_the_table_says_plus_both_are_wanted(specialty, pair):
    wanted = needs(specialty, NOTHING_DONE, "I35.0")
    gaps = [n for n in unmet(wanted, {pair[0]}) if n.essential and n.all_of]
    assert [n.types for n in gaps] == [(pair[1],)]
    assert not [n for n in unmet(wanted, set(pair)) if n.all_of]


def test_a_block_stands_in_for_slides():
    wanted = needs(Specialty.PATHOLOGY, NOTHING_DONE, None)
    assert not [n for n in unmet(wanted, {R.PATH_BLOCK}) if R.PATH_SLIDES in n.types]


def test_a_leukemia_case_without_imaging_says_that_imaging_has_no_source():
    history = History(surgery=False, biopsy=True, chemo_or_radiation=True, genetic_test=True, implant=False)
    office = {R.CONSULT_NOTE, R.PROGRESS_NOTE, R.CHEMO, R.LAB_REPORT, R.MED_LIST}
    asked = office | {R.PATH_REPORT, R.PATH_SLIDES, R.MOL_REPORT}
    gaps = [n for n in unmet(needs(Specialty.HEMATOLOGY_ONCOLOGY, history, "C91.00"), asked) if n.essential]
    assert [n.types for n in gaps] == [(R.IMG_DICOM,), (R.IMG_REPORT,)]


def test_of_two_types_that_meet_one_row_only_one_is_waited_for():
    wanted = needs(Specialty.ORTHOPAEDICS, NOTHING_DONE, "M17.11")
    both = {R.HP_NOTE, R.PROGRESS_NOTE}
    assert essential_types(wanted, both) == {R.HP_NOTE}
    assert essential_types(wanted, both, settled={R.PROGRESS_NOTE}) == {R.PROGRESS_NOTE}
    assert essential_types(wanted, {R.PROGRESS_NOTE}) == {R.PROGRESS_NOTE}


def test_both_types_of_a_plus_row_are_waited_for():
    wanted = needs(Specialty.CARDIAC_SURGERY, NOTHING_DONE, "I35.0")
    assert essential_types(wanted, {R.CATH, R.ECHO, R.ECG}) == {R.CATH, R.ECHO}


def test_a_useful_type_is_never_waited_for():
    wanted = needs(Specialty.NEUROLOGY, NOTHING_DONE, "G35")
    assert essential_types(wanted, {R.EEG, R.LAB_REPORT, R.LETTER}) == frozenset()


def test_the_lungs_want_a_function_test():
    assert essential(Specialty.PULMONOLOGY, R.PFT)
