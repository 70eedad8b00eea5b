"""Signing in at the desk (``reliability.md``, "Sign-in")."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD, SUPERVISOR
from sqlalchemy import Interval, literal, select, text, update
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.services.absence import deactivate, set_absence
from coordinator.services.sign_in.entering import MOST_FOR_ACCOUNT, MOST_FROM_ADDRESS, enter
from coordinator.services.sign_in.here import IDLE, LONGEST, SignedIn, leave, signed_in
from coordinator.services.sign_in.second_step import MOST_WRONG, confirm, offer
from coordinator.services.staff import add_user
from coordinator.store.directory_tables import staff_user
from coordinator.store.sign_in_tables import sign_in

HERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"
AT = datetime(2026, 11, 23, 15, 0, 10, tzinfo=UTC)


def who(stage: Stage, cookie: str) -> SignedIn | None:
    with stage.world.database.transaction() as session:
        return signed_in(stage.world, session, cookie)


def sign_in_as(stage: Stage, email: str) -> SignedIn:
    here = who(stage, enter(stage.world, email, PASSWORD, HERE).cookie)
    assert here is not None
    return here


def refusal(stage: Stage, email: str, password: str, address: str = HERE) -> str:
    with pytest.raises(Refused) as refused:
        enter(stage.world, email, password, address)
    return refused.value.code


def back_date(stage: Stage, **times: timedelta) -> None:
    with stage.world.database.transaction() as session:
        for column, ago in times.items():
            session.execute(update(sign_in).values({column: sign_in.c[column] - literal(ago, Interval)}))


def test_a_navigator_is_in_with_the_password_alone(stage: Stage) -> None:
    entered = enter(stage.world, NAVIGATOR.upper(), PASSWORD, HERE)

    here = who(stage, entered.cookie)

    assert entered.whole
    assert here is not None
    assert here.whole
    assert (here.viewer.email, here.viewer.team) == (NAVIGATOR, "north")


def test_a_supervisor_is_not_in_before_a_code_of_a_device(stage: Stage) -> None:
    entered = enter(stage.world, SUPERVISOR, PASSWORD, HERE)

    here = who(stage, entered.cookie)

    assert not entered.whole
    assert not entered.enrolled
    assert here is not None
    assert not here.whole
    assert here.viewer.navigators == frozenset()


def test_the_first_code_makes_the_device_known_and_the_next_sign_in_asks_for_another(stage: Stage) -> None:
    entered = enter(stage.world, SUPERVISOR, PASSWORD, HERE)
    device = pyotp.parse_uri(offer(stage.world, who(stage, entered.cookie)))  # type: ignore[arg-type]

    confirm(stage.world, who(stage, entered.cookie), device.at(AT), AT)  # type: ignore[arg-type]

    here = who(stage, entered.cookie)
    assert here is not None
    assert here.whole
    again = enter(stage.world, SUPERVISOR, PASSWORD, HERE)
    assert again.enrolled
    assert not again.whole
    later = AT + timedelta(minutes=5)
    confirm(stage.world, who(stage, again.cookie), device.at(later), later)  # type: ignore[arg-type]
    assert who(stage, again.cookie).whole  # type: ignore[union-attr]


def test_a_code_that_was_used_is_refused_by_another_sign_in(stage: Stage) -> None:
    first, second = (enter(stage.world, SUPERVISOR, PASSWORD, HERE).cookie for _ in range(2))
    device = pyotp.parse_uri(offer(stage.world, who(stage, first)))  # type: ignore[arg-type]
    confirm(stage.world, who(stage, first), device.at(AT), AT)  # type: ignore[arg-type]

    with pytest.raises(Refused, match=r"code\.wrong"):
        confirm(stage.world, who(stage, second), device.at(AT), AT)  # type: ignore[arg-type]

    assert not who(stage, second).whole  # type: ignore[union-attr]


def test_wrong_codes_end_the_sign_in(stage: Stage) -> None:
    cookie = enter(stage.world, SUPERVISOR, PASSWORD, HERE).cookie
    device = pyotp.parse_uri(offer(stage.world, who(stage, cookie)))  # type: ignore[arg-type]
    wrong = "000000" if device.at(AT) != "000000" else "000001"
    codes = []
    for _ in range(MOST_WRONG):
        with pytest.raises(Refused) as refused:
            confirm(stage.world, who(stage, cookie), wrong, AT)  # type: ignore[arg-type]
        codes.append(refused.value.code)

    assert codes == ["code.wrong"] * (MOST_WRONG - 1) + ["sign_in.over"]
    assert who(stage, cookie) is None


def test_the_secret_lies_sealed_in_the_database(stage: Stage) -> None:
    cookie = enter(stage.world, SUPERVISOR, PASSWORD, HERE).cookie
    device = pyotp.parse_uri(offer(stage.world, who(stage, cookie)))  # type: ignore[arg-type]
    confirm(stage.world, who(stage, cookie), device.at(AT), AT)  # type: ignore[arg-type]

    with stage.world.database.reading() as session:
        kept = session.execute(select(staff_user.c.second_step_secret).where(staff_user.c.email == SUPERVISOR))
        assert device.secret not in str(kept.scalar_one())


def test_an_unknown_account_a_wrong_password_and_none_at_all_are_told_alike(stage: Stage) -> None:
    add_user(stage.world, "new@beacon.example", "New Person", ["navigator"])

    told = {
        refusal(stage, "nobody@beacon.example", PASSWORD),
        refusal(stage, NAVIGATOR, "twelve quiet heron"),
        refusal(stage, "new@beacon.example", PASSWORD),
        refusal(stage, NAVIGATOR, ""),
    }

    assert told == {"sign_in.refused"}


def test_an_account_waits_after_too_many_wrong_passwords_wherever_they_come_from(stage: Stage) -> None:
    for number in range(MOST_FOR_ACCOUNT):
        assert refusal(stage, NAVIGATOR, "wrong", f"198.51.100.{number}") == "sign_in.refused"

    assert refusal(stage, NAVIGATOR, PASSWORD, ELSEWHERE) == "sign_in.wait"
    assert enter(stage.world, SUPERVISOR, PASSWORD, HERE).cookie


def test_who_waits_after_too_many_tries_is_sent_to_the_same_person_as_everybody_who_forgot_a_password(
    stage: Stage,
) -> None:
    browser = Browser.of(stage)
    help_of_the_page = "Forgotten your password? An admin makes you a new one under People."
    assert help_of_the_page in browser.get("/sign-in").text
    for _ in range(MOST_FOR_ACCOUNT):
        browser.sign_in(NAVIGATOR, "wrong")

    waits = browser.sign_in(NAVIGATOR, PASSWORD)

    assert waits.status_code == 429
    assert "Wait a quarter of an hour." in waits.text
    assert help_of_the_page in waits.text
    assert "supervisor" not in waits.text


def test_the_wait_is_over_after_a_quarter_of_an_hour(stage: Stage) -> None:
    for _ in range(MOST_FOR_ACCOUNT):
        refusal(stage, NAVIGATOR, "wrong")
    with stage.world.database.transaction() as session:
        session.execute(text("UPDATE sign_in_try SET at = at - interval '15 minutes'"))

    assert enter(stage.world, NAVIGATOR, PASSWORD, HERE).whole


def test_a_network_address_that_tries_many_accounts_waits(stage: Stage) -> None:
    for number in range(MOST_FROM_ADDRESS):
        refusal(stage, f"person{number}@beacon.example", "wrong")

    assert refusal(stage, NAVIGATOR, PASSWORD) == "sign_in.wait"
    assert enter(stage.world, NAVIGATOR, PASSWORD, ELSEWHERE).whole


def test_getting_in_forgets_the_wrong_tries_before(stage: Stage) -> None:
    for _ in range(2):
        for _ in range(MOST_FOR_ACCOUNT - 1):
            refusal(stage, NAVIGATOR, "wrong")
        assert enter(stage.world, NAVIGATOR, PASSWORD, HERE).whole


@pytest.mark.parametrize(
    "times",
    [{"seen_at": IDLE + timedelta(seconds=1)}, {"begun_at": LONGEST + timedelta(seconds=1)}],
    ids=["idle", "after twelve hours"],
)
def test_a_sign_in_ends_by_itself(stage: Stage, times: dict[str, timedelta]) -> None:
    cookie = enter(stage.world, NAVIGATOR, PASSWORD, HERE).cookie
    back_date(stage, **times)

    assert who(stage, cookie) is None


def test_every_request_keeps_a_sign_in_awake(stage: Stage) -> None:
    cookie = enter(stage.world, NAVIGATOR, PASSWORD, HERE).cookie
    for _ in range(3):
        back_date(stage, seen_at=IDLE - timedelta(minutes=1))
        assert who(stage, cookie) is not None


@pytest.mark.parametrize("change", ["roles", "password", "left", "off"])
def test_what_changes_about_a_person_signs_them_off(stage: Stage, change: str) -> None:
    cookie = enter(stage.world, NAVIGATOR, PASSWORD, HERE).cookie
    here = who(stage, cookie)
    assert here is not None
    if change == "roles":
        add_user(stage.world, NAVIGATOR, "Nora Navigator", ["navigator", "clinical_reviewer"], "north")
    elif change == "password":
        add_user(stage.world, NAVIGATOR, "Nora Navigator", ["navigator"], "north", "another long one")
    elif change == "left":
        deactivate(stage.world, NAVIGATOR)
    else:
        leave(stage.world, here)

    assert who(stage, cookie) is None


def test_a_changed_name_or_another_persons_sign_in_ends_nothing(stage: Stage) -> None:
    mine, theirs = (enter(stage.world, email, PASSWORD, HERE).cookie for email in (NAVIGATOR, SUPERVISOR))
    leave(stage.world, who(stage, theirs))  # type: ignore[arg-type]
    add_user(stage.world, NAVIGATOR, "Nora N.", ["navigator"], "north")

    here = who(stage, mine)
    assert here is not None
    assert here.viewer.name == "Nora N."


def test_a_made_up_cookie_is_nobody(stage: Stage) -> None:
    enter(stage.world, NAVIGATOR, PASSWORD, HERE)

    assert who(stage, "") is None
    assert who(stage, "A" * 43) is None


def test_a_navigator_sees_their_own_cases_and_those_of_whom_they_cover(stage: Stage) -> None:
    other, apart = "omar@beacon.example", "pia@beacon.example"
    for email in (other, apart):
        add_user(stage.world, email, "Somebody Else", ["navigator"], "north", PASSWORD)
    today = stage.now.date()
    set_absence(stage.world, other, today, today, NAVIGATOR)
    set_absence(stage.world, apart, today + timedelta(days=1), today + timedelta(days=2), NAVIGATOR)

    assert sign_in_as(stage, NAVIGATOR).viewer.navigators == {NAVIGATOR, other}


def test_a_records_coordinator_sees_the_cases_of_the_team_and_of_no_other(stage: Stage) -> None:
    add_user(stage.world, "rita@beacon.example", "Rita Records", ["records_coordinator"], "north", PASSWORD)
    add_user(stage.world, "kim@beacon.example", "Kim South", ["navigator"], "south", PASSWORD)

    viewer = sign_in_as(stage, "rita@beacon.example").viewer

    assert viewer.navigators == {"rita@beacon.example", NAVIGATOR, SUPERVISOR}
    assert viewer.sees(None)
    assert viewer.sees(NAVIGATOR)
    assert not viewer.sees("kim@beacon.example")
