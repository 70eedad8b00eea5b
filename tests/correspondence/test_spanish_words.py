"""Labels and our own code words in Spanish: every one there is, and nobody else's words touched."""

from __future__ import annotations

import pytest

from coordinator.correspondence.comparison_words import ENGLISH, SPANISH, comparison_words
from coordinator.correspondence.neutral_words import BLAME, PROMISE, RANKING, STEERING, found_in
from coordinator.correspondence.patient_labels import record_type_name, visit_mode
from coordinator.domain.comparison_fields import FIELDS
from coordinator.domain.opinion_file import INTENTS, MODALITIES
from coordinator.domain.words import RecordType, VisitMode

URGENCIES = ("emergency", "within a week", "within a month", "within three months", "elective", "no time named")
SIDES_AND_ROLES = ("right", "left", "both", "secondary", "differential", "ruled out", "label not stated")
UNDOING = ("can be undone", "cannot be undone", "can partly be undone")


def test_both_languages_name_the_same_rows_groups_notes_and_certainties():
    assert list(SPANISH.rows) == list(ENGLISH.rows) == list(FIELDS)
    assert [key for key, _ in SPANISH.groups] == [key for key, _ in ENGLISH.groups]
    for words in ("certainty", "basis", "notes"):
        assert set(getattr(SPANISH, words)) == set(getattr(ENGLISH, words))


@pytest.mark.parametrize("code", [*MODALITIES, *INTENTS, *URGENCIES, *SIDES_AND_ROLES, *UNDOING])
def test_every_code_of_an_opinion_is_said_in_spanish(code):
    assert SPANISH.codes[code.replace("_", " ")]


@pytest.mark.parametrize(
    ("row", "english", "spanish"),
    [
        (
            "recommendation",
            "Knee replacement (surgery): left side first, cannot be undone; Exercise (rehabilitation)",
            "Knee replacement (operación): left side first, no se puede deshacer; Exercise (rehabilitación)",
        ),
        ("diagnosis", "ruled out: Worn knee (M17.11, right)", "descartado: Worn knee (M17.11, lado derecho)"),
        ("intent", "Knee replacement: cure; symptom relief", "Knee replacement: curar; aliviar los síntomas"),
        ("timing", "within a month", "dentro de un mes"),
        ("certainty", "ruled out", "dicen que no es"),
        ("cost", "none", "none"),
        ("reasoning", "surgery, observe", "surgery, observe"),
    ],
)
def test_our_words_are_said_in_spanish_and_the_authors_stay(row, english, spanish):
    assert SPANISH.cell(row, english) == spanish
    assert ENGLISH.cell(row, english) == (ENGLISH.certainty[english] if row == "certainty" else english)


def test_what_an_author_had_is_listed_as_people_speak():
    assert SPANISH.had_what("Dr. A", ["cartas", "imágenes"], ["informes"], said=True) == (
        "Dr. A tenía: cartas e imágenes. No nombró: informes."
    )
    assert "cartas e historia clínica." in SPANISH.had_what("Dr. A", ["cartas", "historia clínica"], [], said=True)
    assert "cartas, notas y hierro." in SPANISH.had_what("Dr. A", ["cartas", "notas", "hierro"], [], said=True)
    assert SPANISH.had_what("Dr. A", [], [], said=False) == "Dr. A no dijo qué documentos vio."


def test_every_record_type_and_kind_of_visit_has_a_spanish_name_of_its_own():
    names = [record_type_name(kind, "es") for kind in RecordType]

    assert len(set(names)) == len(names)
    assert not set(names) & {record_type_name(kind, "en") for kind in RecordType}
    assert [visit_mode(mode, "es") for mode in VisitMode] != [visit_mode(mode, "en") for mode in VisitMode]
    assert visit_mode(VisitMode.VIDEO, "vi") == "by video"
    assert comparison_words("vi") is ENGLISH


def test_the_words_around_the_opinions_are_neutral_in_spanish():
    told = [*SPANISH.rows.values(), *SPANISH.notes.values(), *(title for _, title in SPANISH.groups), SPANISH.wait]

    assert found_in(" | ".join(told), "es", BLAME, RANKING, STEERING, PROMISE) == []
