"""Who reads Spanish gets Spanish, whoever they are; offices read English (``domain.md`` §4.4, ADR 0014)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from rendering_builders import (
    ENGLISH,
    HOLIDAYS,
    LETTERHEAD,
    MESSAGES,
    NOW,
    attachments,
    body,
    case_of,
    letter,
    mail,
    message,
    pdf_text,
    rendered,
    route_for,
    to_provider,
)
from rendering_directory import example_directory

from coordinator.domain.question import LIST
from coordinator.domain.words import Channel, Disclosure, VisitMode
from coordinator.services.rendering.rendered import render_sheet

TRACES = ("None", "{{", "{%", "Undefined")


def sheet(name, case):
    return pdf_text(
        render_sheet(
            name,
            case,
            letterhead=LETTERHEAD,
            directory=example_directory(),
            texts={3: {"question": "Can I keep working?"}},
            holidays=HOLIDAYS,
            now=NOW,
        )
    )


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_to_a_spanish_patient_is_spanish_by_mail_and_on_paper(name):
    case = case_of(2)
    effect = message(name, case)

    by_mail = rendered(case, effect)
    on_paper = rendered(case, effect, route=route_for(effect, case)._replace(channel=Channel.PRINT, address=""))

    assert "Hola, Tomás:" in body(by_mail.bytes)
    assert "Hola, Tomás:" in pdf_text(on_paper.bytes)
    for text in (body(by_mail.bytes), pdf_text(on_paper.bytes)):
        assert not [trace for trace in TRACES if trace in text]
        for english in ("Please", "Monday", "Tuesday", "December", "January", "Standard Time"):
            assert english not in text


@pytest.mark.parametrize("number", ENGLISH)
def test_who_reads_english_gets_no_spanish(number):
    case = case_of(number)

    assert "Hola" not in body(rendered(case, message("m01-welcome", case)).bytes)


def test_a_spanish_booking_says_day_and_hour_as_people_in_arizona_say_them():
    case = case_of(2)
    case.appointments[0].mode = VisitMode.VIDEO

    made = rendered(case, message("m18-booked", case))

    assert mail(made.bytes)["Subject"] == "Su cita del jueves 17 de diciembre"
    assert "Hora: 1:00 p. m., hora de Arizona" in body(made.bytes)
    assert "Cómo: por video" in body(made.bytes)
    assert "Dónde: por video, desde donde usted esté" in body(made.bytes)


def test_who_travels_reads_the_hour_there_before_the_hour_at_home_in_spanish():
    case = case_of(2)

    text = body(rendered(case, message("m20-reminder-3-days", case)).bytes)

    assert "2:00 p. m., hora del centro, en el lugar de la cita (1:00 p. m., hora de Arizona, en su casa)" in text


def test_the_calendar_file_of_a_spanish_patient_has_a_spanish_title_that_says_nothing():
    case = case_of(2)

    ((_, content),) = attachments(rendered(case, message("m18-booked", case)).bytes)

    event = next(iter(Calendar.from_ical(content).walk("VEVENT")))
    assert event["summary"] == "Cita (Beacon Coordination)"


def test_a_parent_who_reads_spanish_gets_spanish_for_a_child_who_reads_english():
    case = case_of(5)
    parent = case.patient.representative()
    assert (case.patient.language, parent.language) == ("en", None)
    assert "Hello Sonya," in body(rendered(case, message("m01-welcome", case)).bytes)

    parent.language = "es-PR"

    told = body(rendered(case, message("m01-welcome", case), message("m04-accepted", case)).bytes)
    assert "Hola, Sonya:" in told
    assert "Este correo tiene 2 partes." in told
    assert "Hello" not in told


def test_a_parent_who_reads_english_gets_english_for_a_child_who_reads_spanish():
    case = case_of(5)
    case.patient.language, case.patient.representative().language = "es", "en"

    told = body(rendered(case, message("m18-booked", case)).bytes)

    assert "Hello Sonya," in told
    assert "Thursday, December 17" in told


def test_details_are_named_in_spanish_once_they_are_allowed():
    case = case_of(2)
    case.patient.contact_points[0].detail_allowed_at = NOW

    told = body(rendered(case, message("m11-records-progress", case)).bytes)

    assert "Notas de la consulta, Desert Heart Institute" in told
    assert "Ecocardiograma (ultrasonido del corazón), Desert Heart Institute" in told


@pytest.mark.rule("4.4-papers")
def test_offices_and_providers_of_a_spanish_patient_read_english():
    case = case_of(2)
    case.disclosure = Disclosure.FULL
    case.answers[LIST] = [{"id": "q7-2"}]

    request = pdf_text(rendered(case, letter("l01-request", case, case.requests[0])).letter)
    packet = pdf_text(rendered(case, to_provider("l12-referral-packet", case)).letter)

    assert "Consultation notes" in request
    assert "Is it safe to wait that long?" in packet
    assert "¿Es seguro" not in packet


def test_the_questions_of_a_spanish_patient_stand_in_spanish_on_their_sheet():
    case = case_of(2)
    case.answers[LIST] = [{"id": "q7-2"}]

    text = sheet("preparation", case)

    assert "Cómo prepararse para su cita" in text
    assert "Tomás Rivera Núñez: jueves 17 de diciembre" in text
    assert "¿Es seguro esperar tanto tiempo?" in text
    assert "Para la persona que acompaña" in text
    assert "de lunes a viernes" in text


def test_the_guide_of_a_spanish_patient_names_the_day_and_waiting_in_spanish():
    case = case_of(2)
    case.deadline_on = NOW.date() + timedelta(days=30)

    text = sheet("decision-guide", case)

    assert "Esperar, o no hacer nada por ahora" in text
    assert "usted nos dijo: jueves 31 de diciembre" in text


def test_a_sheet_in_a_third_language_is_english_for_whoever_reads_it_out():
    case = case_of(2)
    case.patient.language = "vi"

    assert "Getting ready for your visit" in sheet("preparation", case)


def test_the_family_is_written_to_in_the_language_of_the_house():
    case = case_of(2)
    case.patient.deceased_on = date(2026, 12, 1)
    effect = message("l17-condolence", case)

    made = rendered(case, effect, route=route_for(effect, case)._replace(channel=Channel.PRINT, address=""))

    assert "Estimada familia de Tomás Rivera Núñez:" in pdf_text(made.bytes)
