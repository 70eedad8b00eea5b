"""An office's own form is taken in at the desk: empty at the office, signed at the request (``domain.md`` §1.4)."""

from __future__ import annotations

from datetime import date

import pytest
from browsing import Browser
from httpx import Response
from own_cases import signed_in
from sqlalchemy import select
from stage import Stage
from stage_walk import accepted

from coordinator.correspondence.pdf import render_pages
from coordinator.store.document_tables import own_form
from coordinator.store.own_forms import for_request


def form(words: str, pages: int = 1) -> bytes:
    return render_pages([f"<h1>{words}</h1>"] * pages, title="form", on=date(2026, 1, 1), assets={})


def hand_in(browser: Browser, page: str, content: bytes, name: str = "form.pdf") -> Response:
    """Choose a file on this page and send it."""
    browser.get(page)
    told = {"form_token": browser.token}
    return browser._seen(browser.client.post(page, data=told, files={"file": (name, content)}))


@pytest.fixture
def nora(stage: Stage) -> Browser:
    return signed_in(stage)


def sent(stage: Stage) -> tuple[str, str, str]:
    """A case whose letters have left; a request of it, and the desk that was asked."""
    ref = accepted(stage, "0001")
    stage.advance(days=1)
    request = stage.request(ref, "records_office")
    assert request.desk is not None
    return ref, request.id, request.desk.id


def behind(stage: Stage, request: str, desk: str) -> tuple[int, bool] | None:
    """How many forms are kept, and whether the one that goes behind the letter is signed."""
    with stage.world.database.reading() as session:
        found = for_request(session, request, desk)
        return (len(session.execute(select(own_form.c.id)).all()), found[1]) if found else None


def test_the_empty_form_of_an_office_is_put_on_file_where_the_office_stands(stage: Stage, nora: Browser) -> None:
    _, request, desk = sent(stage)
    page = f"/directory/desks/{desk}"
    assert f'<a href="{page}/form">Put it on file</a>' in nora.get(page).text

    taken = hand_in(nora, f"{page}/form", form("Form 7 of Lakeview", pages=2))

    assert "It goes behind every request to this desk from now on" in taken.text
    assert behind(stage, request, desk) == (1, False)
    shown = nora.get(page).text
    assert "its own form (2 pages on file)" in shown
    assert "Put a new one on file" in shown
    assert "One of 2 pages is on file" in nora.get(f"{page}/form").text


def test_the_signed_form_is_filed_at_its_request_and_goes_when_the_letter_is_sent_again(
    stage: Stage, nora: Browser
) -> None:
    ref, request, desk = sent(stage)
    stage.fact(ref, "request_returned", request=request, cause="own_form")
    page = f"/cases/{ref}/requests/{request}/form"
    assert (
        f'<a class="usa-button usa-button--outline desk-small" href="{page}">' in nora.get(f"/cases/{ref}/records").text
    )
    letters = len(stage.sent(ref, kind="letter"))

    taken = hand_in(nora, page, form("Signed by hand"))
    stage.rest()

    assert "nothing left by this" in taken.text
    assert f"/cases/{ref}/facts/request_sent_again?request={request}" in taken.text
    assert behind(stage, request, desk) == (1, True)
    assert len(stage.sent(ref, kind="letter")) == letters
    assert "own form was filed" in nora.get(f"/cases/{ref}/timeline").text


NO_FORMS = (
    ("form.jpg", b"\xff\xd8\xff\xe0" + bytes(300), "This is no PDF that can be opened without a password."),
    ("form.exe", b"MZ", "A form is a PDF."),
    ("form.pdf", b"MZ", "What is in the file is no PDF, whatever its name says."),
    ("form.pdf", b"%PDF-1.7 and nothing", "This is no PDF that can be opened without a password."),
    ("form.pdf", form("A booklet", pages=13), "A form has at most 12 pages."),
)


def test_what_is_no_form_says_so_at_its_field(stage: Stage, nora: Browser) -> None:
    _, request, desk = sent(stage)

    for name, content, said in NO_FORMS:
        answer = hand_in(nora, f"/directory/desks/{desk}/form", content, name)
        assert answer.status_code == 422, said
        assert f'id="problem-file">{said}' in answer.text

    assert behind(stage, request, desk) is None
    assert not list((stage.world.files / "quarantine").glob("*"))


def test_a_form_for_an_office_that_is_asked_for_nothing_is_not_taken(stage: Stage, nora: Browser) -> None:
    ref, request, desk = sent(stage)
    page = f"/cases/{ref}/requests/{request}/form"
    nora.get(page)
    stage.fact(ref, "withdrawn")
    told = {"form_token": nora.token}

    late = nora.client.post(page, data=told, files={"file": ("form.pdf", form("Signed by hand"))})

    assert late.status_code == 422
    assert "Nothing is asked of this office any more" in late.text
    assert behind(stage, request, desk) is None
    assert 'type="file"' not in nora.get(page).text
