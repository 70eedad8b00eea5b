"""The side by side of a patient who reads Spanish: our words in Spanish, the authors' as they wrote them (§4.4, §8)."""

from __future__ import annotations

import pytest
from opinion_stories import effect, on_paper, opened, opinion, text_of

from coordinator.domain.words import ToRole


@pytest.mark.rule("4.4-language", "4.4-papers")
def test_a_spanish_patient_reads_labels_in_spanish_and_what_was_written_in_its_own_language() -> None:
    story = opened("0002", opinion(materials_seen=["ECHO", "CONSULT_NOTE"], side_effects="sore muscles"))
    case = story.life.case

    text = text_of(on_paper(story, effect("m26-comparison-ready", case, ToRole.PATIENT, "case", "message")).bytes)

    for wanted in (
        "Las opiniones, una al lado de la otra",
        "Primera opinión Dr. Sam Whitlock 20 de octubre de 2026",
        "Primera opinión: Esto es lo que se contó al abrir el caso, no lo que escribió su autor.",
        "Surgical aortic valve replacement",
        "Exercise first (rehabilitación): se puede deshacer",
        "Efectos secundarios no se dice sore muscles",
        "en el idioma en que las escribieron",
        "Dr. Number 2 tenía: notas de la consulta y ecocardiograma (ultrasonido del corazón).",
        "¿Necesito un reemplazo de válvula ahora o puedo esperar?",
    ):
        assert wanted in text
    for english in ("First opinion", "not stated", "What they", "Side effects", "had:"):
        assert english not in text


@pytest.mark.rule("4.4-papers")
def test_the_copy_for_the_treating_side_of_a_spanish_patient_is_english() -> None:
    story = opened("0002")
    case = story.life.case
    story.fact("copy_to_treating", agreed="yes")

    text = text_of(on_paper(story, effect("l16-copy-to-treating", case, ToRole.TREATING, "case")).bytes)

    assert "The opinions side by side" in text
    assert "Las opiniones" not in text
    assert "can be undone" in text
