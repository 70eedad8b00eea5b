"""Who works here, kept by admins; and whose work somebody does while they are away."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD, SUPERVISOR
from sqlalchemy import select, update
from stage import Stage

from coordinator.services.absence import set_absence
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
    assert "Nora Navigator, covering for Ann Away" in me.get("/").text

    set_absence(house.world, "ann@beacon.example", today + timedelta(days=1), today + timedelta(days=3), NAVIGATOR)
    assert "covering for" not in me.get("/").text
