"""How often the tabs of a case ask the database: twelve times at most, whatever a case holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from rules.opinion_stories import opinion
from sqlalchemy import event
from stage import Stage
from stage_walk import RECORDS, compared

from coordinator.services.staff import add_user

MOST = 12


@contextmanager
def counted(stage: Stage) -> Iterator[list[str]]:
    """The statements of what is done inside."""
    seen: list[str] = []

    def listen(*told: object) -> None:
        seen.append(str(told[2]))

    with stage.world.database.reading() as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def test_no_tab_asks_more_than_twelve_times(stage: Stage) -> None:
    add_user(stage.world, RECORDS, "Rita Records", ["records_coordinator"], "north", PASSWORD)
    ref = compared(stage, "0001", opinion(cost="not_stated"))
    stage.fact(ref, "question_added", text="Will it hurt?")
    mail = stage.sent(ref, channel="email")[0]
    nora = Browser.of(stage)
    nora.sign_in(NAVIGATOR, PASSWORD)
    rita = Browser.of(stage)
    rita.sign_in(RECORDS, PASSWORD)

    asked = {}
    for path in (
        "scheduling", "consultation", "consultation/opinion?ordinal=2", "comparison", "messages", "messages/waiting",
        "messages/plan", f"messages/{mail.id}", f"messages/{mail.id}/mail", "messages/preview/m29-decision-guide",
        "messages/preview/l14-report-request",
    ):  # fmt: skip
        for who in (nora, rita):
            with counted(stage) as seen:
                assert who.get(f"/cases/{ref}/{path}").status_code == 200, path
            asked[path] = max(len(seen), asked.get(path, 0))
            assert len(seen) <= MOST, (path, seen)

    assert asked["messages"] <= 7
