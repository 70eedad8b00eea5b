from __future__ import annotations

import re

import pytest
from portal_reader import MailReader, Page
from sqlalchemy import text
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.services.portal import entering
from coordinator.services.portal.links_shown import links_of, revoke


def _make_older(stage: Stage, table: str, column: str, minutes: int) -> None:
    with stage.world.database.transaction() as session:
        session.execute(text(f"UPDATE {table} SET {column} = {column} - interval '{minutes} minutes'"))


def test_a_mail_leads_over_a_link_and_a_code_to_the_message_in_full(reader: MailReader) -> None:
    page = reader.enter()

    assert "Please sign your papers" in page.text
    for paper in reader.stage.case(reader.ref).authorizations:
        assert paper.organization_name.replace("'", "&#39;") in page.text
        assert all(paper.organization_name not in sent for sent in reader.texts())


ONLINE = {"en": "Please read and sign online by", "es": "Léalos y fírmelos en línea"}
BELOW = {"en": "Look below, under “What you can do now”.", "es": "Mire abajo, en «Lo que puede hacer ahora»."}
CALLS = {"en": "Please call <strong", "es": "<p>Llame al"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_message_about_papers_asks_for_what_its_page_offers_and_the_telephone_stays(
    reader: MailReader, language: str
) -> None:
    page = f"{reader.enter().url.path}?lang={language}"
    waiting = [f"/p/papers/{a.id}" for a in reader.stage.case(reader.ref).authorizations if a.status == "waiting"]

    message, _, offered = reader.get(page).text.partition("</article>")

    assert waiting
    assert set(waiting) <= set(Page(offered).links)
    assert re.sub(".*[“«](.*)[”»].*", r"<h2>\1</h2>", BELOW[language]) in offered, "the words that it sends them to"
    assert ONLINE[language] in message
    assert BELOW[language] in message
    assert CALLS[language] not in message
    assert reader.stage.world.letterhead.sender.help_phone in message
    assert any("Use the link at the end of this e-mail." in sent for sent in reader.texts())

    with reader.stage.world.database.transaction() as session:
        session.execute(text('UPDATE "case" SET identity_level = 2'))
    before_we_know_them = reader.get(page).text.partition("</article>")[0]
    assert CALLS[language] in before_we_know_them
    assert BELOW[language] not in before_we_know_them


def test_a_message_whose_question_is_answered_does_not_ask_again(reader: MailReader) -> None:
    message = str(reader.enter().url.path)
    reader.stage.sign_all(reader.ref)

    shown = reader.get(message).text

    assert "What this message was about has changed" in shown
    assert "0 papers" not in shown


def test_looking_at_a_link_changes_nothing_and_names_nobody(reader: MailReader) -> None:
    before = reader.stage.case(reader.ref).seq
    answers = [reader.get(reader.link()), reader.browser.head(reader.link())]

    assert [a.status_code for a in answers] == [200, 200]
    assert reader.stage.case(reader.ref).seq == before
    assert not [secret for secret in reader.personal() if secret in answers[0].text]
    assert not reader.browser.cookies


def test_a_link_that_a_mail_program_cut_says_what_to_do(reader: MailReader) -> None:
    shown = reader.get(reader.link()[:30]).text

    assert "This link does not work" in shown
    assert 'href="tel:6125550100"' in shown


def test_wrong_codes_typed_by_a_program_do_not_use_up_the_readers_own_tries(reader: MailReader) -> None:
    link, scanner = reader.link(), reader.another_browser()
    scanner.post(f"{link}/code", data=Page(scanner.get(link).text).form(f"{link}/code"))
    fields = Page(scanner.get(f"{link}/code").text).form(f"{link}/enter")
    answers = [scanner.post(f"{link}/enter", data={**fields, "code": "000000"}) for _ in range(6)]

    assert [a.status_code for a in answers] == [422] * 6
    assert "used up" in answers[-1].text
    assert reader.enter(link).status_code == 200


def test_programs_that_guess_a_code_away_leave_the_reader_another_one_at_once(reader: MailReader) -> None:
    link = reader.link()
    for _ in range(4):  # of five tries each; fifteen end a code
        program = reader.another_browser()
        program.post(f"{link}/code", data=Page(program.get(link).text).form(f"{link}/code"))
        fields = Page(program.get(f"{link}/code").text).form(f"{link}/enter")
        for _ in range(5):
            program.post(f"{link}/enter", data={**fields, "code": "000000"})
    reader.stage.rest()

    assert reader.enter(link).status_code == 200


def test_a_code_has_five_tries_and_then_another_one_is_mailed(reader: MailReader) -> None:
    link = reader.link()
    reader.ask(link)
    right = reader.code()
    wrong = "111111" if right != "111111" else "222222"
    said = [reader.send(f"{link}/code", f"{link}/enter", code=wrong).text for _ in range(5)]

    assert "4 more times" in said[0]
    assert "1 more time." in said[3]
    assert "used up" in said[4]
    assert "used up" in reader.send(f"{link}/code", f"{link}/enter", code=right).text

    _make_older(reader.stage, "portal_code", "made_at", 2)
    assert reader.enter(link).status_code == 200
    assert reader.codes() == 2


def test_a_code_ends_after_ten_minutes(reader: MailReader) -> None:
    link = reader.link()
    reader.ask(link)
    _make_older(reader.stage, "portal_code", "made_at", 10)

    answer = reader.send(f"{link}/code", f"{link}/enter", code=reader.code())

    assert answer.status_code == 422
    assert "used up or too old" in answer.text


def test_a_code_opens_nothing_in_a_browser_that_did_not_ask_for_one(reader: MailReader) -> None:
    link = reader.link()
    reader.ask(link)
    fields = Page(reader.get(f"{link}/code").text).form(f"{link}/enter")
    stranger = reader.another_browser()

    answer = stranger.post(f"{link}/enter", data={**fields, "code": reader.code()}, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, link)


def test_at_most_three_codes_an_hour_are_mailed_for_one_link(reader: MailReader) -> None:
    link = reader.link()
    for _ in range(4):
        reader.ask(link)
        _make_older(reader.stage, "portal_code", "made_at", 11)
    assert reader.codes() == 3

    _make_older(reader.stage, "portal_code", "made_at", 50)
    assert reader.enter(link).status_code == 200


def test_a_second_request_within_a_minute_mails_nothing_new(reader: MailReader) -> None:
    reader.ask(reader.link())
    reader.ask(reader.link())

    assert reader.codes() == 1


def test_the_code_leaves_at_once_at_any_hour_and_by_itself(reader: MailReader) -> None:
    reader.stage.advance(hours=14)  # it is night where the patient lives
    reader.ask(reader.link())

    last = reader.texts()[-1]
    assert reader.code()[:3] in last
    assert not [link for link in reader.links() if link in last]


def test_a_link_opens_once_and_then_mails_another_one(reader: MailReader) -> None:
    link = reader.link()
    reader.enter(link)
    again = reader.get(link)

    assert "This link was used before" in again.text
    assert "Look in your e-mail" in reader.ask(link).text
    newer = reader.link()
    assert newer != link
    assert "Hello" in reader.enter(newer).text


def test_a_link_that_bore_too_many_wrong_codes_mails_another_one(reader: MailReader) -> None:
    link = reader.link()
    with reader.stage.world.database.transaction() as session:
        session.execute(text("UPDATE link SET wrong = 30"))

    assert reader.get(link).status_code == 200
    reader.ask(link)
    assert reader.codes() == 0
    assert reader.link() != link


def test_unknown_expired_and_revoked_links_show_one_and_the_same_page(reader: MailReader) -> None:
    link, unknown = reader.link(), "/p/" + "A" * 43
    never = reader.get(unknown)
    with reader.stage.world.database.transaction() as session:
        session.execute(text("UPDATE link SET revoked_at = now(), revoked_by = 'operator'"))
    revoked = reader.get(link)
    with reader.stage.world.database.transaction() as session:
        session.execute(text("UPDATE link SET revoked_at = NULL, expires_at = made_at"))
    expired = reader.get(link)

    assert {a.status_code for a in (never, revoked, expired)} == {404}
    assert never.text == revoked.text == expired.text
    assert "612" in never.text  # the number to call


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("withdrawn", {}),
        ("patient_died", {"on": "2026-11-24", "source": "his daughter"}),
        ("case_closed", {"reason": "transferred"}),
        ("capacity_lost", {}),
        ("channel_opted_out", {"contact": "first"}),
        ("address_changed", {"contact": "first", "value": "another@home.example"}),
    ],
)
def test_a_stop_ends_every_link_and_whoever_is_inside(reader: MailReader, name: str, values: dict[str, str]) -> None:
    link = reader.link()
    reader.enter(link)
    case = reader.stage.case(reader.ref)
    if values.get("contact"):
        values = {**values, "contact": case.patient.points_of(None)[0].id}

    reader.stage.fact(reader.ref, name, **values)

    assert reader.get("/p/home").status_code == 401
    assert {reader.get(path).status_code for path in reader.links()} == {404}


def test_a_case_that_is_opened_again_does_not_open_its_old_links(reader: MailReader) -> None:
    reader.stage.fact(reader.ref, "withdrawn")
    reader.stage.fact(reader.ref, "case_reopened", reason="she changed her mind")

    assert reader.get(reader.link()).status_code == 404


def test_fifteen_quiet_minutes_end_a_visit(reader: MailReader) -> None:
    reader.enter()
    _make_older(reader.stage, "portal_visit", "seen_at", 14)
    assert reader.get("/p/home").status_code == 200
    _make_older(reader.stage, "portal_visit", "seen_at", 15)

    answer = reader.get("/p/home")

    assert answer.status_code == 401
    assert "signed off" in answer.text


def test_signing_off_ends_the_visit_on_the_server_too(reader: MailReader) -> None:
    reader.enter()
    kept = dict(reader.browser.cookies)

    reader.send("/p/home", "/p/leave")
    for name, value in kept.items():
        reader.browser.cookies.set(name, value, path="/p")

    assert reader.get("/p/home").status_code == 401


def test_the_database_keeps_neither_link_nor_cookie_nor_code(reader: MailReader) -> None:
    link = reader.link()
    reader.ask(link)
    token, code, waiting = link.removeprefix("/p/"), reader.code(), reader.browser.cookies["portal_waiting"]
    with reader.stage.world.database.reading() as session:
        kept = "".join(
            str(row) for table in ("link", "portal_code", "portal_visit", "event", "effect")
            for row in session.execute(text(f"SELECT {table}::text FROM {table}"))
        )  # fmt: skip

    assert token not in kept
    assert waiting not in kept
    assert f'"{code}"' not in kept


def test_cookies_cannot_be_read_by_scripts_or_sent_by_other_sites(reader: MailReader) -> None:
    link = reader.link()
    answer = reader.browser.post(
        f"{link}/code", data=Page(reader.get(link).text).form(f"{link}/code"), follow_redirects=False
    )

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/p" in cookie
    assert "secure" not in cookie

    reader.stage.world.web_url = "https://care.example"
    _make_older(reader.stage, "portal_code", "made_at", 2)
    again = reader.browser.post(
        f"{link}/code", data=Page(reader.get(link).text).form(f"{link}/code"), follow_redirects=False
    )
    assert "secure" in again.headers["set-cookie"].lower()


def test_the_code_goes_to_another_confirmed_address_where_there_is_one(reader: MailReader) -> None:
    stage, case = reader.stage, reader.stage.case(reader.ref)
    point = case.patient.points_of(None)[0]
    with stage.world.database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO contact_point (id, patient_id, kind, value, may_text, may_leave_voicemail, verified_at,"
                " position)"
                " VALUES (gen_random_uuid(), :patient, 'email', 'second@home.example', false, false, now(), 9)"
            ),
            {"patient": case.patient.id},
        )

    reader.ask(reader.link())

    assert stage.sink.mails[-1].rcpt_tos == ("second@home.example",)
    assert point.value != "second@home.example"


def test_a_navigator_can_read_a_code_out_to_a_caller(reader: MailReader) -> None:
    link = reader.link()
    reader.ask(link)
    newest = links_of(reader.stage.world, reader.ref)[-1]
    spoken = entering.speak_code(reader.stage.world, reader.ref, newest["id"], "operator")

    answer = reader.send(f"{link}/code", f"{link}/enter", code=spoken)

    assert "/p/messages/" in str(answer.url)


def test_a_link_that_support_took_back_opens_nothing_and_no_code_is_read_out_for_it(reader: MailReader) -> None:
    reader.enter()
    newest = links_of(reader.stage.world, reader.ref)[-1]
    assert newest["status"] == "used"

    assert revoke(reader.stage.world, reader.ref, "all") == len(reader.links())

    assert {one["status"] for one in links_of(reader.stage.world, reader.ref)} == {"revoked"}
    assert reader.get("/p/home").status_code == 401
    with pytest.raises(Refused, match=r"link\.revoked"):
        entering.speak_code(reader.stage.world, reader.ref, newest["id"], "operator")
