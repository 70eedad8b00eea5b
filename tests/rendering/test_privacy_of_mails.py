"""Every message as the bytes that would leave: nothing in it tells what its reader is treated for (``domain.md`` §4.1).

Telling things are planted wherever the case knows something: the office, the provider, the condition, the place.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from rendering_builders import NOW, attachments, body, case_of, mail, message, pdf_text, rendered, route_for

from coordinator.correspondence.neutral_words import ILLNESS, found_in
from coordinator.correspondence.variables import DATE_IN_SUBJECT, MESSAGES, Privacy
from coordinator.domain.authorization import Authorization
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.next_step import NextStep
from coordinator.domain.words import AuthorizationKind, Channel, RequestStatus, VisitMode

OFFICE, PROVIDER, HOSPITAL = "Heliotrope Psychiatric Clinic", "Dr. Onyx Telltale", "Telltale Cancer Center"
CONDITION, QUESTION, STEP = "Canarioma of the vexillum", "Must I take lithium?", "Begin the lithium"
PLANTED = (
    "heliotrope", "telltale", "canarioma", "vexillum", "lithium", "psychiatr", "consultation notes", "pathology",
    "imaging", "oncology",
)  # fmt: skip

ABOUT = {
    "request": ("m08", "m09", "m10", "m15", "m16"),
    "item": ("m13",),
    "appointment": ("m18", "m19", "m20", "m21", "m22", "m23", "m24", "m25"),
    "authorization": ("m33",),
    "next_step": ("m34",),
    "point": ("m02",),
    "written": ("m39",),
}
OWN_WORDS = ("m03", "m19")
"""What they may say are our own questions, or questions that the patient chose."""

LIVING = sorted(name for name in MESSAGES if name != "l17-condolence")
"""The condolence goes by post only, to the family."""


def planted(number: int = 1) -> Case:
    """A case that knows telling things wherever a case knows anything."""
    case = case_of(number)
    case.intake["question"]["condition"]["label"] = CONDITION
    case.intake["question"]["text"] = QUESTION
    case.intake["worry"] = QUESTION
    case.deadline_on = date(2027, 1, 11)
    for request in case.requests:
        request.organization_name = OFFICE
        request.items[0].asked_again = "unreadable"
    for paper in case.authorizations:
        paper.organization_name = OFFICE
        paper.expires_on = date(2026, 12, 20)
    waiting = Authorization("paper", AuthorizationKind.ACCESS_REQUEST, OFFICE, OFFICE, asked_at=NOW)
    case.authorizations.append(waiting)
    provider = case.appointments[0].provider
    organization = replace(provider.organization, name=HOSPITAL)
    made = replace(provider, name=PROVIDER, organization=organization)
    case.appointments[0].provider = case.referrals[0].provider = made
    case.appointments[0].place = f"{HOSPITAL}, 12 Side St, Oncology wing"
    case.shortlist[0]["name"] = PROVIDER
    case.next_steps.append(NextStep("step", 2, STEP, "patient", (NOW + timedelta(days=9)).date(), NOW))
    return case


def order(name: str, case: Case) -> Effect:
    """The message about whatever it is about."""
    kind = next((kind for kind, names in ABOUT.items() if name[:3] in names), "case")
    request = next(r for r in case.requests if r.authorization_id)
    request.status = RequestStatus.PARTIAL
    subject = {
        "request": request.id,
        "item": request.items[0].id,
        "appointment": "appointment",
        "authorization": "paper",
        "next_step": "step",
        "point": "point-0",
        "written": "patient/4",
        "case": "case",
    }[kind]
    return message(name, case, subject)


def texts() -> dict[int, dict[str, str]]:
    return {3: {"question": QUESTION}, 4: {"text": QUESTION}}


def everything(raw: bytes) -> str:
    """All that can be read of a mail on its way: headers, both bodies, names and words of attachments."""
    told = [f"{key}: {value}" for key, value in mail(raw).items()]
    told.append(body(raw))
    for name, content in attachments(raw):
        told += [name, pdf_text(content) if content.startswith(b"%PDF") else content.decode("utf-8", "replace")]
    return "\n".join(told)


def telling(raw: bytes) -> list[str]:
    words = everything(raw).lower()
    return [secret for secret in PLANTED if secret in words]


@pytest.mark.rule("4.1-no-detail")
@pytest.mark.parametrize("name", LIVING)
def test_a_mail_to_a_reader_who_allowed_nothing_tells_nothing(name: str):
    case = planted()

    made = rendered(case, order(name, case), texts=texts())

    assert telling(made.bytes) == []
    assert found_in(everything(made.bytes), "en", ILLNESS) == []


@pytest.mark.parametrize("name", [n for n in LIVING if Privacy.PHI in MESSAGES[n].values() and n[:3] not in OWN_WORDS])
def test_the_same_message_on_paper_may_say_it(name: str):
    """So that the test above is one of mails that leave something out."""
    case = planted()
    effect = order(name, case)

    route = route_for(effect, case)._replace(channel=Channel.PRINT, address="")
    letter = rendered(case, effect, route=route, texts=texts())

    assert [secret for secret in PLANTED if secret in pdf_text(letter.bytes).lower()]


@pytest.mark.rule("4.1-no-detail")
@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(st.sampled_from(LIVING), min_size=1, max_size=3, unique=True),
    allowed_at=st.sampled_from(["", "elsewhere", "here"]),
    mode=st.sampled_from(list(VisitMode)),
    number=st.sampled_from([1, 3, 6]),
)
def test_only_the_address_that_was_allowed_details_reads_them_and_no_header_ever_does(
    names: list[str], allowed_at: str, mode: VisitMode, number: int
):
    case = planted(number)
    case.appointments[0].mode = mode
    if allowed_at:
        case.patient.contact_points[0 if allowed_at == "here" else 1].detail_allowed_at = NOW
    effects = [order(name, case) for name in names]

    made = rendered(case, *effects, texts=texts())

    headers = "\n".join(f"{key}: {value}" for key, value in mail(made.bytes).items()).lower()
    assert not [secret for secret in PLANTED if secret in headers]
    assert not [name for name, _ in attachments(made.bytes) if name not in ("appointment.ics", f"{case.ref}.pdf")]
    if allowed_at != "here":
        assert telling(made.bytes) == []


@pytest.mark.rule("4.1-fixed-subjects")
@pytest.mark.parametrize(
    "place", ["", f"{HOSPITAL}, 12 Side St, Oncology wing", "Heart clinic", "9 Oak St, Breast unit"]
)
@pytest.mark.parametrize("name", ["m18-booked", "m23-changed-or-cancelled"])
def test_the_calendar_file_is_neutral_whatever_the_place_was_called(name: str, place: str):
    case = planted()
    case.appointments[0].place = place

    ((_, content),) = attachments(rendered(case, order(name, case)).bytes)

    event = next(iter(Calendar.from_ical(content).walk("VEVENT")))
    assert event["summary"] == "Appointment (Beacon Coordination)"
    assert event["organizer"] == "mailto:care@beacon.example"
    assert event["class"] == "PRIVATE"
    assert "description" not in event
    assert "attendee" not in event
    assert event["location"] == "200 Aurora Blvd, Minneapolis, MN 55414"
    assert found_in(content.decode(), "en", ILLNESS) == []


def test_an_address_that_tells_itself_is_given_by_telephone():
    case = planted()
    provider = case.appointments[0].provider
    street = {**(provider.organization.address or {}), "line": ["7 Cancer Center Drive"]}
    case.appointments[0].provider = replace(provider, organization=replace(provider.organization, address=street))
    case.appointments[0].place = None

    told = body(rendered(case, order("m18-booked", case)).bytes)

    assert "please call us for the address" in told
    assert "Cancer" not in told


@pytest.mark.rule("4.1-fixed-subjects")
@pytest.mark.parametrize("name", LIVING)
def test_nothing_about_the_case_can_be_read_from_where_an_answer_goes(name: str):
    case = planted()
    effect = order(name, case)

    made = rendered(case, effect, texts=texts())

    token = made.reply_token or ""
    assert re.fullmatch(r"[a-z2-7]{20}", token)
    others = {rendered(other, order(name, other), texts=texts()).reply_token for other in (planted(3), planted(6))}
    assert token not in others
    for header in ("Reply-To", "Message-ID", "List-Unsubscribe"):
        value = str(mail(made.bytes)[header]).lower()
        for known in (case.id, case.ref, case.external_id, effect.key, effect.name, case.patient.family):
            assert known.lower() not in value


@pytest.mark.rule("4.1-fixed-subjects")
@pytest.mark.parametrize("name", LIVING)
def test_the_subject_of_a_mail_is_the_one_of_its_template(name: str):
    """Nothing of the case is in it but, for three, the date of the visit."""
    ours, theirs = (rendered(case, order(name, case)) for case in (planted(1), planted(6)))
    subject = str(mail(ours.bytes)["Subject"])

    assert (subject == mail(theirs.bytes)["Subject"]) or name in DATE_IN_SUBJECT
    assert subject.replace("Thursday, December 17", "").strip(" :") in (
        subject, "Your visit on", "Reminder: your visit on",
    )  # fmt: skip
