"""What will go out for a case if nobody does anything: the same engine and gate, run forward on a copy."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.event import Event
from coordinator.domain.left import left
from coordinator.domain.routes import provider_of
from coordinator.domain.words import Channel, EffectStatus, ToRole, WorkItemKind
from coordinator.playbook.anchor import place_of
from coordinator.playbook.book import Book
from coordinator.playbook.engine import advance
from coordinator.playbook.gate import SILENCED, Go, Later, Ledger, Never, ask, may_join
from coordinator.playbook.next_rung import next_rung

CALLS = (WorkItemKind.CALL_DESK, WorkItemKind.CALL_PATIENT, WorkItemKind.CALL_PROVIDER)


@dataclass(frozen=True)
class Entry:
    """One line of the plan. ``at`` is aware UTC; ``time_zone`` is the reader's."""

    at: datetime
    time_zone: str
    kind: str
    name: str
    to_role: str
    channel: str
    would_send: bool
    reason: str = ""
    request: str = ""
    ladder: str = ""
    rung: str = ""
    explain: str = ""
    parts: tuple[str, ...] = ()


@dataclass
class History:
    """What already left for this person, as the plan starts from it; the plan writes its own sends into it."""

    message_days: list[date] = field(default_factory=list)
    desk_letters: dict[str, date] = field(default_factory=dict)
    alive: bool = True
    paused: bool = False


def send_plan(
    case: Case, pending: list[Effect], events: list[Event], history: History, book: Book, now: datetime, until: datetime
) -> list[Entry]:
    """Everything that would leave, or not, from ``now`` to ``until``; ``events`` are those not acted on yet."""
    run = _Run(deepcopy(case), [deepcopy(e) for e in pending], deepcopy(history), book, until)
    run.case.begin_noting()
    run.live(events, now)
    return sorted(run.entries, key=lambda e: (e.at, e.kind, e.name))


@dataclass
class _Run:
    case: Case
    pending: list[Effect]
    history: History
    book: Book
    until: datetime
    entries: list[Entry] = field(default_factory=list)
    explained: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def live(self, events: list[Event], now: datetime) -> None:
        for effect in self.pending:
            if effect.status is EffectStatus.HELD:
                self._held(effect)
        fresh = list(events)
        while now <= self.until:
            self._advance(fresh, now)
            fresh = self._release_due(now)
            if fresh:
                continue
            upcoming = [e.due_at for e in self.pending if e.status is EffectStatus.PENDING]
            if self.case.wake_at is not None:
                upcoming.append(self.case.wake_at)
            ahead = [m for m in upcoming if m > now]
            if not ahead:
                break
            now = min(ahead)
        self._silent(now)

    def _advance(self, events: list[Event], now: datetime) -> None:
        known = {w.id for w in self.case.work_items}
        self._remember_explanations(now)
        self.case.begin_noting()
        for effect in advance(self.case, events, self.book, now):
            self._ordered(effect)
        for item in self.case.work_items:
            if item.id not in known:
                self._work_item(item.kind, item.about, item.code, now)

    def _remember_explanations(self, now: datetime) -> None:
        for wait in self.case.waits:
            if wait.running:
                found = next_rung(wait, self.case, self.book, now)
                if found is not None:
                    subject = "case" if found.rung.once_for_all else wait.subject
                    self.explained[(wait.ladder, found.rung.name, subject)] = found.explain

    def _ordered(self, effect: Effect) -> None:
        if effect.status is EffectStatus.NEVER:
            self._entry(effect, effect.due_at, False, effect.reason or "")
            return
        self.pending.append(effect)
        if effect.status is EffectStatus.HELD:
            self._held(effect)

    def _held(self, effect: Effect) -> None:
        self._entry(effect, max(effect.due_at, effect.created_at), False, effect.reason or "needs_approval")

    def _release_due(self, now: datetime) -> list[Event]:
        self.case.begin_noting()
        due = [e for e in self.pending if e.status is EffectStatus.PENDING and e.due_at <= now]
        for effect in sorted(due, key=lambda e: (e.urgency, e.due_at, e.id)):
            if effect.status is EffectStatus.PENDING:
                self._release(effect, now)
        return list(self.case.noted)

    def _release(self, effect: Effect, now: datetime) -> None:
        answer = ask(effect, self.case, self._ledger(effect, now), self.book, now)
        if isinstance(answer, Later):
            effect.due_at, effect.reason = answer.at, answer.why
        elif isinstance(answer, Never):
            effect.status, effect.reason = EffectStatus.NEVER, answer.why
            self._entry(effect, now, False, answer.why)
            act, kind = self.book.act(now), WorkItemKind.CALL_PATIENT
            question = self.book.playbook.messages[effect.name].asks and answer.why in SILENCED
            if question and self.case.ask(kind, act, about=effect.subject, code=effect.name):
                self._work_item(kind, effect.subject, effect.name, now)
        else:
            self._go(effect, answer, now)

    def _go(self, effect: Effect, answer: Go, now: datetime) -> None:
        act = self.book.act(now)
        together = [effect]
        if effect.kind == "message":
            together += [
                e
                for e in self.pending
                if e is not effect
                and e.status is EffectStatus.PENDING
                and e.kind == "message"
                and e.to_role is effect.to_role
                and may_join(e, self.case, self._ledger(e, now), self.book, now)
            ]
        together.sort(key=lambda e: (e.arose_at or e.created_at, e.cause_seq, e.name))
        lead = together[0]
        reason = effect.reason or ""
        self._entry(lead, now, True, reason, answer.route.channel, tuple(e.name for e in together))
        for part in together:
            part.status = EffectStatus.DONE
            if answer.route.channel is Channel.OFFICE_PORTAL:
                if self.case.ask(WorkItemKind.COPY_INTO_OFFICE_PORTAL, act, about=part.subject, effect_id=part.id):
                    self._work_item(WorkItemKind.COPY_INTO_OFFICE_PORTAL, part.subject, part.name, now)
            else:
                left(self.case, part, answer.route.channel, act)
        self._count(together, answer, now)

    def _count(self, together: list[Effect], answer: Go, now: datetime) -> None:
        day = local(now, answer.route.time_zone).date()
        if answer.route.desk is not None:
            self.history.desk_letters[answer.route.desk.id] = day
        budgeted = any(not self.book.playbook.messages[e.name].outside_budget for e in together)
        if together[0].kind == "message" and budgeted:
            self.history.message_days.append(day)

    def _ledger(self, effect: Effect, now: datetime) -> Ledger:
        request = self.case.request(effect.subject) if effect.to_role is ToRole.DESK else None
        desk = request.desk if request else None
        return Ledger(
            alive=self.history.alive,
            paused=self.history.paused,
            message_days=tuple(self.history.message_days),
            last_letter_on=self.history.desk_letters.get(desk.id) if desk else None,
            earlier_pending=any(
                e is not effect
                and e.status is EffectStatus.PENDING
                and e.name == effect.name
                and e.subject == effect.subject
                and e.cause_seq < effect.cause_seq
                for e in self.pending
            ),
        )

    def _entry(
        self,
        effect: Effect,
        at: datetime,
        would_send: bool,
        reason: str,
        channel: str = "",
        parts: tuple[str, ...] = (),
    ) -> None:
        explain = self.explained.get((effect.ladder or "", effect.rung or "", effect.subject), "")
        request = self.case.request(effect.subject)
        self.entries.append(
            Entry(
                at=at,
                time_zone=self._zone(effect.subject, to_provider=effect.to_role is ToRole.PROVIDER),
                kind=effect.kind,
                name=effect.name,
                to_role=effect.to_role,
                channel=channel,
                would_send=would_send,
                reason=reason,
                request=effect.subject if request else "",
                ladder=effect.ladder or "",
                rung=effect.rung or "",
                explain=explain,
                parts=parts if len(parts) > 1 else (),
            )
        )

    def _zone(self, subject: str, *, to_provider: bool) -> str:
        """The reader's zone: the desk's, the provider's office's, else the patient's."""
        request = self.case.request(subject)
        if request is not None and request.desk is not None:
            return request.desk.time_zone
        provider = provider_of(self.case, subject) if to_provider else None
        return provider.time_zone if provider else self.case.patient.time_zone

    def _work_item(self, kind: WorkItemKind, about: str, code: str, now: datetime) -> None:
        request = self.case.request(about)
        is_call = kind in CALLS
        ladder, _, rung = code.partition("/")
        self.entries.append(
            Entry(
                at=now,
                time_zone=self._zone(about, to_provider=kind is WorkItemKind.CALL_PROVIDER),
                kind="call" if is_call else "work_item",
                name=code if is_call and code[:1] in "tm" and code[1:3].isdigit() else kind.value,
                to_role={WorkItemKind.CALL_DESK: "desk", WorkItemKind.CALL_PROVIDER: "provider"}.get(kind, "patient")
                if is_call
                else "navigator",
                channel=Channel.CALL if is_call else "",
                would_send=True,
                request=about if request else "",
                ladder=ladder if rung else "",
                rung=rung,
                explain="a person does this",
            )
        )

    def _silent(self, now: datetime) -> None:
        """Rungs that only a fact can wake are named too: nothing is silent about its silence."""
        for wait in self.case.waits:
            if not wait.running:
                continue
            found = next_rung(wait, self.case, self.book, now)
            if found is None or found.due_at is not None:
                continue
            zone = place_of(self.book.playbook.ladders[wait.ladder], wait.subject, self.case, self.book).zone
            for order in found.rung.orders:
                entry = Entry(
                    at=max(found.nominal_at, now),
                    time_zone=zone,
                    kind="call" if order.kind == "call" else order.kind,
                    name=order.script or order.name,
                    to_role="",
                    channel="",
                    would_send=False,
                    reason=found.reason,
                    request=wait.subject if self.case.request(wait.subject) else "",
                    ladder=wait.ladder,
                    rung=found.rung.name,
                    explain=found.explain,
                )
                self.entries.append(entry if entry.at <= self.until else replace(entry, at=self.until))
