"""The call scripts of a case, filled in: what a navigator reads out, says to a voicemail, and records afterwards."""

from __future__ import annotations

from sqlalchemy.orm import Session

from coordinator.correspondence import call_scripts
from coordinator.domain.case import Case
from coordinator.domain.errors import NotFound
from coordinator.services.rendering.call_values import Call, filled_in
from coordinator.services.rendering.subject_matter import SubjectMatter
from coordinator.services.views.plain import Json
from coordinator.services.world import World
from coordinator.store import cases, journal


def scripts_of(world: World, ref: str, wanted: str | None = None, subject: str | None = None) -> list[Json]:
    """The scripts of all open calls; of one work item by its id; or one by its name, whether a call is open or not.

    ``subject``: the id of what a script wanted by name is about. Raises ``NotFound`` when there is nothing to read.
    """
    with world.database.reading() as session:
        return scripts_for(world, session, cases.by_ref(session, ref), wanted, subject)


def scripts_for(
    world: World, session: Session, case: Case, wanted: str | None = None, subject: str | None = None
) -> list[Json]:
    """The same of a case that is at hand."""
    book, now = world.book(session), world.now(session)
    texts = journal.texts_of(session, case.id)
    about = SubjectMatter(case, world.letterhead.sender, book.directory, texts, book.holidays, now, draft=True)
    return [_shown(call, about) for call in _wanted(case, wanted, subject)]


def _shown(call: Call, about: SubjectMatter) -> Json:
    script = filled_in(call, about)
    return {"script": script.name, "work_item": call.work_item or None, "about": call.subject or None,
            "language": script.language, "text": script.text}  # fmt: skip


def _wanted(case: Case, wanted: str | None, subject: str | None) -> list[Call]:
    items = [(item, Call.of(item)) for item in case.work_items if item.open or item.id == wanted]
    calls = [(item, call) for item, call in items if call.script]
    if wanted is None:
        return [call for _, call in calls]
    named = [call for item, call in calls if wanted in (item.id, call.script, call.code)]
    if named and subject is None:
        return named
    full = next((name for name in call_scripts.every_script() if wanted in (name, name.split("-")[0])), None)
    if full is None:
        raise NotFound("script.unknown", f"scripts: {', '.join(call_scripts.every_script())}", field="name")
    return [Call(full, subject or "", full)]
