"""One letter to a desk about several patients: what its daily cap held back that day (``domain.md`` §12 R3).

The release of several cases at once. Locks are taken in one order: the desk's gathering, all persons, all cases, then
the orders. What is kept: the whole fax once, under the desk (``store/summaries.py``), and for each case a communication
of its own that holds nothing but that patient's page. The whole names several patients, and whoever may read one case
may not read of the others; so no view, file or answer of a case leads to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.errors import Refused
from coordinator.domain.routes import Route
from coordinator.domain.words import Channel
from coordinator.playbook.book import Book
from coordinator.playbook.gate import Go, Later
from coordinator.playbook.stops import stop_in_force
from coordinator.services.not_leaving import unwritable
from coordinator.services.releasing import Released, answer_of, ledger_of
from coordinator.services.rendering.summary import Page, SummaryFax, page_of, render_summary
from coordinator.services.safe_mode import is_safe
from coordinator.services.world import World, new_id
from coordinator.store import cases, claims, communications, effects, fixed, journal, last_word, pauses, summaries
from coordinator.store.claims import Claim

SUMMARY = "l18-summary"
MOST_PATIENTS = 20
"""A fax of more pages is not read as one; who is left waits for the next business day."""


@dataclass(frozen=True)
class _Gathered:
    """One reminder that goes into the letter, with its page."""

    effect: Effect
    case: Case
    route: Route
    page: Page


def release_summary(world: World, claim: Claim) -> Released | None:
    """Ask the gate for every reminder that waits for this desk, and fix the bytes of one fax; nothing leaves here.

    ``None`` when the claimed one may not leave any more: it goes back to the gate.
    """
    with world.database.transaction() as session:
        if claim.communication_id is not None:
            return _again(world, session, claim)
        now, book = world.now(session), world.book(session)
        desk_id = _desk_of(session, claim)
        if desk_id is None:
            claims.postpone(session, claim, now, "distance")
            return None
        summaries.lock_desk(session, desk_id)
        names = [name for name, rule in book.playbook.messages.items() if rule.in_summary]
        waiting = summaries.gatherable(session, desk_id, names, claim.effect.lane, now, MOST_PATIENTS)
        others = [found for found in waiting if found[0] != claim.effect.id][: MOST_PATIENTS - 1]
        found = _locked(session, [claim.effect.case_id, *(case_id for _, case_id in others)])
        if not claims.still_mine(session, claim):
            return None
        try:
            first = _asked(world, session, claim.effect, found[claim.effect.case_id], book, now)
        except Refused as refusal:
            unwritable(world, session, claim, found[claim.effect.case_id], refusal.code, book, now)
            return None
        if not isinstance(first, _Gathered):
            claims.postpone(session, claim, first or now, "distance")
            return None
        gathered = [first]
        for effect_id, case_id in others:
            further = _joining(world, session, effect_id, found[case_id], gathered, book, now)
            gathered += [further] if further is not None else []
        return _fix(world, session, claim, gathered, book, now)


def _desk_of(session: Session, claim: Claim) -> str | None:
    request = cases.load(session, [claim.effect.case_id])[0].request(claim.effect.subject)
    return request.desk.id if request is not None and request.desk is not None else None


def _locked(session: Session, ids: list[str]) -> dict[str, Case]:
    cases.lock_people(session, ids)
    return {case.id: case for case in cases.lock_all(session, ids)}


def _asked(
    world: World, session: Session, effect: Effect, case: Case, book: Book, now: datetime
) -> _Gathered | datetime | None:
    """Its page; or when to ask again, ``None`` for at once. Raises ``Refused`` for a page that cannot be written."""
    book = book.of(case)
    answer = answer_of(world, effect, case, ledger_of(session, effect, case, now), book, now)
    if isinstance(answer, Go) and answer.gathered:
        texts = journal.texts_of(session, case.id)
        return _Gathered(
            effect, case, answer.route, page_of(effect, answer.route, case, texts, world.letterhead, book, now)
        )
    return answer.at if isinstance(answer, Later) else None


def _joining(
    world: World, session: Session, effect_id: str, case: Case, gathered: list[_Gathered], book: Book, now: datetime
) -> _Gathered | None:
    """A further reminder, where the gate lets it go to the same number; a second of one patient keeps its distance."""
    if case.patient.person_key in {one.case.patient.person_key for one in gathered}:
        return None
    if not effects.take_along(session, effect_id):
        return None
    effect = effects.get(session, effect_id)
    try:
        further = _asked(world, session, effect, case, book, now) if effect is not None else None
    except Refused:
        return None  # asked for itself it is put before a person; the others do not wait for it
    same_place = isinstance(further, _Gathered) and further.route.address == gathered[0].route.address
    return further if isinstance(further, _Gathered) and same_place else None


def _fix(
    world: World, session: Session, claim: Claim, gathered: list[_Gathered], book: Book, now: datetime
) -> Released:
    lead = gathered[0]
    fax = render_summary([one.page for one in gathered], lead.route, claim.effect.key, world.letterhead, now)
    summary_id = new_id()
    summaries.add(
        session,
        id=summary_id,
        desk_id=lead.page.desk_id,
        made_at=now,
        address=fax.address,
        message_id=fax.message_id,
        reply_token=fax.reply_token,
        bytes=fax.bytes,
        path=f"sent/desks/{lead.page.desk_id}/{SUMMARY}-{summary_id}.eml",
    )
    ids = []
    for one, page in zip(gathered, fax.pages, strict=True):
        ids.append(new_id())
        _keep(session, ids[-1], summary_id, one, page, fax, book.of(one.case), now)
    fixed.release(session, claim, [claim.effect.id], ids[0], lead.case.seq)
    for one, communication_id in zip(gathered[1:], ids[1:], strict=True):
        summaries.take(session, one.effect.id, communication_id, one.case.seq)
    claim = Claim(claim.effect, claim.token, claim.attempts, claim.deaths, ids[0], dot_sent=False)
    return _released(world, claim, ids[0], fax.address, fax.bytes)


def _keep(
    session: Session,
    communication_id: str,
    summary_id: str,
    one: _Gathered,
    page: bytes,
    fax: SummaryFax,
    book: Book,
    now: datetime,
) -> None:
    """This case's own page. Answers to the fax find their way by the whole, so no message id or token stands here."""
    case, effect, zone = one.case, one.effect, one.route.time_zone
    path = f"letters/{case.ref}/{SUMMARY}-{communications.number_of(session, case.id, SUMMARY)}.pdf"
    communications.add(
        session,
        id=communication_id,
        summary_id=summary_id,
        case_id=case.id,
        person_key=case.patient.person_key,
        kind=effect.kind,
        name=SUMMARY,
        parts=[effect.name],
        effect_ids=[effect.id],
        channel=one.route.channel,
        to_role=one.route.to_role,
        to_id=one.route.to_id,
        address=fax.address,
        address_hash=communications.address_hash(one.route.channel, fax.address, one.route.to_id),
        request_id=effect.subject,
        desk_id=one.page.desk_id,
        status="made",
        made_at=now,
        sent_at=None,
        time_zone=zone,
        local_on=local(now, zone).date(),
        key=effect.key,
        budgeted=False,
        message_id=None,
        reply_token=None,
        template_version=str(book.playbook.version),
        cause_seq=effect.cause_seq,
        bytes=page,
        letter=page,
        path=path,
        letter_path=path,
    )


def _again(world: World, session: Session, claim: Claim) -> Released | None:
    """The bytes were fixed before: the same go again, unless a stop came in since to any case on board."""
    aboard = effects.travelling(session, claim.effect.id, claim.communication_id)
    found = _locked(session, [effect.case_id for effect in aboard])
    if not claims.still_mine(session, claim):
        return None
    now, book = world.now(session), world.book(session)
    communication_id = str(claim.communication_id)
    paused = pauses.hold_it(session, claim.effect.id, communication_id)
    stopped = (
        paused
        or last_word.stopped_since(session, claim)
        or any(
            (rule := book.of(case).playbook.messages.get(effect.name)) is None
            or stop_in_force(case, rule, alive=ledger.alive) is not None
            for effect in aboard
            for case in (found[effect.case_id],)
            for ledger in (ledger_of(session, effect, case, now),)
        )
    )
    if stopped or not is_safe(world, communications.get(session, communication_id)):
        communications.set_status(session, communication_id, "withheld")
        claims.back_to_gate(session, claim, now)
        return None
    kept = summaries.of(session, communication_id)
    return _released(world, claim, communication_id, kept.address, kept.bytes)


def _released(world: World, claim: Claim, communication_id: str, address: str, content: bytes) -> Released:
    return Released(
        claim=claim,
        communication_id=communication_id,
        channel=Channel.FAX,
        envelope_from=world.letterhead.mail_from,
        address=address,
        content=content,
        gathered=True,
    )
