"""The language somebody wants to read: said once, for the patient or for one person beside them."""

from __future__ import annotations

import pytest
from builders import World

from coordinator.domain.errors import Refused


def test_a_chosen_language_is_the_patients_unless_somebody_else_is_named(world: World) -> None:
    person = world.case.patient.contacts[0]

    assert world.record("language_chosen", language="ES-mx").recorded
    assert (world.case.patient.language, person.language) == ("es-mx", None)
    assert world.case.patient.language_of(person) == "es-mx"

    world.record("language_chosen", language="en", contact=person.id)
    assert world.case.patient.language_of(person) == "en"
    assert world.case.patient.language == "es-mx"
    assert not world.record("language_chosen", language="en", contact=person.id).recorded


@pytest.mark.parametrize("language", ["español", "", "e", "es_MX", "es; drop", "https://x"])
def test_what_is_no_tag_is_refused(world: World, language: str) -> None:
    with pytest.raises(Refused):
        world.record("language_chosen", language=language)
