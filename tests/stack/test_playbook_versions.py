"""A case keeps the playbook it began under; the database says which one new cases follow (ADR 0022)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playbook_file import AGAIN, changed
from sqlalchemy import update
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.domain.viewer import Viewer
from coordinator.domain.words import StaffRole
from coordinator.paths import default_playbook
from coordinator.playbook.loader import PlaybookProblems
from coordinator.services import operate, playbooks, staff
from coordinator.services.desk.waiting import waiting_too_long
from coordinator.services.views.doctor import playbook_check
from coordinator.store import journal
from coordinator.store.engine_tables import playbook_version

Write = Callable[..., Path]
VERIFY = "m02-verify-contact"
LATER = (AGAIN, AGAIN.replace("24", "48"))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """The shipped playbook with these words replaced, as a file of this version."""
    return lambda version, *changes: changed(tmp_path, *changes, version=version)


def asked_again(stage: Stage, ref: str) -> datetime:
    """When the address is asked for again, if nobody does anything."""
    return datetime.fromisoformat(next(e["at"] for e in stage.plan(ref, 10) if e["name"] == VERIFY)).astimezone(UTC)


def told(stage: Stage, ref: str, name: str) -> list[Any]:
    """The events of this name in a case's journal."""
    case_id = stage.case(ref).id
    with stage.world.database.reading() as session:
        return [event for event in journal.events_of(session, case_id) if event.name == name]


def test_an_open_case_keeps_what_it_began_under_and_a_new_one_follows_the_active_one(
    stage: Stage, write: Write
) -> None:
    old = stage.intake("0001")
    before = asked_again(stage, old)

    standing = playbooks.activate(stage.world, write(2, LATER))
    new = stage.intake("0001", external_id="NEW-1")

    assert (standing.version, standing.in_use) == (2, {1: 1})
    assert [stage.case(ref).playbook_version for ref in (old, new)] == [1, 2]
    assert (asked_again(stage, old), asked_again(stage, new)) == (before, before + timedelta(hours=24))
    stage.advance(hours=30)
    assert [sum(e.name == VERIFY for e in stage.effects(ref)) for ref in (old, new)] == [2, 1]


def test_another_process_follows_without_a_restart(stage: Stage, write: Write) -> None:
    """Each look asks the database; nobody is told."""
    elsewhere = Stage.again(stage.world.database.engine.url.render_as_string(False), stage.sink, stage.folder)
    playbooks.activate(stage.world, write(2, LATER))
    with elsewhere.world.database.reading() as session:
        assert elsewhere.world.book(session).playbook.version == 2
    elsewhere.close()


def test_what_was_active_before_can_be_made_active_again(stage: Stage, write: Write) -> None:
    playbooks.activate(stage.world, write(2, LATER))
    playbooks.activate(stage.world, default_playbook())
    assert playbooks.standing(stage.world).version == 1


def test_open_cases_are_given_the_active_one_when_somebody_says_so(stage: Stage, write: Write) -> None:
    ref, ended = stage.intake("0001"), stage.intake("0002")
    stage.fact(ended, "withdrawn")
    stage.rest()
    before = asked_again(stage, ref)
    playbooks.activate(stage.world, write(2, LATER))

    assert playbooks.adopt(stage.world) == 1
    stage.rest()

    assert asked_again(stage, ref) == before + timedelta(hours=24)
    assert [dict(event.data) for event in told(stage, ref, "playbook_adopted")] == [{"version": 2, "before": 1}]
    assert stage.case(ended).playbook_version == 1
    assert playbooks.adopt(stage.world) == 0


def test_a_ladder_that_the_adopted_one_does_not_know_ends(stage: Stage, write: Write) -> None:
    ref = stage.intake("0001")
    playbooks.activate(stage.world, write(2, ("  verify-contact:\n", "  verify-address:\n")))
    playbooks.adopt(stage.world)
    stage.rest()

    (ended,) = [wait for wait in stage.case(ref).waits if wait.ladder == "verify-contact"]
    assert ended.ended_why == "playbook_changed"


def test_an_order_that_the_adopted_one_does_not_know_stays_here(stage: Stage, write: Write) -> None:
    operate.pause(stage.world, "the welcome is ordered and waits")
    ref = stage.intake("0001")
    text = default_playbook().read_text(encoding="utf-8").splitlines(keepends=True)
    without = [(line, "") for line in text if line.startswith("  m01-welcome:") or "message: m01-welcome}" in line]
    playbooks.activate(stage.world, write(2, *without))
    playbooks.adopt(stage.world)
    operate.resume(stage.world, "go")
    stage.rest()

    assert ("m01-welcome", "playbook_changed") in stage.not_sent(ref)
    assert "m01-welcome" not in stage.names(ref)


def test_a_number_stands_for_one_thing(stage: Stage, write: Write) -> None:
    """Also while no case lives under it: a worker may have read it already."""
    playbooks.activate(stage.world, write(2))

    with pytest.raises(PlaybookProblems, match=r"version 2 stands for something else.*raise `version`"):
        playbooks.activate(stage.world, write(2, LATER))
    playbooks.activate(stage.world, write(2, ("# What the service does", "# Everything the service does")))


def test_what_is_not_written_cannot_be_active(stage: Stage, write: Write) -> None:
    file = write(2)
    file.write_text(file.read_text().replace("m36-please-call", "m99-please-call"))
    with pytest.raises(PlaybookProblems, match="m99-please-call is not written"):
        playbooks.activate(stage.world, file)
    assert playbooks.standing(stage.world).version == 1


def test_a_navigator_decides_about_cases_and_not_about_the_playbook(stage: Stage, write: Write) -> None:
    staff.add_user(stage.world, "ana@beacon.example", "Ana", ["navigator"])
    with pytest.raises(Refused, match=r"role\.missing"):
        playbooks.activate(stage.world, write(2), by="ana@beacon.example")


def test_no_process_starts_while_what_an_open_case_lives_under_cannot_be_followed(stage: Stage) -> None:
    stage.intake("0001")
    playbooks.check_kept(stage.world, default_playbook())
    gone = default_playbook().read_text(encoding="utf-8").replace("items_outstanding", "items_lying_about")
    with stage.world.database.transaction() as session:
        session.execute(update(playbook_version).values(source=gone))

    with pytest.raises(PlaybookProblems) as refused:
        playbooks.check_kept(stage.world, default_playbook())
    assert any("items_lying_about" in line and "(open cases under it: 1)" in line for line in refused.value.problems)
    with stage.world.database.reading() as session:
        told = playbook_check(session)
    assert (told["ok"], "items_lying_about" in told["detail"]) == (False, True)


def test_the_doctor_says_which_versions_open_cases_live_under(stage: Stage, write: Write) -> None:
    stage.intake("0001")
    playbooks.activate(stage.world, write(2, LATER))
    with stage.world.database.reading() as session:
        told = playbook_check(session)
    assert told == {"name": "playbook", "ok": True, "detail": "version 2 is active; open cases: 1 under version 1"}


def test_no_process_starts_on_a_file_that_nobody_took_up(stage: Stage) -> None:
    stage.intake("0001")
    edited = default_playbook().read_text(encoding="utf-8").replace(*LATER)
    with stage.world.database.transaction() as session:
        session.execute(update(playbook_version).values(source=edited))

    with pytest.raises(PlaybookProblems, match=r"second_opinion\.yaml was changed: run `coordinator migrate` first"):
        playbooks.check_kept(stage.world, default_playbook())


def test_who_waits_too_long_is_told_by_the_playbook_of_the_case(stage: Stage, write: Write) -> None:
    ref = stage.intake("0001")
    playbooks.activate(stage.world, write(2, ("  patient:  7 days\n", "")))
    stage.advance(days=8)

    anybody = Viewer("ana@beacon.example", "Ana", frozenset({StaffRole.NAVIGATOR}))
    with stage.world.database.reading() as session:
        listed = waiting_too_long(session, anybody, stage.now, partial(stage.world.version, session))
    (line,) = [line for line in listed.entries if line.ref == ref]
    assert line.overdue


def test_the_gate_asks_by_the_playbook_of_the_case(stage: Stage, write: Write) -> None:
    operate.pause(stage.world, "both are ordered before either leaves")
    old = stage.intake("0001")
    playbooks.activate(
        stage.world, write(2, ("  m01-welcome:           {", "  m01-welcome:           {needs: approval, "))
    )
    new = stage.intake("0002")
    operate.resume(stage.world, "go")
    stage.rest()

    welcomes = {ref: [e for e in stage.effects(ref) if e.name == "m01-welcome"] for ref in (old, new)}
    assert [(e.status, e.reason) for e in welcomes[old]] == [("done", None)]
    assert [(e.status, e.reason) for e in welcomes[new]] == [("held", "needs_approval")]
