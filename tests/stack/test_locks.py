"""Lock order is patient, case, desk; nobody waits for each other in a circle (``design.md``)."""

from __future__ import annotations

import threading

from sqlalchemy import text
from stage import Stage

from coordinator.store import cases


def test_advancing_a_case_does_not_wait_for_who_holds_its_patient(stage: Stage) -> None:
    ref = stage.intake("0001")
    case_id = stage.case(ref).id
    holds, done = threading.Event(), threading.Event()

    def hold() -> None:
        with stage.world.database.transaction() as session:
            cases.lock_person(session, case_id)
            holds.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    holds.wait(10)
    with stage.world.database.transaction() as session:
        session.execute(text("SET LOCAL lock_timeout = '2s'"))
        case = cases.lock(session, case_id)
        case.answers = {**case.answers, "first": 1}
        session.flush()
        cases.rested(session, [case_id])
    done.set()
    holder.join()

    assert stage.case(ref).answers["first"] == 1
