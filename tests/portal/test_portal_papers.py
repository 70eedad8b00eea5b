from __future__ import annotations

import io
import re

import pypdfium2
import pytest
from portal_reader import MailReader, Page
from sqlalchemy import text

from coordinator.domain.errors import NotFound
from coordinator.domain.words import AuthorizationStatus
from coordinator.services.portal.links_shown import signed_paper

WAITING, SIGNED = AuthorizationStatus.WAITING, AuthorizationStatus.SIGNED


def _waiting(reader: MailReader) -> str:
    return next(a.id for a in reader.stage.case(reader.ref).authorizations if a.status is WAITING)


def _name(reader: MailReader) -> str:
    return reader.stage.case(reader.ref).patient.full_name


def _text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_a_paper_signed_with_a_typed_name_lets_the_request_leave(reader: MailReader) -> None:
    reader.enter()
    paper = _waiting(reader)
    page = f"/p/papers/{paper}"

    answer = reader.send(page, page, name=_name(reader), agreed="yes")
    reader.stage.rest()

    assert "Thank you. You signed the paper" in answer.text
    signed = reader.stage.case(reader.ref).authorization(paper)
    assert signed is not None
    assert (signed.status, signed.signer, signed.signature_method) == (SIGNED, "patient", "typed")
    reader.stage.advance(days=4)
    assert "l01-request" in reader.stage.names(reader.ref)


def test_the_journal_names_the_patient_as_who_signed(reader: MailReader) -> None:
    reader.enter()
    paper = _waiting(reader)
    reader.send(f"/p/papers/{paper}", f"/p/papers/{paper}", name=_name(reader), agreed="yes")

    with reader.stage.world.database.reading() as session:
        who = session.execute(text("SELECT by FROM event WHERE name = 'authorization_signed'")).scalar_one()
    assert who == f"patient:{reader.stage.case(reader.ref).patient.id}"


def test_the_copy_shows_the_paper_and_how_we_know_who_signed(reader: MailReader) -> None:
    reader.enter()
    paper = _waiting(reader)
    shown = Page(reader.get(f"/p/papers/{paper}").text).form(f"/p/papers/{paper}")["shown"]
    reader.send(f"/p/papers/{paper}", f"/p/papers/{paper}", name=_name(reader), agreed="yes")

    answer = reader.get(f"/p/papers/{paper}/copy.pdf")

    said = re.sub(r"\s+", "", _text_of(answer.content))
    assert answer.headers["content-disposition"].startswith("attachment")
    assert shown in said
    assert re.sub(r"\s+", "", _name(reader)) in said
    assert "codevalidfor10minutes" in said.replace(",", "").replace("-", "")
    assert "127.0.0.1" not in said  # the address is kept as a keyed hash only
    assert "testclient" not in said


def test_a_name_drawn_by_hand_stands_in_the_copy(reader: MailReader) -> None:
    reader.enter()
    paper = _waiting(reader)
    strokes = " ".join(f"{x},{x // 4}" for x in range(100, 900, 20))
    reader.send(f"/p/papers/{paper}", f"/p/papers/{paper}", name=_name(reader), agreed="yes", strokes=strokes)

    signed = reader.stage.case(reader.ref).authorization(paper)
    assert signed is not None
    assert signed.signature_method == "drawn"
    assert "Drawn by hand" in _text_of(reader.get(f"/p/papers/{paper}/copy.pdf").content)


@pytest.mark.parametrize("strokes", ["<svg>", "1,2", "1,2 9999,2" * 9, "a,b c,d", "1,2;" * 10, "5,5 " * 9000])
def test_what_is_no_drawing_is_refused(reader: MailReader, strokes: str) -> None:
    reader.enter()
    paper = _waiting(reader)

    answer = reader.send(f"/p/papers/{paper}", f"/p/papers/{paper}", name=_name(reader), agreed="yes", strokes=strokes)

    assert answer.status_code == 422
    assert reader.stage.case(reader.ref).authorization(paper).status is WAITING  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "Somebody Else", "agreed": "yes"}, "Type your full name"),
        ({"agreed": "yes", "name": ""}, "Type your full name"),
        ({"agreed": ""}, "Tick the box"),
        ({"agreed": "yes", "shown": "0" * 64}, "This paper changed"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_signed(reader: MailReader, fields: dict[str, str], said: str) -> None:
    reader.enter()
    paper = _waiting(reader)

    answer = reader.send(f"/p/papers/{paper}", f"/p/papers/{paper}", **{"name": _name(reader), **fields})

    assert answer.status_code == 422
    assert said in answer.text
    assert reader.stage.case(reader.ref).authorization(paper).status is WAITING  # type: ignore[union-attr]


def test_a_paper_that_changed_since_it_was_shown_is_not_signed(reader: MailReader) -> None:
    reader.enter()
    paper = _waiting(reader)
    fields = Page(reader.get(f"/p/papers/{paper}").text).form(f"/p/papers/{paper}")
    request = next(r for r in reader.stage.case(reader.ref).requests if r.authorization_id == paper)
    reader.stage.fact(
        reader.ref,
        "source_added",
        organization=request.organization_name,
        department=request.department,
        items="LETTER",
    )

    answer = reader.browser.post(f"/p/papers/{paper}", data={**fields, "name": _name(reader), "agreed": "yes"})

    assert answer.status_code == 422
    assert "This paper changed" in answer.text
    assert reader.stage.case(reader.ref).authorization(paper).status is WAITING  # type: ignore[union-attr]


def test_nobody_signs_before_their_identity_was_checked(reader: MailReader) -> None:
    with reader.stage.world.database.transaction() as session:
        session.execute(text('UPDATE "case" SET identity_level = 2'))
    reader.enter()
    paper = _waiting(reader)
    page = reader.get(f"/p/papers/{paper}")

    assert "we need to know it is you" in page.text
    assert not [action for action, _ in Page(page.text).forms if action == f"/p/papers/{paper}"]


def test_the_representative_signs_for_a_minor_and_the_child_gets_no_link(parent: MailReader) -> None:
    parent.enter()
    case = parent.stage.case(parent.ref)
    representative = case.patient.representative()
    assert representative is not None
    paper = _waiting(parent)

    parent.send(f"/p/papers/{paper}", f"/p/papers/{paper}", name=representative.name, agreed="yes")

    signed = parent.stage.case(parent.ref).authorization(paper)
    assert signed is not None
    assert (signed.status, signed.signer) == (SIGNED, representative.id)
    with parent.stage.world.database.reading() as session:
        readers = set(session.execute(text("SELECT contact_id::text FROM link")).scalars())
    assert readers == {representative.id}


def test_a_parents_visit_ends_when_the_child_comes_of_age(parent: MailReader) -> None:
    parent.enter()
    with parent.stage.world.database.transaction() as session:
        session.execute(text("UPDATE patient SET birth_date = '2008-11-26'"))

    assert parent.get("/p/home").status_code == 401


def test_a_paper_of_another_case_is_not_there(reader: MailReader) -> None:
    reader.enter()
    other = reader.stage.intake("0006")
    reader.stage.accept(other)
    paper = reader.stage.case(other).authorizations[0].id

    assert reader.get(f"/p/papers/{paper}").status_code == 404
    assert reader.get(f"/p/papers/{paper}/copy.pdf").status_code == 404
    assert reader.get("/p/papers/no-id").status_code == 404


def test_on_a_spanish_page_the_english_paper_stands_below_and_both_are_in_the_copy(reader: MailReader) -> None:
    reader.enter()
    paper = _waiting(reader)
    page = reader.get(f"/p/papers/{paper}?lang=es").text
    assert page.index("Solicitud de una copia") < page.index("Request for a copy of health records")

    reader.send(f"/p/papers/{paper}", f"/p/papers/{paper}", name=_name(reader), agreed="yes")

    said = _text_of(reader.get(f"/p/papers/{paper}/copy.pdf").content)
    assert "Solicitud de una copia" in said
    assert "Request for a copy of health records" in said


def test_staff_read_the_signed_paper_and_the_read_is_kept(reader: MailReader) -> None:
    reader.enter()
    paper = _waiting(reader)
    reader.send(f"/p/papers/{paper}", f"/p/papers/{paper}", name=_name(reader), agreed="yes")

    assert signed_paper(reader.stage.world, reader.ref, paper).startswith(b"%PDF")

    with reader.stage.world.database.reading() as session:
        last = session.execute(text("SELECT by, what FROM access_log ORDER BY id DESC LIMIT 1")).one()
    assert tuple(last) == ("operator", "signed_paper")
    with pytest.raises(NotFound):
        signed_paper(reader.stage.world, reader.ref, "no-such-paper")
