"""Patient messages from the six example cases: who gets them, what they say, and what they keep to themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from rendering_builders import (
    ABOUT_VISITS,
    ENGLISH,
    MESSAGES,
    NOW,
    attachments,
    body,
    case_of,
    mail,
    message,
    page_count,
    pdf_text,
    rendered,
    route_for,
)

from coordinator.domain.authorization import Authorization
from coordinator.domain.errors import Refused
from coordinator.domain.words import (
    AuthorizationKind,
    AuthorizationStatus,
    Channel,
    ContactKind,
    ItemStatus,
    Priority,
    VisitMode,
)

TRACES = ("None", "{{", "{%", "Undefined")


def on_paper(effect, case):
    return route_for(effect, case)._replace(channel=Channel.PRINT, address="")


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize("number", [1, 3, 5, 6])
def test_every_message_makes_a_mail_to_one_address_without_a_trace_of_a_template(number, name):
    case = case_of(number)
    effect = message(name, case)

    made = rendered(case, effect)

    assert made.address == mail(made.bytes)["To"] == route_for(effect, case).address
    assert mail(made.bytes)["Reply-To"] == f"care+{made.reply_token}@beacon.example"
    assert mail(made.bytes)["Message-ID"] == made.message_id
    assert made.letter is None
    assert not [trace for trace in TRACES if trace in body(made.bytes)]


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize("number", ENGLISH)
def test_every_message_makes_a_letter_without_a_trace_of_a_template(number, name):
    case = case_of(number)
    effect = message(name, case)

    made = rendered(case, effect, route=on_paper(effect, case))

    text = pdf_text(made.bytes)
    assert (made.address, made.message_id) == ("", None)
    assert made.letter == made.bytes
    assert case.ref in text
    assert not [trace for trace in TRACES if trace in text]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_mail_to_an_ordinary_address_names_no_office_no_provider_and_no_record(name):
    case = case_of(1)
    case.authorizations[0].status = AuthorizationStatus.WAITING

    told = body(rendered(case, message(name, case), texts={3: {"question": "Can I keep working?"}}).bytes)

    for secret in (
        "Lakeview", "Northern Lights", "Diallo", "Pathology", "Imaging", "Consultation notes", "keep working", "chemo",
    ):  # fmt: skip
        assert secret not in told


def test_a_patient_who_allowed_details_reads_with_whom_the_visit_is():
    case = case_of(1)
    case.patient.contact_points[0].detail_allowed_at = NOW

    assert "Dr. Amara Diallo" in body(rendered(case, message("m18-booked", case)).bytes)


def test_details_allowed_at_one_address_are_not_allowed_at_another():
    case = case_of(1)
    case.patient.contact_points[1].detail_allowed_at = NOW

    assert "Diallo" not in body(rendered(case, message("m18-booked", case)).bytes)


def test_a_minors_mail_goes_to_the_parent_and_greets_the_parent():
    case = case_of(5)

    made = rendered(case, message("m01-welcome", case))

    assert made.address == "sonya@patients.example"
    assert "Hello Sonya," in body(made.bytes)
    assert "Aiyana" not in body(made.bytes)


def test_a_printed_message_for_a_minor_is_addressed_to_the_parent():
    case = case_of(5)
    effect = message("m01-welcome", case)

    text = pdf_text(rendered(case, effect, route=on_paper(effect, case)).bytes)

    assert "Sonya Begay PO Box 12 Gallup, NM 87301" in text
    assert "Dear Sonya," in text


def test_a_language_without_a_template_is_refused_and_never_sent_in_another():
    case = case_of(2)
    case.patient.language = "vi"

    with pytest.raises(Refused, match=r"template\.language_missing"):
        rendered(case, message("m01-welcome", case))


def test_messages_that_leave_together_are_one_mail_seeded_by_the_first():
    case = case_of(1)
    welcome, accepted = message("m01-welcome", case), message("m04-accepted", case)

    together, alone = rendered(case, welcome, accepted), rendered(case, welcome)

    assert mail(together.bytes)["Subject"] == "2 things from us"
    assert together.message_id == alone.message_id
    told = body(together.bytes)
    assert told.index("WE HAVE YOUR REQUEST") < told.index("WHAT HAPPENS NEXT")


@pytest.mark.parametrize("name", MESSAGES)
def test_the_same_case_and_moment_give_the_same_bytes(name):
    first, second = (rendered(case, message(name, case)) for case in (case_of(1), case_of(1)))

    assert first == second


def test_a_later_moment_changes_the_date_and_not_the_message_id():
    case = case_of(1)
    first = rendered(case, message("m01-welcome", case))
    second = rendered(case, message("m01-welcome", case), now=NOW + timedelta(hours=1))

    assert mail(first.bytes)["Date"] != mail(second.bytes)["Date"]
    assert first.message_id == second.message_id


def test_a_booked_visit_brings_a_calendar_file_in_the_patients_zone_under_a_neutral_title():
    case = case_of(6)

    ((name, content),) = attachments(rendered(case, message("m18-booked", case)).bytes)

    event = next(iter(Calendar.from_ical(content).walk("VEVENT")))
    assert name == "appointment.ics"
    assert (event["uid"], event["sequence"]) == ("uid-1@beacon.example", 2)
    assert event["summary"] == "Appointment (Beacon Coordination)"
    assert event["dtstart"].params["TZID"] == "America/Los_Angeles"
    assert event["dtstart"].dt.hour == 12
    assert event["dtstamp"].dt == NOW
    assert event["location"] == "200 Aurora Blvd, Minneapolis, MN 55414"


def test_only_the_booking_brings_a_calendar_file():
    case = case_of(1)

    assert attachments(rendered(case, message("m20-reminder-3-days", case)).bytes) == []


def test_a_visit_is_told_in_the_patients_own_time():
    case = case_of(4)
    effect = message("m18-booked", case)

    text = pdf_text(rendered(case, effect, route=on_paper(effect, case)).bytes)

    assert "Thursday, December 17" in text
    assert "1:00 PM Mountain Standard Time" in text


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (None, "200 Aurora Blvd, Minneapolis, MN 55414"),
        ("Northern Lights Cancer Center, 210 Aurora Blvd, Minneapolis", "210 Aurora Blvd, Minneapolis"),
        ("Cancer wing", "200 Aurora Blvd, Minneapolis, MN 55414"),
        ("12 Side St, Northern Lights Cancer Center", "200 Aurora Blvd, Minneapolis, MN 55414"),
        ("12 Side St, Wing of Hope, Suite 4, Edina, MN 55416", "12 Side St, Suite 4, Edina, MN 55416"),
        ("12 Side St, Breast unit, Edina, MN 55416", "200 Aurora Blvd, Minneapolis, MN 55414"),
    ],
)
def test_the_place_of_a_visit_is_a_street_address_and_no_hospitals_name(place, told):
    case = case_of(1)
    case.appointments[0].place = place

    text = body(rendered(case, message("m18-booked", case)).bytes)

    assert f"Where: {told} " in text
    assert "Cancer" not in text


def test_who_travels_reads_the_hour_where_the_visit_is_before_the_hour_at_home():
    case = case_of(6)

    text = body(rendered(case, message("m20-reminder-3-days", case)).bytes)

    assert "2:00 PM Central Standard Time at the place of the visit (12:00 PM Pacific Standard Time at home)" in text


def test_nobody_is_asked_to_come_or_to_bring_anything_to_a_review_of_their_files():
    case = case_of(1)
    case.appointments[0].mode = VisitMode.RECORD_REVIEW

    for name in ABOUT_VISITS:
        text = body(rendered(case, message(name, case)).bytes)
        for misplaced in ("photo ID", "Can you be there", "your visit went well", "Your visit is"):
            assert misplaced not in text


def test_every_mail_can_be_stopped_by_its_reader():
    case = case_of(1)

    made = rendered(case, message("m01-welcome", case))

    assert mail(made.bytes)["List-Unsubscribe"] == f"<mailto:care+{made.reply_token}@beacon.example?subject=stop>"
    assert "Reply “stop”" in body(made.bytes)


def test_a_case_without_a_named_navigator_names_no_account():
    case = case_of(1)
    case.navigator = "operator"

    told = body(rendered(case, message("m04-accepted", case)).bytes)

    assert "Operator" not in told
    assert "You will have a navigator." in told


def test_a_visit_by_video_has_no_street():
    case = case_of(1)
    case.appointments[0].mode = VisitMode.VIDEO

    text = body(rendered(case, message("m18-booked", case)).bytes)

    assert "How: by video" in text
    assert "Aurora" not in text


def test_a_code_belongs_to_its_contact_point():
    case = case_of(1)

    def told(subject):
        return body(rendered(case, message("m02-verify-contact", case, subject)).bytes)

    assert told("point-0") == told("point-0")
    assert told("point-0") != told("point-1")
    assert "until Friday, December 4" in told("point-0")


def test_open_questions_are_counted_and_asked_by_the_end_of_their_ladder():
    case = case_of(1)
    del case.intake["question"]["decision_deadline"]
    case.intake["screening"]["emergency_now"] = None

    text = body(rendered(case, message("m03-need-info", case)).bytes)

    assert "We need 2 more answers" in text
    assert "by Thursday, December 10" in text


def test_papers_are_counted_and_asked_for_nine_days_from_the_first_question():
    case = case_of(1)
    for number in range(2):
        case.authorizations.append(
            Authorization(f"p{number}", AuthorizationKind.ACCESS_REQUEST, "x", "Mercy", asked_at=NOW)
        )

    text = body(rendered(case, message("m06-sign-authorization", case)).bytes)

    assert "sign 2 papers" in text
    assert "by Thursday, December 10" in text


def test_a_late_reminder_never_asks_for_an_answer_on_a_day_that_has_passed():
    case = case_of(1)
    long_ago = NOW - timedelta(days=40)
    case.authorizations.append(Authorization("p", AuthorizationKind.ACCESS_REQUEST, "x", "Mercy", asked_at=long_ago))

    assert "by Thursday, December 3" in body(rendered(case, message("m06-sign-authorization", case)).bytes)


def test_progress_counts_what_came_and_what_is_still_expected():
    case = case_of(1)
    first, second, third, *_ = case.items()
    first.status, second.status, third.status = ItemStatus.VERIFIED, ItemStatus.RECEIVED, ItemStatus.WAIVED

    text = body(rendered(case, message("m11-records-progress", case)).bytes)

    assert "We asked for 8 files" in text
    assert "2 have come in" in text


def test_excluded_providers_are_not_counted_as_options():
    case = case_of(1)

    assert "We found 2 options" in body(rendered(case, message("m17-shortlist", case)).bytes)


def test_the_plan_names_the_navigator_and_a_visit_date_only_while_it_is_ahead():
    case = case_of(1)
    ahead = body(rendered(case, message("m04-accepted", case)).bytes)
    case.consult_by = date(2026, 11, 20)
    past = body(rendered(case, message("m04-accepted", case)).bytes)

    assert "Ana Ruiz is your navigator" in ahead
    assert "a visit by Wednesday, December 30" in ahead
    assert "We aim for a visit" not in past


@pytest.mark.parametrize(
    ("priority", "by"), [(Priority.ROUTINE, "Monday, December 28"), (Priority.URGENT, "Monday, December 21")]
)
def test_the_written_answer_is_announced_for_business_days_after_the_visit(priority, by):
    case = case_of(1)
    case.priority = priority
    case.appointments[0].attended_at = datetime(2026, 12, 18, 20, 0, tzinfo=UTC)

    # the business days after Friday, December 18 pass over a weekend and Christmas
    assert by in body(
        rendered(case, message("m25-after-visit", case), now=datetime(2026, 12, 18, 21, tzinfo=UTC)).bytes
    )


def test_a_patients_questions_stand_in_the_letter_that_prepares_the_visit():
    case = case_of(4)
    effect = message("m19-preparation", case)

    case.answers["question_list"] = [{"id": "own-4", "seq": 4}]

    made = rendered(case, effect, route=on_paper(effect, case), texts={4: {"text": "Can I still drive?"}})

    assert "Can I still drive?" in pdf_text(made.bytes)


def test_a_patient_who_needs_large_print_gets_it():
    case = case_of(4)
    effects = [message("m01-welcome", case), message("m04-accepted", case)]
    small = page_count(rendered(case, *effects, route=on_paper(effects[0], case)).bytes)
    case.intake["access_needs"] = ["Large print"]

    assert small == 1
    assert page_count(rendered(case, *effects, route=on_paper(effects[0], case)).bytes) > small


def test_a_message_cannot_leave_by_fax():
    case = case_of(1)
    effect = message("m01-welcome", case)

    with pytest.raises(Refused, match=r"channel\.not_for_messages"):
        rendered(case, effect, route=route_for(effect, case)._replace(channel=Channel.FAX, address="+15075550110"))


def test_a_patient_without_email_gets_a_letter_at_home():
    case = case_of(4)
    assert not [p for p in case.patient.contact_points if p.kind is ContactKind.EMAIL]

    made = rendered(case, message("m01-welcome", case))

    assert "Walter Brandt 1500 Larkspur St Boulder, CO 80302" in pdf_text(made.bytes)
