"""Who works here, kept by admins; and whose work somebody does while they are away."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pyotp
import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD, SUPERVISOR
from sqlalchemy import select, update
from stage import Stage

from coordinator.services.absence import set_absence
from coordinator.services.sign_in import second_step
from coordinator.services.staff import add_user
from coordinator.store.directory_tables import staff_user
from coordinator.store.sign_in_tables import sign_in

ADMIN = "ada@beacon.example"


def at_desk(stage: Stage, email: str, password: str = PASSWORD) -> Browser:
    """Somebody who took every step."""
    made = Browser.of(stage)
    made.sign_in(email, password)
    with stage.world.database.transaction() as session:
        session.execute(update(sign_in).values(whole_at=sign_in.c.begun_at))
    made.get("/sign-in/code")
    return made


@pytest.fixture(scope="module")
def ada(house: Stage) -> Browser:
    add_user(house.world, ADMIN, "Ada Admin", ["admin"], None, PASSWORD)
    made = at_desk(house, ADMIN)
    made.get("/people")
    return made


def id_of(stage: Stage, email: str) -> str:
    with stage.world.database.reading() as session:
        return str(session.execute(select(staff_user.c.id).where(staff_user.c.email == email)).scalar_one())


def device_of(stage: Stage, email: str) -> str | None:
    with stage.world.database.reading() as session:
        return session.execute(select(staff_user.c.second_step_secret).where(staff_user.c.email == email)).scalar()


def test_an_admin_who_sees_no_case_has_a_first_page_too(ada: Browser) -> None:
    home = ada.get("/")

    assert home.status_code == 200
    assert home.url.path != "/"
    assert "Cases" not in home.text.partition("<main")[0]


def test_somebody_new_signs_in_with_the_password_that_was_shown_once(house: Stage, ada: Browser) -> None:
    wrong = ada.post("/people", email="new@beacon.example", name="Nia New", team="north")
    shown = ada.post("/people", email="new@beacon.example", name="Nia New", team="north", roles="navigator")
    password = re.search(r"<code>([a-z0-9-]+)</code>", shown.text)
    assert password is not None
    me = Browser.of(house)

    assert wrong.status_code == 422
    assert 'value="Nia New"' in wrong.text
    assert "Choose at least one role." in wrong.text
    assert me.sign_in("new@beacon.example", password[1]).url.path == "/"
    assert password[1] not in ada.get("/people").text
    assert ada.post("/people", email="NEW@beacon.example", name="X", roles="navigator").status_code == 422


def test_new_roles_and_a_new_password_sign_off(house: Stage, ada: Browser) -> None:
    add_user(house.world, "rob@beacon.example", "Rob Roles", ["navigator"], "north", PASSWORD)
    rob, staff_id = at_desk(house, "rob@beacon.example"), id_of(house, "rob@beacon.example")
    assert rob.get("/").status_code == 200

    kept = ada.post(f"/people/{staff_id}", name="Rob Roles", team="north", roles=["navigator", "records_coordinator"])
    assert "Who has new roles signs in again." in kept.text
    assert rob.get("/").url.path == "/sign-in"

    rob = at_desk(house, "rob@beacon.example")
    assert ada.post(f"/people/{staff_id}/password").status_code == 200
    assert rob.get("/").url.path == "/sign-in"


def test_a_lost_device_is_forgotten_and_the_next_sign_in_makes_another_known(house: Stage, ada: Browser) -> None:
    staff_id = id_of(house, SUPERVISOR)
    with house.world.database.transaction() as session:
        session.execute(update(staff_user).where(staff_user.c.id == staff_id).values(second_step_secret="sealed"))
    assert "Forget the lost device" in ada.get(f"/people/{staff_id}").text

    ada.post(f"/people/{staff_id}/device")

    assert device_of(house, SUPERVISOR) is None
    assert "Make your device known" in Browser.of(house).sign_in(SUPERVISOR, PASSWORD).text


def test_nobody_leaves_with_open_cases_and_those_go_to_a_colleague(house: Stage, ada: Browser) -> None:
    add_user(house.world, "lee@beacon.example", "Lee Leaver", ["navigator"], "north", PASSWORD)
    ref = house.intake("0006")
    for fact in ("identity_verified", "terms_accepted"):
        house.fact(ref, fact)
    house.fact(ref, "contact_verified", contact=house.case(ref).patient.points_of(None)[0].id)
    house.fact(ref, "case_accepted", navigator="lee@beacon.example")
    staff_id = id_of(house, "lee@beacon.example")

    refused = ada.post(f"/people/{staff_id}/end", to="")
    gone = ada.post(f"/people/{staff_id}/end", to=NAVIGATOR)

    assert refused.status_code == 422
    assert ref in refused.text
    assert "The person left." in gone.text
    assert house.case(ref).navigator == NAVIGATOR
    assert "sign-in" in Browser.of(house).sign_in("lee@beacon.example", PASSWORD).url.path
    assert ada.get(f"/people/{staff_id}").status_code == 404


def test_an_admin_does_not_shut_themselves_out(house: Stage, ada: Browser) -> None:
    staff_id = id_of(house, ADMIN)

    assert ada.post(f"/people/{staff_id}", name="Ada Admin", roles="navigator").status_code == 422
    assert ada.post(f"/people/{staff_id}/end", to="").status_code == 422
    assert ada.get("/people").status_code == 200


@pytest.mark.parametrize("made_up", ["nobody", "00000000-0000-0000-0000-000000000000", "%27"])
def test_somebody_who_is_not_there_is_not_found(ada: Browser, made_up: str) -> None:
    assert ada.get(f"/people/{made_up}").status_code == 404
    assert ada.post(f"/people/{made_up}/device").status_code == 404


def test_whose_work_somebody_does_stands_beside_their_name(house: Stage) -> None:
    me = at_desk(house, NAVIGATOR)
    assert "covering for" not in me.get("/").text
    today = house.now.date()
    add_user(house.world, "ann@beacon.example", "Ann Away", ["navigator"], "south", PASSWORD)

    set_absence(house.world, "ann@beacon.example", today, today + timedelta(days=3), NAVIGATOR)
    assert "Nora Navigator</a>, covering for Ann Away" in me.get("/").text

    set_absence(house.world, "ann@beacon.example", today + timedelta(days=1), today + timedelta(days=3), NAVIGATOR)
    assert "covering for" not in me.get("/").text


# -- one's own account ------------------------------------------------------------------------------------------------

NEW = "fourteen loud geese"


def test_a_password_is_changed_by_whoever_knows_it_and_ends_every_other_sign_in(house: Stage) -> None:
    add_user(house.world, "pia@beacon.example", "Pia Password", ["navigator"], "north", PASSWORD)
    pia, elsewhere = at_desk(house, "pia@beacon.example"), at_desk(house, "pia@beacon.example")
    assert 'href="/account">Pia Password' in pia.get("/").text

    def change(current: str, new: str, again: str) -> str:
        pia.get("/account")
        return pia.post("/account/password", current=current, new=new, again=again).text

    assert "at least 12 characters" in change(PASSWORD, "short", "short")
    assert "Type the new password twice." in change(PASSWORD, NEW, NEW + "!")
    wrong = change("not this one at all", NEW, NEW)
    assert "This is not your password." in wrong
    assert NEW not in wrong, "a password is never shown again"
    assert elsewhere.get("/").url.path == "/"

    assert "Your new password holds." in change(PASSWORD, NEW, NEW)

    assert pia.get("/").url.path == "/", "who changed it stays"
    assert elsewhere.get("/").url.path == "/sign-in"
    assert Browser.of(house).sign_in("pia@beacon.example", PASSWORD).status_code == 401
    assert Browser.of(house).sign_in("pia@beacon.example", NEW).url.path == "/"


def test_who_has_a_device_shows_it_again_for_a_new_password(house: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    add_user(house.world, "sue@beacon.example", "Sue Supervisor", ["supervisor"], "north", PASSWORD)
    now = [datetime(2026, 11, 23, 15, tzinfo=UTC)]
    monkeypatch.setattr(second_step, "clock", SimpleNamespace(real_now=lambda: now[0]))
    sue, elsewhere = Browser.of(house), Browser.of(house)
    key = re.search(r"<code>([\w ]+)</code>", sue.sign_in("sue@beacon.example", PASSWORD).text)
    assert key is not None
    device = pyotp.TOTP(key[1].replace(" ", ""))
    sue.post("/sign-in/code", code=device.at(now[0]))
    now[0] += timedelta(seconds=30)
    elsewhere.sign_in("sue@beacon.example", PASSWORD)
    elsewhere.post("/sign-in/code", code=device.at(now[0]))
    used = device.at(now[0])

    def change(**code: str) -> str:
        sue.get("/account")
        return sue.post("/account/password", current=PASSWORD, new=NEW, again=NEW, **code).text

    assert "Code of your device" in sue.get("/account").text
    assert "This code does not fit" in change()
    assert "This code does not fit" in change(code=used), "a code holds once"
    assert elsewhere.get("/").url.path == "/"

    now[0] += timedelta(seconds=30)
    assert "Your new password holds." in change(code=device.at(now[0]))

    assert sue.get("/").url.path == "/"
    assert elsewhere.get("/").url.path == "/sign-in"


def test_nobody_guesses_a_password_at_an_open_desk(house: Stage) -> None:
    add_user(house.world, "gus@beacon.example", "Gus Guessed", ["navigator"], "north", PASSWORD)
    gus = at_desk(house, "gus@beacon.example")
    gus.get("/account")
    for number in range(5):
        assert gus.post("/account/password", current=f"wrong {number}", new=NEW, again=NEW).status_code == 422

    waits = gus.post("/account/password", current=PASSWORD, new=NEW, again=NEW)

    assert waits.status_code == 429
    assert "too many tries" in waits.text
    assert "An admin makes you a new one" in waits.text


def test_a_new_password_that_came_after_the_sign_off_is_not_shown(house: Stage) -> None:
    pat = Browser.of(house)
    pat.client.headers["origin"] = "https://testserver"
    pat.sign_in(NAVIGATOR, PASSWORD)
    pat.get("/account")
    with house.world.database.transaction() as session:
        session.execute(update(sign_in).values(ended_at=sign_in.c.begun_at))

    assert NEW not in pat.post("/account/password", current=PASSWORD, new=NEW, again=NEW).text


def test_who_goes_away_names_who_covers_and_comes_back(house: Stage) -> None:
    for email, name, team in (
        ("ava@beacon.example", "Ava Away", "east"), ("cem@beacon.example", "Cem Cover", "east"),
        ("zoe@beacon.example", "Zoe Elsewhere", "west"),
    ):  # fmt: skip
        add_user(house.world, email, name, ["navigator"], team, PASSWORD)
    ava, cem = at_desk(house, "ava@beacon.example"), at_desk(house, "cem@beacon.example")
    days = {"since": house.now.date().isoformat(), "until": (house.now + timedelta(days=7)).date().isoformat()}
    page = ava.get("/account").text
    assert "Cem Cover" in page
    assert "Zoe Elsewhere" not in page
    assert "Who is away" not in page, "oneself only"

    stranger = ava.post("/account/away", cover=id_of(house, "zoe@beacon.example"), **days)
    assert "Choose somebody else of the same team." in stranger.text
    assert days["until"] in stranger.text, "nothing typed is lost"
    turned = ava.post(
        "/account/away", cover=id_of(house, "cem@beacon.example"), since=days["until"], until=days["since"]
    )
    assert turned.status_code == 422
    for whose in ("cem@beacon.example", "zoe@beacon.example"):
        other = ava.post("/account/away", who=id_of(house, whose), cover=id_of(house, "ava@beacon.example"), **days)
        assert other.status_code == 404, whose

    ava.get("/account")
    kept = ava.post("/account/away", cover=id_of(house, "cem@beacon.example"), **days)
    assert "You are away from" in kept.text
    assert "Cem Cover covers." in kept.text
    assert "covering for Ava Away" in cem.get("/").text
    both = cem.get("/account") and cem.post("/account/away", cover=id_of(house, "ava@beacon.example"), **days)
    assert "They are away in these days themselves." in both.text

    ava.post("/account/back", who=id_of(house, "ava@beacon.example"))
    assert "covering for" not in cem.get("/").text


def test_a_supervisor_says_it_for_the_team_and_for_no_other(house: Stage) -> None:
    for email, name, roles, team in (
        ("sol@beacon.example", "Sol Supervisor", ["supervisor"], "south"),
        ("ill@beacon.example", "Ilse Ill", ["navigator"], "south"),
        ("far@beacon.example", "Fay Far", ["navigator"], "west"),
    ):  # fmt: skip
        add_user(house.world, email, name, roles, team, PASSWORD)
    sol = at_desk(house, "sol@beacon.example")
    days = {"since": house.now.date().isoformat(), "until": house.now.date().isoformat()}
    sol.get("/account")

    said = sol.post(
        "/account/away", who=id_of(house, "ill@beacon.example"), cover=id_of(house, "sol@beacon.example"), **days
    )
    other = sol.post(
        "/account/away", who=id_of(house, "far@beacon.example"), cover=id_of(house, "sol@beacon.example"), **days
    )

    assert "Ilse Ill is away from" in said.text
    assert other.status_code == 404
