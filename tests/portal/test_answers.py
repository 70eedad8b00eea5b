from __future__ import annotations

from html import unescape

import pytest
from portal_reader import LINK, MailReader, Page
from portal_stages import book, file_opinion, verify
from sqlalchemy import text

from coordinator.domain.words import MayBeTold, RequestStatus, WorkItemKind
from coordinator.services.portal.minting import mint
from coordinator.store import cases, links


def _texts(reader: MailReader) -> list[str]:
    with reader.stage.world.database.reading() as session:
        return list(session.execute(text("SELECT text FROM note ORDER BY seq")).scalars())


def _reads(reader: MailReader) -> list[tuple[str, str]]:
    with reader.stage.world.database.reading() as session:
        return [(row.by, row.what) for row in session.execute(text("SELECT by, what FROM access_log ORDER BY id"))]


def _companion(reader: MailReader, scope: MayBeTold = MayBeTold.ALL) -> str:
    """A link for the patient's companion, who is told logistics only; ``scope`` is what the link itself would allow."""
    world = reader.stage.world
    with world.database.transaction() as session:
        case = cases.by_ref(session, reader.ref)
        contact = case.patient.contacts[0]
        point = case.patient.points_of(contact)[0]
        session.execute(text("UPDATE contact_point SET verified_at = now() WHERE id = :id"), {"id": point.id})
        minted = mint(world, case, point, scope, world.now(session))
        links.add_all(session, [minted.row])
        found = LINK.search(minted.address)
        session.expunge_all()
    assert found is not None
    return found.group(1)


def test_the_patient_says_that_they_come(reader: MailReader) -> None:
    book(reader)
    reader.enter()

    answer = reader.send("/p/visit", "/p/visit/yes")

    assert "Thank you. You told us that you will come." in answer.text
    appointment = reader.stage.case(reader.ref).appointment()
    assert appointment is not None
    assert appointment.confirmed_at is not None


def test_who_needs_another_time_is_read_by_a_person_and_the_visit_stays(reader: MailReader) -> None:
    book(reader)
    reader.enter()

    asked_again = reader.send("/p/visit", "/p/visit/change", text=" ")
    assert 'href="/p/visit?lang=es"' in asked_again.text, "the same page in the other language"
    reader.send("/p/visit", "/p/visit/change", text="Not on Mondays, please")
    reader.stage.rest()

    case = reader.stage.case(reader.ref)
    assert case.open_items(WorkItemKind.REPLY_UNREAD)
    assert case.appointment() is not None
    assert any("Not on Mondays, please" in told for told in _texts(reader))


@pytest.mark.parametrize(("answer", "status"), [("yes", "approved"), ("no", "refused")])
def test_the_patient_decides_about_a_fee(reader: MailReader, answer: str, status: str) -> None:
    reader.stage.sign_all(reader.ref)
    reader.stage.advance(days=4)
    request = next(r for r in reader.stage.case(reader.ref).requests if r.status is RequestStatus.SENT)
    reader.stage.fact(reader.ref, "fee_quoted", request=request.id, amount_minor=4150)
    reader.enter()
    page = reader.get(f"/p/fees/{request.id}").text
    assert "$41.50" in page

    reader.send(f"/p/fees/{request.id}", f"/p/fees/{request.id}/{answer}")

    assert reader.stage.case(reader.ref).request(request.id).fee_status == status  # type: ignore[union-attr]
    assert reader.get(f"/p/fees/{request.id}").status_code == 404


def test_a_question_about_a_fee_pays_and_refuses_nothing(reader: MailReader) -> None:
    reader.stage.sign_all(reader.ref)
    reader.stage.advance(days=4)
    request = next(r for r in reader.stage.case(reader.ref).requests if r.status is RequestStatus.SENT)
    reader.stage.fact(reader.ref, "fee_quoted", request=request.id, amount_minor=4150)
    reader.enter()

    reader.send(f"/p/fees/{request.id}", f"/p/fees/{request.id}/ask", text="Why so much?")

    case = reader.stage.case(reader.ref)
    assert case.request(request.id).fee_status == "quoted"  # type: ignore[union-attr]
    assert case.open_items(WorkItemKind.REPLY_UNREAD)


def test_an_empty_message_is_not_sent_and_says_so(reader: MailReader) -> None:
    reader.enter()

    answer = reader.send("/p/ask", "/p/ask", text="  \u200b ")

    assert answer.status_code == 422
    assert "Write a few words first" in answer.text
    assert not reader.stage.case(reader.ref).open_items(WorkItemKind.REPLY_UNREAD)


def test_a_companion_sees_the_visit_and_nothing_of_the_records(reader: MailReader) -> None:
    book(reader)
    case = reader.stage.case(reader.ref)
    paper, provider = case.authorizations[0], case.appointment().provider  # type: ignore[union-attr]
    link = _companion(reader)

    home = unescape(reader.enter(link).text)
    visit = unescape(reader.get("/p/visit").text)

    assert "Your visit on" in home
    for told in (home, visit):
        assert paper.organization_name not in told
        assert provider.name not in told
    for page in (f"/p/papers/{paper.id}", f"/p/papers/{paper.id}/copy.pdf", "/p/upload", "/p/comparison"):
        assert reader.get(page).status_code == 404


def test_a_companion_whose_permission_is_taken_back_is_out_at_once(reader: MailReader) -> None:
    link = _companion(reader)
    reader.enter(link)
    contact = reader.stage.case(reader.ref).patient.contacts[0]

    reader.stage.fact(reader.ref, "contact_told", contact=contact.id, may_be_told="nothing")

    assert reader.get("/p/home").status_code == 401
    assert reader.get(link).status_code == 404


def test_what_is_said_of_a_companion_leaves_the_patients_own_links_alone(reader: MailReader) -> None:
    contact = reader.stage.case(reader.ref).patient.contacts[0]
    reader.stage.fact(reader.ref, "contact_told", contact=contact.id, may_be_told="nothing")

    assert reader.get(reader.link()).status_code == 200


def test_a_companion_does_not_read_the_patients_messages(reader: MailReader) -> None:
    with reader.stage.world.database.reading() as session:
        sent = list(session.execute(text("SELECT id::text FROM communication")).scalars())
    reader.enter(_companion(reader))

    assert {reader.get(f"/p/messages/{one}").status_code for one in sent} == {404}


def test_every_read_is_written_down_with_who_read_it(reader: MailReader) -> None:
    reader.enter()
    paper = reader.stage.case(reader.ref).authorizations[0].id
    reader.get(f"/p/papers/{paper}")

    patient = f"patient:{reader.stage.case(reader.ref).patient.id}"
    assert _reads(reader) == [(patient, "message"), (patient, "paper")]


def test_the_comparison_opens_once_it_was_verified_and_shared(reader: MailReader) -> None:
    stage, ref = reader.stage, reader.ref
    file_opinion(reader)
    reader.enter()
    waits = reader.get("/p/comparison")
    assert waits.status_code == 404
    assert "not ready to read yet" in waits.text
    assert reader.browser.post("/p/comparison", data=Page(waits.text).forms[0][1]).status_code == 400

    verify(reader)
    assert reader.get("/p/comparison").status_code == 404
    stage.fact(ref, "comparison_shared")
    asked = reader.get("/p/comparison")
    assert "Worn right knee" not in asked.text

    told = reader.send("/p/comparison", "/p/comparison")

    assert "Worn right knee" in told.text
    assert "minor_change" not in told.text
    comparison = stage.case(ref).comparison()
    assert comparison is not None
    assert comparison.opened_how == "page"


def test_a_patient_who_was_looked_for_is_found_when_they_come_in(reader: MailReader) -> None:
    reader.stage.fact(reader.ref, "unreachable")
    reader.enter()

    with reader.stage.world.database.reading() as session:
        names = list(session.execute(text("SELECT name FROM event ORDER BY seq")).scalars())
    assert "patient_reached" in names
