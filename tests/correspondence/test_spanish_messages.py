"""Patient messages in Spanish: whole, in one language, and as private as the English ones (``domain.md`` §4.4)."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from letter_text import text_of

from coordinator.correspondence.errors import PrivacyRefused
from coordinator.correspondence.letters import render_patient_letter
from coordinator.correspondence.mail_text import has_template, render_mail
from coordinator.correspondence.mime import build_mail
from coordinator.correspondence.parts import Part
from coordinator.correspondence.samples import REFERENCE
from coordinator.correspondence.spanish_samples import BRAND, READER, parts
from coordinator.correspondence.variables import MESSAGES, Privacy

PARTS = tuple(parts())
EACH_PART = [pytest.param(part, id=part.name) for part in PARTS]
DETAILS = [
    pytest.param(name, variable, id=f"{name}-{variable}")
    for name, variables in MESSAGES.items()
    for variable, privacy in variables.items()
    if privacy is Privacy.PHI and variable not in ("kind", "change", "why")
]
TURNS = ("kind", "change", "why", "before_visit")
"""Values that decide what is said and are not said themselves."""

WRITTEN_ON = date(2026, 11, 23)
ENGLISH = re.compile(
    r"\b(the|you|your|please|we|visit|reply|hello|dear|date|time|where|with|reference|page|telephone)\b", re.IGNORECASE
)
"""Words no Spanish text holds. Our own name, and the line for those who read English, are taken out before."""


def part_named(name: str) -> Part:
    return next(part for part in PARTS if part.name == name)


def without_english_on_purpose(text: str) -> str:
    for allowed in ("Need an interpreter? It is free. Call", BRAND.name, "(Office for Civil Rights)", *BRAND.postal):
        text = text.replace(allowed, "")
    return text


@pytest.mark.parametrize("part", EACH_PART)
def test_a_spanish_mail_holds_its_values_and_not_a_word_of_english(part):
    mail = render_mail([part], READER, BRAND, REFERENCE)

    for key, value in part.values.items():
        assert key in TURNS or str(value) in mail.text
    for trace in ("{{", "{%", "None", "Undefined"):
        assert trace not in mail.subject + mail.text + mail.html
    assert ENGLISH.findall(without_english_on_purpose(mail.subject + mail.text)) == []
    assert '<html lang="es">' in mail.html


@pytest.mark.parametrize("part", EACH_PART)
def test_a_spanish_mail_says_how_to_reach_us_when_and_that_an_interpreter_is_free(part):
    mail = render_mail([part], READER, BRAND, REFERENCE)

    for body in (mail.text, mail.html):
        assert "¿Necesita intérprete?" in body
        assert "Need an interpreter?" in body
        for wanted in (BRAND.help_phone, "de lunes a viernes", REFERENCE, "Hola, Tomás:"):
            assert wanted in body


@pytest.mark.parametrize("part", EACH_PART)
def test_every_spanish_message_also_exists_as_a_letter(part):
    text = text_of(render_patient_letter([part], READER, BRAND, REFERENCE, WRITTEN_ON))

    for wanted in (READER.full_name, *READER.postal, BRAND.help_phone, "23 de noviembre de 2026", "Su referencia"):
        assert wanted in text
    assert f"Referencia {REFERENCE}" in text
    assert "Página 1 de" in text
    assert "responda a este correo" not in text.lower()
    assert ENGLISH.findall(without_english_on_purpose(text)) == []


def test_a_printed_spanish_letter_keeps_its_accents_and_is_larger_in_large_print():
    def size(large: bool) -> float:
        reader = replace(READER, large_print=large)
        document = pypdfium2.PdfDocument(
            render_patient_letter([part_named("m01-welcome")], reader, BRAND, REFERENCE, WRITTEN_ON)
        )
        page = document[0].get_textpage()
        at = page.get_text_range().index("Gracias por")
        _, bottom, _, top = page.get_charbox(at)
        document.close()
        return float(top - bottom)

    text = text_of(render_patient_letter([part_named("m01-welcome")], READER, BRAND, REFERENCE, WRITTEN_ON))
    assert "Tomás Rivera Núñez" in text
    assert "Recibimos su solicitud" in text
    assert size(True) / size(False) == pytest.approx(1.5, rel=0.02)


def test_a_letter_after_a_death_greets_the_family():
    family = replace(READER, first_name="familia de Tomás Rivera", full_name="Familia de Tomás Rivera", family=True)

    text = text_of(render_patient_letter([part_named("l17-condolence")], family, BRAND, REFERENCE, WRITTEN_ON))

    assert "Estimada familia de Tomás Rivera:" in text


@pytest.mark.parametrize("part", EACH_PART)
def test_a_spanish_subject_survives_the_header_and_is_the_same_for_everybody(part):
    mail = render_mail([part], READER, BRAND, REFERENCE)
    raw = build_mail(
        message_id="<a@beacon.example>",
        date=datetime(2026, 11, 23, 15, tzinfo=UTC),
        mail_from="care@beacon.example",
        mail_to="tomas@patients.example",
        reply_to="care@beacon.example",
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
    )

    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert raw.isascii()
    assert read["Subject"] == mail.subject
    assert read.get_body(("plain",)).get_content().split() == mail.text.split()
    other = replace(READER, first_name="Ana", full_name="Ana Díaz", postal=("2 Elm St",))
    assert render_mail([part], other, BRAND, "SO-AAAA-B2").subject == mail.subject


@pytest.mark.parametrize(("name", "variable"), DETAILS)
def test_a_detail_is_refused_in_spanish_too_and_written_once_it_is_allowed(name, variable):
    part = Part(name, {**part_named(name).values, variable: ["el detalle secreto"]})

    with pytest.raises(PrivacyRefused):
        render_mail([part], READER, BRAND, REFERENCE)
    mail = render_mail([part], READER, BRAND, REFERENCE, detail_allowed=True)

    assert "el detalle secreto" in mail.text
    assert "el detalle secreto" in mail.html
    assert "secreto" not in mail.subject


def test_parts_that_arise_together_are_one_mail_in_one_language():
    together = [part_named(name) for name in ("m01-welcome", "m04-accepted", "m06-sign-authorization")]

    mail = render_mail(together, READER, BRAND, REFERENCE)

    assert mail.subject == "Tenemos 3 mensajes para usted"
    assert "Este correo tiene 3 partes." in mail.text
    assert mail.text.index("RECIBIMOS SU SOLICITUD") < mail.text.index("QUÉ SIGUE AHORA")
    assert mail.text.count("Hola, Tomás") == 1


def test_one_is_one_and_two_are_two():
    def told(**values: object) -> str:
        part = part_named("m11-records-progress")
        return render_mail([Part(part.name, {**part.values, **values})], READER, BRAND, REFERENCE).text

    assert "Pedimos 1 documento." in told(total=1, received=1)
    assert "ha llegado 1." in told(total=2, received=1)
    assert "Pedimos 9 documentos." in told(total=9, received=4)
    assert "han llegado 4." in told(total=9, received=4)


def test_a_visit_at_one_is_told_as_people_say_it():
    visit = part_named("m19-preparation")
    at_one = Part(visit.name, {**visit.values, "visit_time": "1:00 p. m., hora de Puerto Rico"})

    assert "martes 5 de enero a la 1:00 p. m." in render_mail([at_one], READER, BRAND, REFERENCE).text
    assert "martes 5 de enero a las 10:30 a. m." in render_mail([visit], READER, BRAND, REFERENCE).text


def test_a_spanish_reader_of_any_country_has_templates_and_a_third_language_has_none():
    for name in MESSAGES:
        assert has_template(name, "es-PR")
        assert not has_template(name, "vi")
