"""A page loads its case in one statement, and it is the case that the engine loads part by part."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, inspect
from stage import Stage
from stage_walk import RECORDS, compared

from coordinator.domain.case import Case
from coordinator.services.staff import add_user
from coordinator.store import cases
from coordinator.store.at_a_glance import at_a_glance

UNLOADED = {"slots"}


def plain(thing: Any) -> Any:
    """A mapped object with all that was loaded behind it."""
    if isinstance(thing, list):
        return [plain(one) for one in thing]
    mapper = inspect(type(thing), raiseerr=False)
    if mapper is None:
        return thing
    keys = [attr.key for attr in mapper.attrs if attr.key not in UNLOADED]
    return {key: plain(getattr(thing, key)) for key in keys}


def test_the_case_of_a_page_is_the_whole_case_in_one_statement(stage: Stage) -> None:
    add_user(stage.world, RECORDS, "Rita Records", ["records_coordinator"], "north")
    ref = compared(stage, "0001")
    seen: list[str] = []
    with stage.world.database.reading() as session:
        wanted = cases.by_ref(session, ref)
        expected = plain(wanted)
        listen = lambda *told: seen.append(told[2])  # noqa: E731
        event.listen(session.get_bind(), "before_cursor_execute", listen)
        found: Case = at_a_glance(session, ref.lower())
        event.remove(session.get_bind(), "before_cursor_execute", listen)

    assert len(seen) == 1
    assert plain(found) == expected
    assert found.noted == []
    assert {len(getattr(found, part)) > 0 for part in ("requests", "waits", "opinions", "comparisons")} == {True}
