"""The directory: finding an office, changing how it is reached, sending again as an act of its own, providers."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from sqlalchemy import select, update
from stage import Stage
from test_inbox_tray import another_case, in_records, signed_in

from coordinator.domain.channel_health import failed
from coordinator.domain.words import Channel
from coordinator.services.resources import shipped, stale
from coordinator.services.staff import add_user
from coordinator.store import directory_tables as tables
from coordinator.store.sign_in_tables import sign_in

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def stage(records_stage: Stage) -> Stage:
    """Two cases of the navigator's; the letters of one have left."""
    return records_stage


@pytest.fixture
def nora(stage: Stage) -> Browser:
    """The navigator, signed in."""
    return signed_in(stage, NAVIGATOR)


def row_of(stage: Stage, table, **where: object):
    with stage.world.database.reading() as session:
        wanted = [table.c[name] == value for name, value in where.items()]
        return session.execute(select(table).where(*wanted)).first()


def desk_of(stage: Stage, ref: str):
    desk = stage.request(ref, "records_office").desk
    return row_of(stage, tables.desk, id=desk.id)


def typed(desk, **changed: str) -> dict[str, str]:
    names = ("phone", "fax", "email", "portal_url", "hours", "phone_tree")
    return {name: getattr(desk, name) or "" for name in names} | changed


def seen(page: str) -> str:
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


# -- offices ---------------------------------------------------------------------------------------------------------


def test_offices_are_found_by_name_city_and_number(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    desk = desk_of(stage, ref)
    name = stage.request(ref, "records_office").organization_name

    assert desk.id in nora.get("/directory").text
    for words in (name[:6].lower(), desk.fax, desk.fax[-7:]):
        assert desk.id in nora.get(f"/directory?q={words.replace('+', '%2B')}").text
    assert "No such office" in nora.get("/directory?q=nowhere").text
    assert HOSTILE not in nora.get(f"/directory?q={HOSTILE}").text


def test_a_desk_says_how_it_answers_always_with_the_number_behind_it(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    desk = desk_of(stage, ref)
    unknown = nora.get(f"/directory/desks/{desk.id}").text
    assert "No answers yet" in unknown
    assert "n=0" not in unknown
    with stage.world.database.transaction() as session:
        session.execute(
            update(tables.desk)
            .where(tables.desk.c.id == desk.id)
            .values(
                answers=12, median_answer_days=9, prepay_required=True, closed_on=[date(2026, 12, 24)],
                channel_health=failed({}, Channel.FAX, stage.now, for_good=True),
            )
        )  # fmt: skip

    page = nora.get(f"/directory/desks/{desk.id}").text

    assert "within 9 days (n=12)" in page
    with stage.world.database.transaction() as session:
        session.execute(update(tables.desk).where(tables.desk.c.id == desk.id).values(answers=2))
    assert "of few answers (n=2)" in nora.get(f"/directory/desks/{desk.id}").text
    assert "money before it releases records" in page
    assert "Thu 24 Dec 2026" in page
    assert "passed over since Mon 23 Nov 2026" in page


def test_a_wrong_number_is_told_at_its_field_and_nothing_typed_is_lost(stage: Stage, nora: Browser) -> None:
    desk = desk_of(stage, in_records(stage))
    form = nora.get(f"/directory/desks/{desk.id}/change").text

    answer = nora.post(
        f"/directory/desks/{desk.id}/change", seen=seen(form),
        **typed(desk, fax="12", hours="whenever", phone_tree="press 3 & wait", email="", secure_email_agreed="yes"),
    )  # fmt: skip

    assert answer.status_code == 422
    for name in ("fax", "hours", "email"):
        assert f'id="problem-{name}"' in answer.text, name
    assert 'value="12"' in answer.text
    assert "press 3 &amp; wait" in answer.text
    assert desk_of(stage, next(iter(stage.refs.values()))).fax == desk.fax


def test_changing_a_fax_number_trusts_it_anew_and_sends_nothing_again(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    desk = desk_of(stage, ref)
    with stage.world.database.transaction() as session:
        resting = failed({}, Channel.FAX, stage.now, for_good=True)
        session.execute(update(tables.desk).where(tables.desk.c.id == desk.id).values(channel_health=resting))
    sent = len(stage.sent(ref, kind="letter"))
    form = nora.get(f"/directory/desks/{desk.id}/change").text

    page = nora.post(f"/directory/desks/{desk.id}/change", seen=seen(form), **typed(desk, fax="(312) 555-0199")).text
    stage.rest()

    now = desk_of(stage, ref)
    assert now.fax == "+13125550199"
    assert now.channel_health["fax"]["resting_since"] is None
    assert len(stage.sent(ref, kind="letter")) == sent
    assert "Nothing was sent again" in page
    assert f"Nora Navigator, Mon 23 Nov 2026, 11:00 CST: fax: from {desk.fax} to +13125550199" in page
    assert "Send it again by fax" in page


def test_each_letter_is_sent_again_by_its_own_button(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    desk = desk_of(stage, ref)
    request = stage.request(ref, "records_office").id
    page = nora.get(f"/directory/desks/{desk.id}").text
    form = next(f for f in re.findall(r"<form.*?</form>", page, re.S) if "Send it again by fax" in f)
    told = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', form))

    shown = nora.post(f"/cases/{ref}/facts/request_sent_again", **told)

    assert shown.url.path == f"/directory/desks/{desk.id}"
    assert "Recorded: request sent again." in shown.text
    assert stage.case(ref).request(request).status == "ready"
    assert f'name="request" value="{request}"' not in shown.text, "once is enough"


def test_who_was_slower_sees_what_changed_and_loses_nothing(stage: Stage, nora: Browser) -> None:
    ref = in_records(stage)
    desk = desk_of(stage, ref)
    olive = signed_in(stage, "olive@beacon.example", "Olive Other")
    ours = seen(nora.get(f"/directory/desks/{desk.id}/change").text)
    hers = seen(olive.get(f"/directory/desks/{desk.id}/change").text)
    olive.post(f"/directory/desks/{desk.id}/change", seen=hers, **typed(desk, phone="312 555 0111"))

    late = nora.post(f"/directory/desks/{desk.id}/change", seen=ours, **typed(desk, phone="312 555 0122"))

    assert late.status_code == 409
    assert "Olive Other" in late.text
    assert 'value="312 555 0122"' in late.text
    assert "Now: +13125550111." in late.text
    assert desk_of(stage, ref).phone == "+13125550111"

    nora.post(f"/directory/desks/{desk.id}/change", seen=seen(late.text), **typed(desk, phone="312 555 0122"))
    assert desk_of(stage, ref).phone == "+13125550122"


def test_only_cases_in_sight_are_named_at_a_desk_and_an_admin_sees_none(stage: Stage) -> None:
    ref = in_records(stage)
    desk = desk_of(stage, ref)
    kim = signed_in(stage, "kim@beacon.example", "Kim South", team="south")
    add_user(stage.world, "ada@beacon.example", "Ada Admin", ["admin"], None, PASSWORD)
    ada = signed_in(stage, "ada@beacon.example")
    with stage.world.database.transaction() as session:
        session.execute(update(sign_in).values(whole_at=sign_in.c.begun_at))

    for browser in (kim, ada):
        page = browser.get(f"/directory/desks/{desk.id}").text
        assert ref not in page
        assert "Okafor" not in page
        assert "1 more of other teams" in page


def test_who_only_reads_the_directory_changes_nothing(stage: Stage) -> None:
    desk = desk_of(stage, in_records(stage))
    add_user(stage.world, "cleo@beacon.example", "Cleo Clinical", ["clinical_reviewer"], "north", PASSWORD)
    cleo = signed_in(stage, "cleo@beacon.example")

    assert "/change" not in cleo.get(f"/directory/desks/{desk.id}").text
    assert cleo.get(f"/directory/desks/{desk.id}/change").status_code == 404
    assert cleo.post(f"/directory/desks/{desk.id}/change", **typed(desk, phone="312 555 0122")).status_code == 404


# -- providers -------------------------------------------------------------------------------------------------------


def a_provider(stage: Stage):
    return row_of(stage, tables.provider)


def test_a_check_of_credentials_keeps_its_source_and_day(stage: Stage, nora: Browser) -> None:
    one = a_provider(stage)
    path = f"/directory/providers/{one.id}"
    form = seen(nora.get(path).text)

    ahead = nora.post(
        f"{path}/credentials", seen=form, name="State board", status="active", source="board.example/1",
        checked_on="2027-05-05",
    )  # fmt: skip
    unsourced = nora.post(
        f"{path}/credentials", seen=form, name="State board", status="active", source="", checked_on="2026-11-20"
    )
    assert (ahead.status_code, unsourced.status_code) == (422, 422)
    assert 'id="problem-checked_on"' in ahead.text
    assert 'id="problem-source"' in unsourced.text

    page = nora.post(
        f"{path}/credentials", seen=form, name="State board", status="active", source="board.example/1",
        checked_on="2026-11-20",
    ).text  # fmt: skip
    assert "The check is kept." in page
    assert row_of(stage, tables.provider, id=one.id).profile["board"] == {
        "name": "State board", "source": "board.example/1", "checked_on": "2026-11-20"
    }  # fmt: skip


def test_a_good_word_of_one_register_lifts_no_sanction_of_another(stage: Stage, nora: Browser) -> None:
    one = a_provider(stage)
    path = f"/directory/providers/{one.id}"
    for board, status in (("Federal list", "sanctioned"), ("State board", "active")):
        nora.post(
            f"{path}/credentials", seen=seen(nora.get(path).text), name=board, status=status, source="list.example",
            checked_on="2026-11-20",
        )  # fmt: skip

    assert row_of(stage, tables.provider, id=one.id).profile["sanctioned"] is True


def test_openings_are_added_by_the_offices_clock_and_withdrawn_while_they_are_free(stage: Stage, nora: Browser) -> None:
    one = a_provider(stage)
    path = f"/directory/providers/{one.id}"
    nora.get(path)

    past = nora.post(f"{path}/slots", starts_at="2020-01-01T10:00", minutes="45", mode="video")
    odd = nora.post(f"{path}/slots", starts_at="2027-01-11T10:00", minutes="2", mode="video")
    assert (past.status_code, odd.status_code) == (422, 422)

    assert (
        "The opening is listed."
        in nora.post(f"{path}/slots", starts_at="2027-01-11T10:00", minutes="45", mode="video").text
    )
    twice = nora.post(f"{path}/slots", starts_at="2027-01-11T10:00", minutes="45", mode="video")
    assert "there already" in twice.text
    with stage.world.database.reading() as session:
        theirs = session.execute(select(tables.slot).where(tables.slot.c.provider_id == one.id)).all()
    (slot,) = [row for row in theirs if row.starts_at.year == 2027 and (row.starts_at.month, row.minutes) == (1, 45)]
    zone = one.office_time_zone or row_of(stage, tables.organization, id=one.organization_id).time_zone
    assert slot.starts_at.astimezone(ZoneInfo(zone)).hour == 10

    with stage.world.database.transaction() as session:
        session.execute(update(tables.slot).where(tables.slot.c.id == slot.id).values(taken_by=one.id))
    assert nora.post(f"{path}/slots/{slot.id}/withdraw").status_code == 409
    with stage.world.database.transaction() as session:
        session.execute(update(tables.slot).where(tables.slot.c.id == slot.id).values(taken_by=None))
    nora.post(f"{path}/slots/{slot.id}/withdraw")
    assert row_of(stage, tables.slot, id=slot.id) is None


# -- resources -------------------------------------------------------------------------------------------------------


def test_resources_that_nobody_looked_at_for_a_year_are_marked_and_come_first(stage: Stage, nora: Browser) -> None:
    assert "look again" not in nora.get("/directory/resources").text

    stage._set(stage.now.replace(year=2028))
    nora = signed_in(stage, NAVIGATOR)
    page = nora.get("/directory/resources").text

    assert page.count("look again") == len(shipped().resources)
    assert all(stale(entry, date(2028, 11, 23)) for entry in shipped().resources)


def test_a_case_that_asks_a_changed_desk_looks_again(stage: Stage, nora: Browser) -> None:
    """A request that found no way to its office leaves by itself once there is one: it had not left before."""
    ref = another_case(stage)
    desk = desk_of(stage, ref)
    form = nora.get(f"/directory/desks/{desk.id}/change").text

    nora.post(f"/directory/desks/{desk.id}/change", seen=seen(form), **typed(desk, fax="312 555 0199"))
    stage.sign_all(ref)
    stage.advance(hours=2)

    letters = stage.sent(ref, name="l01-request", request_id=stage.request(ref, "records_office").id)
    assert [letter.address for letter in letters] == ["13125550199@fax.example"]
