"""What people do to one order of a case: let it leave now, take it back, try it again."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.event import Act
from coordinator.domain.words import EffectStatus
from coordinator.playbook.cancel_window import AT_ONCE
from coordinator.playbook.gate import Go, Later
from coordinator.services import operate, staff
from coordinator.services.desk.mail_words import reason_words
from coordinator.services.ids import is_id
from coordinator.services.releasing import answer_of, ledger_of
from coordinator.services.world import World, new_id
from coordinator.store import cases, effects, journal
from coordinator.store.database import notify
from coordinator.store.engine_tables import effect as table


def send_now(world: World, ref: str, effect_id: str, by: str) -> None:
    """It leaves at once, if the gate lets it go; raises ``Refused`` with the gate's reason in words if not.

    Of the gate's answers only the cancel window is passed over: it is there for people to change their mind.
    """
    with world.database.transaction() as session:
        case_id = _of_case(session, ref, effect_id)
        person = staff.person(session, by)
        cases.lock_person(session, case_id)
        case = cases.lock(session, case_id)
        row = session.execute(select(table).where(table.c.id == effect_id).with_for_update()).one()
        if row.status is not EffectStatus.PENDING:
            raise Refused("effect.wrong_status", "It does not wait any more. Load the page again.")
        effect, now = effects.from_row(row), world.now(session)
        effect.details = {**effect.details, AT_ONCE: True}
        ledger = ledger_of(session, effect, case, now)
        answer = answer_of(world, effect, case, ledger, world.book(session).of(case), now)
        if isinstance(answer, Later):
            zone = case.patient.time_zone
            at = local(answer.at, zone)
            raise Refused(
                "gate.later", f"It cannot leave now: {reason_words(answer.why)}. It is asked again on {at:%a} {at.day} "
                f"{at:%b %Y} at {at:%H:%M} {at.tzname()}."
            )  # fmt: skip
        if not isinstance(answer, Go):
            raise Refused("gate.never", f"It will not leave: {reason_words(answer.why)}.")
        case.note("send_now_asked", Act(person.email, now, new_id, person.roles), effect=effect_id, name=row.name)
        session.execute(
            update(table).where(table.c.id == effect_id).values(due_at=now, details=effect.details, reason=None)
        )
        journal.append(session, [case], world.secret, now)
        for lane in ("advance", row.lane):
            notify(session, lane)


def take_back(world: World, ref: str, effect_id: str, why: str, by: str) -> None:
    """It does not leave. Raises ``Refused`` where it has left."""
    with world.database.reading() as session:
        _of_case(session, ref, effect_id)
    operate.cancel(world, effect_id, why, by=by)


def try_again(world: World, ref: str, effect_id: str, why: str, by: str) -> None:
    """The gate is asked once more for what died or was not sent."""
    with world.database.reading() as session:
        _of_case(session, ref, effect_id)
    operate.retry(world, effect_id, why, by=by)


def _of_case(session: Session, ref: str, effect_id: str) -> str:
    """The id of the case, if this order is one of its; ``NotFound`` alike where it is another's."""
    case_id = cases.id_of(session, ref)
    effect = effects.get(session, effect_id) if is_id(effect_id) else None
    if effect is None or effect.case_id != case_id:
        raise NotFound("effect.not_found", effect_id)
    return case_id
