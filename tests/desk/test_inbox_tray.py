"""The inbox tray: a mail beside what it may mean, a document beside its check, and what came on paper."""

from __future__ import annotations

import email
import io
import re
from datetime import timedelta

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD, SUPERVISOR
from pypdfium2 import PdfDocument
from rules.filed import document, pdf, put
from sqlalchemy import update
from stack.inbox_story import arrives, mail, waiting
from stage import Stage

from coordinator.domain.words import WorkItemKind
from coordinator.services.staff import add_user
from coordinator.store import communications
from coordinator.store.sign_in_tables import sign_in
from coordinator.web.templating import unbroken

COLLEAGUE = "olive@beacon.example"
ELSEWHERE = "kim@beacon.example"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def stage(records_stage: Stage) -> Stage:
    """Two cases of the navigator's; the letters of one have left."""
    return records_stage


@pytest.fixture
def nora(stage: Stage) -> Browser:
    """The navigator, signed in."""
    return signed_in(stage, NAVIGATOR)


def signed_in(stage: Stage, email: str, name: str = "", team: str = "north") -> Browser:
    if name:
        add_user(stage.world, email, name, ["navigator"], team, PASSWORD)
    browser = Browser.of(stage)
    browser.sign_in(email, PASSWORD)
    return browser


def supervisor(stage: Stage) -> Browser:
    """Somebody who sorts what is of no case for certain, with every step of the sign-in taken."""
    made = signed_in(stage, SUPERVISOR)
    with stage.world.database.transaction() as session:
        session.execute(update(sign_in).values(whole_at=sign_in.c.begun_at))
    made.get("/sign-in/code")
    return made


def in_records(stage: Stage) -> str:
    """The case whose letters have left."""
    return stage.refs["0001"]


def another_case(stage: Stage) -> str:
    """A second case of the same navigator."""
    return stage.refs["0006"]


def office_writes(stage: Stage, ref: str, text: str, sender: str = "roi@mercy.example") -> str:
    """A mail of an office that names our case; nobody is sure whose it is."""
    return str(arrives(stage, mail(sender, text, subject=f"Records {ref}"))["id"])


def patient_answers(stage: Stage, ref: str, text: str = "I will sign it tomorrow.") -> str:
    """An answer to a mail of ours, by its answer address: certain whose it is."""
    ours = next(iter(stage.sent(ref, kind="message", channel="email")))
    with stage.world.database.reading() as session:
        kept = communications.get(session, ours.id)
    to = str(email.message_from_bytes(kept.bytes)["Reply-To"])
    return str(arrives(stage, mail(ours.address, text, to=to))["id"])


def mail_with_pdf(sender: str, pages: int, subject: str = "Records") -> bytes:
    from email.message import EmailMessage

    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "desk@beacon.example", subject
    made["Message-ID"] = f"<pdf.{pages}.{sender}>"
    made.set_content("See the attached file.")
    made.add_attachment(pdf(pages, width=250 + pages), maintype="application", subtype="pdf", filename="x.pdf")
    return made.as_bytes()


def hidden(page: str, label: str) -> dict[str, str]:
    """The hidden fields of the form whose button bears this label."""
    form = next(f for f in re.findall(r"<form.*?</form>", page, re.S) if label in f)
    return dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', form))


# -- mails -----------------------------------------------------------------------------------------------------------


def test_the_tray_lists_what_waits_with_whose_it_seems_to_be(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    patient_answers(stage, ref)
    arrives(stage, mail("stranger@else.example", f"Hello {HOSTILE}", subject="Hi"))

    page = nora.get("/inbox").text

    assert "2 things came in" in page
    assert f"For Maria Okafor, {unbroken(ref)}" in page
    assert "stranger@else.example" in page
    assert "Nobody knows yet whose it is" in page
    assert HOSTILE not in page


def test_a_mail_that_may_be_about_several_offices_is_one_row_of_today(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    came = office_writes(stage, ref, "About your requests: please call us.")
    assert len(stage.case(ref).open_items(WorkItemKind.REPLY_UNREAD)) > 1, "it may answer each of them"

    page = nora.get("/").text

    assert page.count('desk-row__what">Read a reply') == 1
    assert f'href="/inbox/{came}">Read it' in page
    nora.post(f"/inbox/{came}/dismiss", why="They only ask for a call")
    assert "Read a reply" not in nora.get("/").text


def test_a_mail_of_a_case_out_of_sight_is_passed_on_and_nobody_learns_whether_it_exists(
    stage: Stage, nora: Browser
) -> None:
    theirs = another_case(stage)
    kim = signed_in(stage, ELSEWHERE, "Kim Elsewhere", "south")
    stage.fact(theirs, "navigator_changed", to=ELSEWHERE)
    stage.fact(theirs, "handover_accepted", by=ELSEWHERE)
    sam = supervisor(stage)
    real, invented = (
        str(arrives(stage, mail("stranger@else.example", f"Hello {n}", subject="Hi"))["id"]) for n in "12"
    )

    def passed(came: str, ref: str) -> tuple[int, str]:
        nora.get(f"/inbox/{came}")
        answer = nora.post(f"/inbox/{came}/pass", ref=ref)
        return answer.status_code, answer.text.partition("<main")[2].replace(ref, "REF")

    assert "Write the case" in passed(real, "Olaf Olsen")[1]
    _, first = passed(real, theirs)
    assert "It is passed on" in first
    _, second = passed(invented, "SO-XXXX-XX")
    assert "It is passed on" in second

    for came in (real, invented):
        assert nora.get(f"/inbox/{came}").status_code == 404, "neither is before her any more"
        assert came not in nora.get("/inbox").text
        assert f"/inbox/{came}" in sam.get("/inbox").text, "who sorts such mails sees both"
        assert sam.get(f"/inbox/{came}").status_code == 200
    assert f"passes it on as of {unbroken(theirs)}" in kim.get("/inbox").text
    assert theirs in kim.get(f"/inbox/{real}").text.partition("What it means")[2], "it is proposed"
    assert kim.get(f"/inbox/{invented}").status_code == 404

    stage.jump(days=2, hours=1)
    assert nora.get(f"/inbox/{invented}").status_code == 200, "what nobody took is everybody's again"


def test_a_mail_of_ones_own_case_is_not_passed_on_but_shown_with_it(stage: Stage, nora: Browser) -> None:
    came = str(arrives(stage, mail("stranger@else.example", "Hello", subject="Hi"))["id"])
    nora.get(f"/inbox/{came}")

    shown = nora.post(f"/inbox/{came}/pass", ref=in_records(stage).lower())

    assert shown.url.params["case"] == in_records(stage)
    assert f"/inbox/{came}" in nora.get("/inbox").text


def test_a_mail_that_may_answer_ones_own_case_stays_before_one_when_it_is_passed_on(
    stage: Stage, nora: Browser
) -> None:
    came = office_writes(stage, in_records(stage), "About your request.")
    nora.get(f"/inbox/{came}")

    assert "It is passed on" in nora.post(f"/inbox/{came}/pass", ref="SO-XXXX-XX").text

    assert f"/inbox/{came}" in nora.get("/inbox").text, "her letters wait for it"
    assert nora.get(f"/inbox/{came}").status_code == 200


def test_an_empty_tray_says_what_comes_here(nora: Browser) -> None:
    assert "Nothing waits to be understood" in nora.get("/inbox").text


def test_one_click_makes_a_fact_of_a_mail_and_undo_takes_it_back(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    came = office_writes(stage, ref, "We have received your request.")
    click = hidden(nora.get(f"/inbox/{came}").text, "They say that they have our letter")

    told = nora.post(f"/inbox/{came}/tell", **click)

    assert stage.case(ref).request(click["request"]).received_at is not None
    assert "You recorded “request received” from this." in told.text
    assert waiting(stage) == []

    nora.post(f"/inbox/{came}/reopen")

    assert stage.case(ref).request(click["request"]).received_at is None
    assert [one["id"] for one in waiting(stage)] == [came]
    assert stage.case(ref).open_items(WorkItemKind.REPLY_UNREAD, click["request"])


def test_undo_is_over_after_ten_minutes(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    came = patient_answers(stage, ref)
    nora.get(f"/inbox/{came}")
    nora.post(f"/inbox/{came}/dismiss", why="Only thanks")
    stage.advance_to(stage.now + timedelta(minutes=11))

    answer = nora.post(f"/inbox/{came}/reopen")

    assert answer.status_code == 422
    assert "Ten minutes are over" in answer.text
    assert "Undo" not in nora.get(f"/inbox/{came}").text


def test_nothing_to_do_needs_a_reason(stage: Stage, nora: Browser) -> None:
    came = str(arrives(stage, mail("shop@else.example", "Cheap pens"))["id"])
    nora.get(f"/inbox/{came}")

    assert nora.post(f"/inbox/{came}/dismiss", why=" ").status_code == 422
    assert (
        "nothing follows from this: An advertisement"
        in nora.post(f"/inbox/{came}/dismiss", why="An advertisement").text
    )
    assert waiting(stage) == []


def test_the_second_of_two_people_is_told_who_did_what(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    came = office_writes(stage, ref, "We have received your request.")
    olive = signed_in(stage, COLLEAGUE, "Olive Other")
    with stage.world.database.transaction() as session:
        from sqlalchemy import update

        from coordinator.store.case_tables import case as case_table

        session.execute(update(case_table).values(navigator=None))
    hers, ours = olive.get(f"/inbox/{came}").text, nora.get(f"/inbox/{came}").text
    olive.post(f"/inbox/{came}/tell", **hidden(hers, "It is read, and nothing follows"))
    seq = stage.case(ref).seq

    late = nora.post(f"/inbox/{came}/tell", **hidden(ours, "They say that they have our letter"))

    assert late.status_code == 409
    assert "Olive Other recorded “reply read” from this." in late.text
    assert stage.case(ref).seq == seq


def test_another_case_is_found_by_name_and_what_was_attached_goes_there(stage: Stage, nora: Browser) -> None:
    ref = another_case(stage)
    came = str(arrives(stage, mail_with_pdf("stranger@else.example", 3))["id"])
    found = nora.get(f"/inbox/{came}?q=fischer").text
    assert f"/inbox/{came}?case={ref}" in found

    chosen = nora.get(f"/inbox/{came}?case={ref}").text
    nora.post(f"/inbox/{came}/tell", **hidden(chosen, "Only file what is attached"))

    (filed,) = stage.case(ref).documents
    assert filed.page_count == 3
    assert stage.case(ref).open_items(WorkItemKind.CHECK_DOCUMENT, filed.id)

    nora.post(f"/inbox/{came}/reopen")

    assert document(stage, ref, filed.id).status == "moved"
    assert nora.get(f"/inbox/{filed.id}/file").status_code == 404
    assert [one["id"] for one in waiting(stage)] == [came]


def test_a_mail_told_of_another_case_takes_its_attachments_along(stage: Stage, nora: Browser) -> None:
    ref, right = in_records(stage), another_case(stage)
    ours = next(iter(stage.sent(ref, kind="message", channel="email")))
    content = mail_with_pdf(ours.address, 2, subject=f"Re {ref}")
    came = str(arrives(stage, content)["id"])
    (wrong,) = stage.case(ref).documents
    page = nora.get(f"/inbox/{came}?case={right}").text

    nora.post(f"/inbox/{came}/tell", **hidden(page, "Only file what is attached"))

    assert document(stage, ref, wrong.id).status == "moved"
    assert not stage.case(ref).open_items(WorkItemKind.CHECK_DOCUMENT, wrong.id)
    assert [d.status for d in stage.case(right).documents] == ["received"]


def test_a_fact_that_asks_for_more_has_its_form_beside_the_mail(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    came = office_writes(stage, ref, "That will be 20 dollars.")
    request = stage.request(ref, "records_office")
    nora.get(f"/inbox/{came}/tell/fee_quoted?case={ref}&request={request.id}")

    wrong = nora.post(
        f"/inbox/{came}/tell", case=ref, fact="fee_quoted", typed="yes", request=request.id, amount_minor="lots"
    )
    assert wrong.status_code == 422
    assert 'id="problem-amount_minor"' in wrong.text
    assert "That will be 20 dollars." in wrong.text

    nora.post(f"/inbox/{came}/tell", case=ref, fact="fee_quoted", typed="yes", request=request.id, amount_minor="2000")
    assert stage.request(ref, "records_office").fee_status == "quoted"


def test_a_mail_of_another_team_is_not_there(stage: Stage) -> None:
    ref = in_records(stage)
    came = patient_answers(stage, ref)
    kim = signed_in(stage, ELSEWHERE, "Kim South", team="south")

    assert ref not in kim.get("/inbox").text
    assert kim.get(f"/inbox/{came}").status_code == 404
    for act in ("tell", "dismiss", "reopen"):
        assert kim.post(f"/inbox/{came}/{act}", case=ref, fact="reply_read", why="x").status_code == 404
    assert len(waiting(stage)) == 1


def test_a_mail_goes_at_once_with_its_case_to_another_navigator(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    before = patient_answers(stage, ref)
    kim = signed_in(stage, ELSEWHERE, "Kim South", team="south")
    assert f"/inbox/{before}" in nora.get("/inbox").text
    assert "Nothing waits to be understood" in kim.get("/inbox").text

    stage.fact(ref, "navigator_changed", to=ELSEWHERE)
    stage.fact(ref, "handover_accepted", by=ELSEWHERE)
    after = patient_answers(stage, ref, "And one thing more.")

    theirs, ours = kim.get("/inbox").text, nora.get("/inbox").text
    assert "2 things came in" in theirs
    for came in (before, after):
        assert f"/inbox/{came}" in theirs
        assert f"/inbox/{came}" not in ours


# -- documents -------------------------------------------------------------------------------------------------------


def test_a_document_is_shown_page_by_page_and_checked(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    filed = put(stage, ref, pdf(3), came_by="fax")

    page = nora.get(f"/inbox/{filed.id}").text
    drawn = nora.get(f"/inbox/{filed.id}/pages/3")
    assert page.count("/pages/") == 3
    assert drawn.headers["content-type"] == "image/png"
    assert nora.get(f"/inbox/{filed.id}/pages/4").status_code == 404
    assert nora.get(f"/inbox/{filed.id}/file").headers["content-disposition"].startswith("attachment")

    item = stage.request(ref, "records_office").items[0]
    few = nora.post(f"/inbox/{filed.id}/check", was="received", matched=["name"], item=item.id)
    assert few.status_code == 422
    assert "Name, birth date and one more" in few.text

    nora.post(f"/inbox/{filed.id}/check", was="received", matched=["name", "birth_date", "mrn"], item=item.id)
    assert document(stage, ref, filed.id).status == "verified"


def test_turning_pages_is_one_look_in_the_log(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    filed = put(stage, ref, pdf(3))

    for number in (1, 2, 3):
        assert nora.get(f"/inbox/{filed.id}/pages/{number}").status_code == 200

    with stage.world.database.reading() as session:
        from coordinator.store import document_content

        looks = document_content.reads(session, stage.case(ref).id)
    assert [(one.document_id, one.by) for one in looks] == [(filed.id, NAVIGATOR)]


def test_a_long_fax_is_split_by_pages(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    filed = put(stage, ref, pdf(7), came_by="fax")
    nora.get(f"/inbox/{filed.id}")

    overlapping = nora.post(
        f"/inbox/{filed.id}/split", first=["2", "4"], last=["4", "7"], kind=["PATH_REPORT", "IMG_REPORT"]
    )
    beyond = nora.post(f"/inbox/{filed.id}/split", first=["2"], last=["9"], kind=["PATH_REPORT"])
    assert (overlapping.status_code, beyond.status_code) == (422, 422)
    assert "Part 2: page 4 is in part 1 too, and a page cannot be in two parts." in overlapping.text
    assert "Part 1: there is no page 9. The file has 7 pages." in beyond.text
    assert 'name="last" inputmode="numeric" value="9"' in beyond.text

    nora.post(f"/inbox/{filed.id}/split", first=["2", "5"], last=["4", ""], kind=["PATH_REPORT", "IMG_REPORT"])

    parts = [d for d in stage.case(ref).documents if d.live]
    assert [(d.kind, d.pages) for d in parts] == [("PATH_REPORT", 3), ("IMG_REPORT", 1)]
    assert "Page 5" in nora.get(f"/inbox/{parts[1].id}").text


def test_one_part_of_a_fax_moves_to_the_case_it_is_of(stage: Stage, nora: Browser) -> None:
    ref, right = in_records(stage), another_case(stage)
    filed = put(stage, ref, pdf(5))
    stage.fact(ref, "document_split", document=filed.id, parts="1-3:PATH_REPORT,4-5:LAB_REPORT")
    mine, theirs = [d for d in stage.case(ref).documents if d.live]
    nora.get(f"/inbox/{theirs.id}")

    moved = nora.post(f"/inbox/{theirs.id}/move", ref=right)

    (there,) = stage.case(right).documents
    assert str(moved.url).endswith(there.id)
    assert there.page_count == 2
    assert document(stage, ref, theirs.id).status == "moved"
    assert nora.get(f"/inbox/{theirs.id}/file").status_code == 404
    assert nora.get(f"/inbox/{filed.id}/file").status_code == 404, "the whole fax shows the other patient's pages"
    assert nora.get(f"/inbox/{mine.id}/file").status_code == 200
    assert len(PdfDocument(io.BytesIO(nora.get(f"/inbox/{there.id}/file").content))) == 2

    back = nora.post(f"/inbox/{there.id}/move", ref=ref)
    assert back.status_code == 200
    assert document(stage, right, there.id).status == "moved"


def test_what_was_checked_or_counted_does_not_move(stage: Stage, nora: Browser) -> None:
    ref, right = in_records(stage), another_case(stage)
    item = stage.request(ref, "records_office").items[0]
    filed = put(stage, ref, pdf(2), item=item.id)
    stage.fact(ref, "records_received", request=stage.request(ref, "records_office").id, items=item.id)
    nora.get(f"/inbox/{filed.id}")
    counted = nora.post(f"/inbox/{filed.id}/move", ref=right)
    assert "It counts as the answer" in counted.text

    stage.fact(ref, "document_verified", document=filed.id, matched="name,birth_date,mrn")
    verified = nora.post(f"/inbox/{filed.id}/move", ref=right)
    unknown = nora.post(f"/inbox/{filed.id}/move", ref="SO-XXXX-XX")

    assert (counted.status_code, verified.status_code, unknown.status_code) == (422, 422, 422)
    assert "checked it as this patient" in verified.text
    assert stage.case(right).documents == []


def test_somebody_elses_record_is_locked_away_at_once(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    filed = put(stage, ref, pdf(2))
    nora.get(f"/inbox/{filed.id}")

    unsure = nora.post(f"/inbox/{filed.id}/wrong-patient")
    assert unsure.status_code == 422
    assert document(stage, ref, filed.id).status == "received"

    nora.post(f"/inbox/{filed.id}/wrong-patient", sure="yes")

    assert document(stage, ref, filed.id).status == "quarantined"
    assert nora.get(f"/inbox/{filed.id}/pages/1").status_code == 404
    assert "/pages/" not in nora.get(f"/inbox/{filed.id}").text


def test_a_document_somebody_else_dealt_with_meanwhile_says_who(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    filed = put(stage, ref, pdf(2))
    nora.get(f"/inbox/{filed.id}")
    stage.fact(ref, "document_verified", by="sam@beacon.example", document=filed.id, matched="name,birth_date,mrn")

    late = nora.post(f"/inbox/{filed.id}/wrong-patient", was="received", sure="yes")

    assert late.status_code == 409
    assert "Sam Supervisor checked it" in late.text
    assert document(stage, ref, filed.id).status == "verified"


def test_another_teams_document_is_not_there(stage: Stage) -> None:
    ref = in_records(stage)
    filed = put(stage, ref, pdf(2))
    kim = signed_in(stage, ELSEWHERE, "Kim South", team="south")

    assert [kim.get(f"/inbox/{filed.id}{end}").status_code for end in ("", "/file", "/pages/1")] == [404] * 3
    for act in ("check", "describe", "split", "wrong-patient", "unreadable", "move"):
        told = {"sure": "yes", "first": "1", "last": "1", "kind": "LETTER", "ref": ref}
        assert kim.post(f"/inbox/{filed.id}/{act}", **told).status_code == 404, act
    assert document(stage, ref, filed.id).status == "received"


# -- paper -----------------------------------------------------------------------------------------------------------


def log_paper(browser: Browser, content: bytes, name: str = "scan.pdf", **fields: str):
    browser.get("/inbox/post")
    told = {"form_token": browser.token, "came_by": "post", "ref": "", "sender": "", **fields}
    return browser._seen(browser.client.post("/inbox/post", data=told, files={"file": (name, content)}))


def test_paper_for_a_known_case_becomes_a_document_to_check(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)

    log_paper(nora, pdf(4), ref=ref.lower(), sender="Mercy, perhaps")

    (filed,) = stage.case(ref).documents
    assert (filed.came_by, filed.page_count, filed.filed_by) == ("post", 4, NAVIGATOR)
    assert "What came by post seems to be from Mercy, perhaps." in nora.get(f"/cases/{ref}").text


def test_paper_of_nobody_knows_whom_waits_like_a_mail(stage: Stage, nora: Browser) -> None:
    shown = log_paper(nora, b"\xff\xd8\xff\xe0" + bytes(300), "photo.jpg", sender="Mercy, perhaps")

    (one,) = waiting(stage)
    assert (one["came_by"], one["status"]) == ("paper", "unmatched")
    assert "It seems to be from Mercy, perhaps." in shown.text
    assert nora.get(f"/inbox/{one['id']}/attached/1/pages/1").headers["content-type"] == "image/jpeg"
    log_paper(nora, b"\xff\xd8\xff\xe0" + bytes(300), "photo.jpg", sender="Mercy, perhaps")
    assert len(waiting(stage)) == 1, "the same photograph twice is one"


@pytest.mark.parametrize(
    ("name", "content", "ref", "said"),
    [
        ("a.exe", b"MZ", "", "not taken in"), ("a.pdf", b"MZ", "", "does not fit"),
        ("a.pdf", b"%PDF-1.7 and nothing", "", "cannot be opened"), ("a.txt", b"words", "", "Without a case"),
        ("a.pdf", b"%PDF-", "SO-XXXX-XX", "no such case"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_in_says_why(
    stage: Stage, nora: Browser, name: str, content: bytes, ref: str, said: str
) -> None:
    answer = log_paper(nora, content, name, ref=ref, sender="Mercy")

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Mercy"' in answer.text
    assert waiting(stage) == []
    assert not list((stage.world.files / "quarantine").glob("*"))


def test_paper_of_another_teams_case_is_not_taken_in(stage: Stage) -> None:
    ref = in_records(stage)
    kim = signed_in(stage, ELSEWHERE, "Kim South", team="south")

    assert log_paper(kim, pdf(1), ref=ref).status_code == 422
    assert stage.case(ref).documents == []
