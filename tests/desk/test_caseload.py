"""The caseload: board and table, what narrows them, kept views, search, cases given and handed over."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD, SUPERVISOR
from every_page import signed_in as whole_sign_in
from sqlalchemy import select, update
from stage import Stage

from coordinator.domain.words import DeadlineRisk, Priority
from coordinator.domain.words import Stage as CaseStage
from coordinator.paths import examples_dir
from coordinator.services.clock import show
from coordinator.services.desk import caseload
from coordinator.services.staff import add_user
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.directory_tables import staff_user

OMAR, KIM = "omar@beacon.example", "kim@beacon.example"


@pytest.fixture(scope="module")
def clinic(house: Stage) -> Stage:
    """A colleague of the team, and somebody of another."""
    add_user(house.world, OMAR, "Omar Olsen", ["navigator"], "north", PASSWORD)
    add_user(house.world, KIM, "Kim South", ["navigator"], "south", PASSWORD)
    return house


@pytest.fixture(scope="module")
def nora(clinic: Stage) -> Browser:
    return whole_sign_in(clinic, NAVIGATOR)


@pytest.fixture(scope="module")
def omar(clinic: Stage) -> Browser:
    return whole_sign_in(clinic, OMAR)


@pytest.fixture(scope="module")
def sam(clinic: Stage) -> Browser:
    return whole_sign_in(clinic, SUPERVISOR)


_made = iter(range(1000))


def a_case(clinic: Stage, given: str = "Hannah", family: str = "Fischer", **kept: Any) -> str:
    """A case of Nora's where ``kept`` does not say otherwise; what is kept is set as it is."""
    told = json.loads((examples_dir() / "intake" / "intake-0006.json").read_text(encoding="utf-8"))
    patient = {**told["patient"], "legal_name": {"given": given, "family": family}}
    patient["birth_date"] = kept.pop("birth_date", patient["birth_date"])
    patient["phones"] = [{**patient["phones"][0], "number": kept.pop("phone", "+15415550186")}]
    patient["former_names"] = kept.pop("former_names", [])
    ref = clinic.intake("0006", external_id=f"CASELOAD-{next(_made)}", patient=patient)
    with clinic.world.database.transaction() as session:
        values = {"navigator": NAVIGATOR, **kept}
        session.execute(update(case_table).where(case_table.c.ref == ref).values(**values))
    return ref


def staff_id(clinic: Stage, email: str) -> str:
    with clinic.world.database.reading() as session:
        return str(session.execute(select(staff_user.c.id).where(staff_user.c.email == email)).scalar_one())


def column(page: str, stage: str) -> str:
    """The markup of one stage of the board."""
    return page.partition(f'aria-labelledby="stage-{stage}"')[2].partition("</section>")[0]


def refs_in(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'href="/cases/(SO-[0-9A-Z]{4}-[0-9A-Z]{2})"', page)))


def test_the_board_shows_each_stage_with_age_deadline_holder_and_priority(clinic: Stage, nora: Browser) -> None:
    now = show(clinic.world).now
    ref = a_case(
        clinic, "Bora", "Board", stage=CaseStage.SCHEDULING, priority=Priority.URGENT,
        stage_entered_at=now - timedelta(days=12), deadline_on=now.date(), deadline_risk=DeadlineRisk.BREACH_LIKELY,
        holding={"at": now.isoformat(), "open": {"x": ["office", f"{now - timedelta(days=6):%FT%TZ}"]}, "seconds": {}},
    )  # fmt: skip

    page = nora.get("/cases").text

    shown = column(page, "scheduling")
    assert "Bora Board" in shown
    assert ref in shown
    for said in ("12 days", "a records office, 6 days", "likely too late", "urgent"):
        assert said in shown
    assert ref not in column(page, "request")


def test_a_full_column_says_how_many_more_there_are_and_leads_to_all_of_them(
    clinic: Stage, nora: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caseload, "IN_A_COLUMN", 2)
    refs = {a_case(clinic, stage=CaseStage.COMPARISON) for _ in range(4)}

    page = nora.get("/cases").text
    led_to = nora.get("/cases?stage=comparison&as=table").text

    assert len(refs_in(column(page, "comparison"))) == 2
    assert ">2 more in comparison</a>" in column(page, "comparison")
    assert 'href="/cases?stage=comparison&amp;as=table"' in page
    assert set(refs_in(led_to)) == refs


def test_what_narrows_the_caseload_stands_in_the_address_and_in_words(clinic: Stage, nora: Browser) -> None:
    now = show(clinic.world).now
    held = {"at": now.isoformat(), "open": {"x": ["courier", now.isoformat()]}, "seconds": {}}
    wanted = a_case(
        clinic, stage=CaseStage.CONSULTATION, priority=Priority.EXPEDITED, deadline_risk=DeadlineRisk.WATCH,
        hold_reason="a journey", holding=held, stage_entered_at=now - timedelta(days=40),
    )  # fmt: skip
    other = a_case(clinic, stage=CaseStage.CONSULTATION)

    for part in ("holder=courier", "risk=watch", "priority=expedited", "hold=yes", "longer=30"):
        found = refs_in(nora.get(f"/cases?stage=consultation&as=table&{part}").text)
        assert wanted in found, part
        assert other not in found, part
    both = nora.get("/cases?stage=consultation&as=table").text
    assert {wanted, other} <= set(refs_in(both))
    page = nora.get("/cases?holder=courier&longer=30").text
    assert "ball with the courier, in their stage for more than 30 days" in page
    assert 'href="/cases?holder=courier&amp;longer=30&amp;as=table"' in page
    assert nora.get("/cases?stage=nonsense&longer=x&navigator=1").status_code == 200


def test_a_supervisor_narrows_to_one_navigator_or_to_cases_that_nobody_has(clinic: Stage, sam: Browser) -> None:
    mine, theirs, nobodys = (a_case(clinic, navigator=who) for who in (NAVIGATOR, OMAR, None))

    of_omar = sam.get(f"/cases?as=table&navigator={staff_id(clinic, OMAR)}").text
    of_nobody = sam.get("/cases?as=table&navigator=nobody").text

    assert theirs in of_omar
    assert mine not in of_omar
    assert nobodys not in of_omar
    assert nobodys in of_nobody
    assert theirs not in of_nobody


def test_a_navigator_of_another_team_is_not_a_way_to_their_cases(clinic: Stage, sam: Browser) -> None:
    ref = a_case(clinic, "Secret", "Southern", navigator=KIM)

    page = sam.get(f"/cases?as=table&navigator={staff_id(clinic, KIM)}").text

    assert ref not in page
    assert "No case fits" in page
    assert ref not in sam.post("/cases/search", words="Southern").text


def test_the_table_goes_on_where_it_ended(clinic: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caseload, "ON_A_PAGE", 3)
    add_user(clinic.world, "pat@beacon.example", "Pat Pages", ["navigator"], "west", PASSWORD)
    refs = {a_case(clinic, navigator="pat@beacon.example") for _ in range(5)}
    pat = whole_sign_in(clinic, "pat@beacon.example")

    first = pat.get("/cases?as=table").text
    onward = re.search(r'href="(/cases\?[^"]*after=[^"]+)"', first)
    assert onward is not None
    second = pat.get(onward[1].replace("&amp;", "&")).text

    shown = refs_in(first) + refs_in(second)
    assert len(shown) == len(set(shown))
    assert refs <= set(shown)


@pytest.mark.parametrize(
    "words",
    ["zelda", "Quist-Mü", "muller", "QUIST zel", "10/25/1951", "25 Oct 1951", "(503) 555-0177", "+1 503 555 0177",
     "zelda 1951-10-25", "Zelda Quist-Müller", "ohare"],
)  # fmt: skip
def test_a_case_is_found_by_what_people_remember(clinic: Stage, nora: Browser, words: str) -> None:
    if not refs_in(nora.post("/cases/search", words="Zelda Quist").text):
        a_case(
            clinic,
            "Zelda",
            "Quist-Müller",
            birth_date="1951-10-25",
            phone="+15035550177",
            former_names=["Zelda O'Hare"],
        )

    answer = nora.post("/cases/search", words=words)

    assert "Zelda Quist-Müller" in answer.text
    assert str(answer.url).endswith("/cases/search")


def test_a_whole_reference_opens_its_case(clinic: Stage, nora: Browser) -> None:
    ref = a_case(clinic)

    assert nora.post("/cases/search", words=ref.lower().replace("-", " ")).url.path == f"/cases/{ref}"


def test_search_says_what_it_understood_and_what_to_do_when_nothing_fits(nora: Browser) -> None:
    page = nora.post("/cases/search", words="Nobody 3/4/1979").text

    assert "born on 4 Mar 1979 or 3 Apr 1979" in page
    assert "a name with “Nobody…”" in page
    assert "No such case" in page
    assert "Nothing to look for" in nora.post("/cases/search", words="%").text
    assert nora.get("/cases/search").url.path == "/cases"


def test_a_corrected_name_and_a_new_navigator_are_what_search_goes_by(
    clinic: Stage, nora: Browser, omar: Browser
) -> None:
    ref = a_case(clinic, "Wanda", "Wrongname")
    with clinic.world.database.transaction() as session:
        whose = select(case_table.c.patient_id).where(case_table.c.ref == ref).scalar_subquery()
        session.execute(update(patient_table).where(patient_table.c.id == whose).values(family="Rightname"))
        session.execute(update(case_table).where(case_table.c.ref == ref).values(navigator=OMAR))

    assert ref in omar.post("/cases/search", words="rightname").text
    assert ref not in omar.post("/cases/search", words="wrongname").text
    assert ref not in nora.post("/cases/search", words="rightname").text


def test_a_view_is_kept_renamed_and_deleted_and_nobody_else_has_it(nora: Browser, omar: Browser) -> None:
    nora.get("/cases?holder=patient")
    kept = nora.post("/cases/views", name="With <patients>", query="holder=patient&as=table")
    assert 'href="/cases?holder=patient&amp;as=table" aria-current="true">With &lt;patients&gt;' in kept.text
    assert "With &lt;patients&gt;" not in omar.get("/cases").text

    twice = nora.post("/cases/views", name="with <PATIENTS>", query="holder=patient")
    assert twice.status_code == 422
    assert "You have a view of this name already" in twice.text
    view = re.search(r"/cases/views/([0-9a-f-]+)/rename", nora.get("/cases?holder=patient").text)
    assert view is not None
    assert omar.post(f"/cases/views/{view[1]}/delete").status_code == 404

    renamed = nora.post(f"/cases/views/{view[1]}/rename", name="Their turn", query="holder=patient")
    assert "Their turn" in renamed.text
    assert "Their turn" not in nora.post(f"/cases/views/{view[1]}/delete", query="").text


def test_a_supervisor_shares_a_view_with_the_team(sam: Browser, omar: Browser, nora: Browser) -> None:
    sam.get("/cases?risk=breached")
    sam.post("/cases/views", name="Too late", shared="yes", query="risk=breached")

    assert "Too late" in omar.get("/cases").text
    assert "/rename" not in omar.get("/cases?risk=breached").text
    assert nora.post("/cases/views", name="Not mine to share", shared="yes", query="risk=watch").status_code == 422


def test_cases_given_in_one_go_say_what_became_of_each_and_are_taken_back(clinic: Stage, sam: Browser) -> None:
    pool, owned = a_case(clinic, navigator=None), a_case(clinic)
    theirs, closed = a_case(clinic, navigator=OMAR), a_case(clinic)
    clinic.fact(closed, "withdrawn")
    elsewhere = a_case(clinic, navigator=KIM)
    sam.get("/cases?as=table")

    given = sam.post(
        "/cases/assign", ref=[pool, owned, theirs, closed, elsewhere], to=staff_id(clinic, OMAR), query="as=table"
    )

    assert "1 changed hands" in given.text
    assert "1 offered" in given.text
    for said in ("they have it already", "the case is closed", "there is no such case in your sight"):
        assert said in given.text
    patient = clinic.case(owned).patient.full_name
    assert f'<a href="/cases/{owned}">{patient}, ' in given.text
    assert f'<a href="/cases/{elsewhere}">{clinic.case(elsewhere).patient.full_name}' not in given.text
    assert (clinic.case(pool).navigator, clinic.case(owned).navigator) == (OMAR, NAVIGATOR)
    assert clinic.case(owned).answers["handover"]["to"] == OMAR
    assert clinic.case(elsewhere).navigator == KIM

    back = sam.post(f"{given.url.path}/undo")
    assert "2 as before" in back.text
    assert clinic.case(pool).navigator is None
    assert "handover" not in clinic.case(owned).answers


def test_only_supervisors_give_cases_and_only_with_a_name_and_a_tick(
    clinic: Stage, nora: Browser, sam: Browser
) -> None:
    ref = a_case(clinic)
    nora.get("/cases?as=table")
    sam.get("/cases?as=table")

    assert "/cases/assign" not in nora.get("/cases?as=table").text
    assert nora.post("/cases/assign", ref=ref, to=staff_id(clinic, OMAR)).status_code == 404
    assert "Choose who is to have them" in sam.post("/cases/assign", ref=ref, to="", query="as=table").text
    assert "Tick the cases" in sam.post("/cases/assign", to=staff_id(clinic, OMAR), query="as=table").text
    assert sam.post("/cases/assign", ref=ref, to=staff_id(clinic, KIM), query="as=table").status_code == 422
    assert clinic.case(ref).navigator == NAVIGATOR


def test_a_handed_over_case_is_accepted_with_all_that_goes_along(clinic: Stage, nora: Browser, omar: Browser) -> None:
    ref = a_case(clinic, "Hanna", "Handed")
    clinic.fact(ref, "placed_on_hold", reason="a journey", review_on="2026-12-14")
    clinic.fact(ref, "navigator_changed", to=OMAR, by=NAVIGATOR)

    waiting = omar.get("/handovers").text
    assert "Hanna Handed" in waiting
    assert "Nora Navigator hands it over" in waiting
    assert "a journey; looked at again Mon 14 Dec 2026" in waiting
    assert "handed over to you" in omar.get("/cases").text
    assert "Offered to Omar Olsen" in nora.get("/handovers").text
    assert nora.post(f"/handovers/{ref}", answer="accept").status_code == 404
    assert clinic.case(ref).navigator == NAVIGATOR

    omar.get("/handovers")
    taken = omar.post(f"/handovers/{ref}", answer="accept").text
    assert clinic.case(ref).navigator == OMAR
    assert clinic.case(ref).on_hold
    assert "Undo" not in taken, "what was accepted is not undone"
    assert "Correct it" not in taken
    assert "Hand it back" in taken

    omar.post(f"/cases/{ref}/facts/navigator_changed", to=NAVIGATOR, back="/handovers")
    assert clinic.case(ref).navigator == OMAR
    assert "Hanna Handed" in nora.get("/handovers").text, "it is hers when she says so"


def test_a_declined_case_stays_and_its_owner_reads_why(clinic: Stage, nora: Browser, omar: Browser) -> None:
    ref = a_case(clinic, "Dana", "Declined")
    clinic.fact(ref, "navigator_changed", to=OMAR, by=NAVIGATOR)
    omar.get("/handovers")

    omar.post(f"/handovers/{ref}", answer="decline", why="too_many_cases")

    assert clinic.case(ref).navigator == NAVIGATOR
    assert "Dana Declined" not in omar.get("/handovers").text
    shown = nora.get("/handovers").text
    assert "Omar Olsen did not take it: “I have too many cases”" in shown
    gone = omar.post(f"/handovers/{ref}", answer="accept")
    assert gone.status_code == 404

    clinic.fact(ref, "navigator_changed", to=OMAR, by=NAVIGATOR)
    assert "did not take it" not in nora.get("/handovers").text.partition("Dana Declined")[2][:400]


def test_no_address_of_the_caseload_holds_a_name(clinic: Stage, sam: Browser) -> None:
    a_case(clinic, "Canary", "Xylophonist")

    for page in (sam.get("/cases"), sam.get("/cases?as=table"), sam.post("/cases/search", words="Xylophonist")):
        assert "Xylophonist" in page.text
        assert "ylophonist" not in "".join(re.findall(r'(?:href|action)="([^"]*)"', page.text))
        assert "ylophonist" not in str(page.url)
        assert "ylophonist" not in re.search(r"<title>(.*?)</title>", page.text)[1]  # type: ignore[index]
