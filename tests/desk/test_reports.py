"""Reports: what they count, whose cases, what is hidden, and files that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD, SUPERVISOR
from every_page import signed_in as whole_sign_in
from sqlalchemy import insert, select, update
from stage import Stage

from coordinator.domain.words import CloseReason, ComparisonStatus
from coordinator.domain.words import Stage as CaseStage
from coordinator.services.desk.report_table import ReportTable, as_csv
from coordinator.services.desk.reports import REPORTS
from coordinator.services.staff import add_user
from coordinator.services.world import new_id
from coordinator.store.case_tables import case as case_table
from coordinator.store.engine_tables import event as event_table
from coordinator.store.opinion_tables import comparison

SPAN = "from=2026-11-02&until=2026-11-23"
KIM = "kim@beacon.example"


def at(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def sam(house: Stage) -> Browser:
    """Two cases of the team that ended, one of another team; what happened is written down here."""
    add_user(house.world, KIM, "Kim South", ["navigator"], "south", PASSWORD)
    for place, (number, who, days) in enumerate((("0001", NAVIGATOR, 4), ("0002", NAVIGATOR, 8), ("0003", KIM, 16))):
        ref = house.intake(number)
        with house.world.database.transaction() as session:
            session.execute(
                update(case_table).where(case_table.c.ref == ref).values(
                    navigator=who, opened_at=at(3), stage=CaseStage.CLOSED, closed_at=at(20),
                    close_reason=CloseReason.COMPLETED_DECISION_RECORDED if place else CloseReason.UNREACHABLE,
                    holding={"at": at(20).isoformat(), "open": {}, "seconds": {"office": 86_400 * days}},
                )
            )  # fmt: skip
            case_id = session.execute(select(case_table.c.id).where(case_table.c.ref == ref)).scalar_one()
            moves = (("request", at(20) - timedelta(days=days)), ("closed", at(20)))
            for step, (stage, when) in enumerate(moves):
                session.execute(
                    insert(event_table).values(
                        stream=case_id, seq=900 + step, name="stage_entered", at=when, recorded_at=when, by="operator",
                        data={"stage": stage}, mac="",
                    )
                )  # fmt: skip
    return whole_sign_in(house, SUPERVISOR)


def rows(sam: Browser, name: str, query: str = SPAN) -> list[list[str]]:
    """The lines of a report's file, without the headings."""
    answer = sam.client.get(f"/reports/{name}.csv?{query}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))[1:]


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_opens_as_a_page_and_as_a_file(sam: Browser, name: str) -> None:
    for query in ("", SPAN, "from=x&until=9999-99-99&team=all", "from=2026-11-23&until=2026-11-02"):
        assert sam.get(f"/reports/{name}?{query}").status_code == 200
        assert sam.client.get(f"/reports/{name}.csv?{query}").status_code == 200


def test_days_in_a_stage_are_those_of_the_team_or_of_everybody(sam: Browser) -> None:
    assert rows(sam, "stages") == [["Request", "6.0", "5.0", "7.0", "2"]]
    assert rows(sam, "stages", f"{SPAN}&team=all") == [["Request", "8.0", "6.0", "12.0", "3"]]
    assert rows(sam, "stages", "from=2026-11-02&until=2026-11-10") == []


def test_days_by_holder_are_spread_over_all_cases_that_ended(sam: Browser) -> None:
    assert rows(sam, "holders") == [["A records office", "6.0", "2"]]


def test_flow_counts_every_week_of_the_time_those_without_a_case_too(sam: Browser) -> None:
    assert rows(sam, "flow") == [
        ["2026-11-02", "2", "0", "0"], ["2026-11-09", "0", "0", "0"], ["2026-11-16", "0", "1", "1"],
        ["2026-11-23", "0", "0", "0"],
    ]  # fmt: skip
    assert sorted(rows(sam, "closings")) == [["Completed, with a decision", "1"], ["Patient not reached", "1"]]


def test_reasons_and_people_of_other_teams_are_not_shown(sam: Browser) -> None:
    assert rows(sam, "closings", f"{SPAN}&team=all") == rows(sam, "closings")
    assert "Kim South" not in sam.get("/reports/workload?team=all").text


def test_agreement_is_shown_for_whole_past_quarters_with_small_counts_hidden(house: Stage, sam: Browser) -> None:
    with house.world.database.transaction() as session:
        case_id = session.execute(select(case_table.c.id).limit(1)).scalar_one()
        for month, diagnosis, count in ((8, "confirmed", 9), (8, "refined", 7), (8, "changed", 3), (11, "changed", 9)):
            for _ in range(count):
                session.execute(
                    insert(comparison).values(
                        id=new_id(), case_id=case_id, made_at=at(2, month), shared_at=at(3, month), rows=[], prompts=[],
                        status=ComparisonStatus.SHARED, diagnosis_confirmed=diagnosis,
                    )
                )  # fmt: skip

    found = [row for row in rows(sam, "concordance") if row[1] == "Diagnosis"]

    assert found == [
        ["2026, quarter 3", "Diagnosis", "Confirmed", "9"],
        ["2026, quarter 3", "Diagnosis", "Refined", "fewer than 5"],
        ["2026, quarter 3", "Diagnosis", "Changed", "fewer than 5"],
        ["2026, quarter 3", "Diagnosis", "All", "19"],
    ]


def test_reports_are_there_for_supervisors_only(house: Stage) -> None:
    nora = whole_sign_in(house, NAVIGATOR)

    assert nora.get("/reports/stages").status_code == 404
    assert nora.client.get("/reports/stages.csv").status_code == 404


def test_no_cell_of_a_file_begins_as_a_formula() -> None:
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"]

    written = as_csv(ReportTable("x", "X", "", ["=heading", "Count"], [(word, 3) for word in hostile]))

    read = list(csv.reader(io.StringIO(written, newline="")))
    assert [row[0] for row in read] == ["'=heading", *(f"'{word}" for word in hostile)]
    assert [row[1] for row in read[1:]] == ["3"] * len(hostile)
