"""What is read out to a patient who speaks Spanish (``domain.md`` §4.4): words, voicemail, and the English beside."""

from __future__ import annotations

import re

import pytest
from rendering_builders import ABOUT_VISITS, HOLIDAYS, LETTERHEAD, NOW, case_of
from rendering_directory import example_directory

from coordinator.correspondence.call_scripts import DESK, PATIENT, CallScript, audience_of, every_script
from coordinator.domain.case import Case
from coordinator.services.rendering.call_values import Call, filled_in
from coordinator.services.rendering.subject_matter import SubjectMatter

PATIENT_SCRIPTS = [name for name in every_script() if audience_of(name) == PATIENT]


def script(name: str, case: Case | None = None) -> CallScript:
    case = case or case_of(2)
    subject = "appointment" if name in (*ABOUT_VISITS, "t04-confirm-visit") else case.requests[0].id
    about = SubjectMatter(case, LETTERHEAD.sender, example_directory(), {}, HOLIDAYS, NOW)
    return filled_in(Call(name, subject, name), about)


def said(text: str) -> str:
    """What stands under SAY, before the English."""
    return text.split("\nSAY\n")[1].split("THE SAME IN ENGLISH")[0]


@pytest.mark.parametrize("name", PATIENT_SCRIPTS)
def test_every_call_to_a_spanish_patient_has_its_words_in_spanish_and_the_same_in_english(name: str) -> None:
    made = script(name)

    assert made.language == "es"
    spoken = re.findall(r'"([^"]*)"', said(made.text))
    assert spoken
    assert not re.search(r"\b(the|you|your|please|we|visit)\b", " ".join(spoken).replace("[your name]", ""))
    assert "THE SAME IN ENGLISH" in made.text
    assert "Hola, me llamo [your name]" in made.text
    assert "Language: Spanish. Call with an interpreter, unless you speak it well." in made.text


def test_the_visit_is_said_in_spanish_on_the_patients_clock() -> None:
    words = said(script("t04-confirm-visit").text)

    assert "Su cita es el jueves 17 de diciembre a las 2:00 p. m., hora del centro, en el lugar de la cita" in words
    assert "en persona" in words


def test_a_spanish_voicemail_holds_a_name_a_number_and_the_reference() -> None:
    case = case_of(2)
    for point in case.patient.contact_points:
        point.may_leave_voicemail = True

    message = script("m10-fee-approval", case).text.split("\nVOICEMAIL\n")[1].split("SOMEBODY ELSE")[0]

    assert "con un mensaje para Tomás. Llámeme al (612) 555-0100" in message
    assert case.ref in message
    for detail in ("Desert Heart", "Rivera", "$"):
        assert detail not in message


def test_a_parent_is_called_in_their_own_language() -> None:
    case = case_of(5)
    parent = case.patient.representative()
    assert parent is not None
    parent.language = "es"

    made = script("m06-sign-authorization", case)

    assert made.language == "es"
    assert "Language: Spanish" in made.text


@pytest.mark.parametrize("name", [name for name in every_script() if audience_of(name) == DESK])
def test_an_office_is_called_in_english_whatever_its_patient_speaks(name: str) -> None:
    assert script(name).language == "en"
