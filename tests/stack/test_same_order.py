"""What stands at one moment comes in one order, wherever the database keeps its rows: a row that changed moves."""

from __future__ import annotations

from inbox_story import mail
from sqlalchemy import text
from stage import Stage

from coordinator.services.inbox.keeping import keep
from coordinator.store import case_timeline, inbound
from coordinator.store.offices import slots_of


def test_mails_that_came_at_once_are_understood_in_the_order_they_came(stage: Stage) -> None:
    came = [keep(stage.world, mail("jo@else.example", f"word {n}"), "folder") for n in range(3)]
    with stage.world.database.transaction() as session:
        session.execute(text("UPDATE inbound SET came_by = 'post' WHERE id = :id"), {"id": came[0]})

    with stage.world.database.reading() as session:
        for way in ("indexscan", "bitmapscan"):
            session.execute(text(f"SET LOCAL enable_{way} = off"))  # as the rows lie
        assert list(inbound.not_understood(session)) == came


def test_texts_of_one_entry_stand_in_one_order(stage: Stage) -> None:
    case_id = stage.case(stage.intake("0001")).id
    with stage.world.database.transaction() as session:
        for key in ("why", "note"):
            values = {"case": case_id, "key": key}
            session.execute(text("INSERT INTO note (case_id, seq, key, text) VALUES (:case, 1, :key, :key)"), values)

    with stage.world.database.reading() as session:
        assert case_timeline.texts(session, case_id, [1]) == {1: ["note", "why"]}


def test_openings_at_one_time_stand_in_one_order(stage: Stage) -> None:
    with stage.world.database.transaction() as session:
        provider, first = session.execute(text("SELECT provider_id, min(id::text) FROM slot GROUP BY 1 LIMIT 1")).one()
        session.execute(
            text("UPDATE slot SET starts_at = '2027-03-01T15:00Z' WHERE provider_id = :id"), {"id": provider}
        )
        session.execute(text("UPDATE slot SET starts_at = starts_at WHERE id = :id"), {"id": first})

    with stage.world.database.reading() as session:
        found = [str(row.id) for row in slots_of(session, provider, stage.now)]
    assert len(found) > 1
    assert found == sorted(found)
