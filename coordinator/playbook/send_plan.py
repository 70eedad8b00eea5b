"""What will go out for a case if nobody does anything: the same engine and gate, run forward on a copy."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime

from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.event import Event
from coordinator.domain.office_routes import desk_of, sending_office
from coordinator.domain.routes import provider_of
from coordinator.domain.words import Channel, EffectStatus, ToRole, WorkItemKind
from coordinator.playbook.anchor import place_of
from coordinator.playbook.book import Book
from coordinator.playbook.engine import advance
from coordinator.playbook.next_rung import next_rung
from coordinator.playbook.post_room import History, PostRoom, Sent
from coordinator.playbook.rest import Rest

WAITS_FOR_SOMEBODY = ("paused", "not_deliverable_yet", "reply_unread", "ball_with_us", "stopped_on_hold")
"""Reasons that time alone does not end: what waits for one of them is named where it stopped."""

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


def send_plan(
    case: Case, pending: list[Effect], events: list[Event], history: History, book: Book, now: datetime, until: datetime
) -> list[Entry]:
    """Everything that would leave, or not, from ``now`` to ``until``; ``events`` are those not acted on yet."""
    mine, pending = deepcopy((case, pending))
    run = _Run(mine, PostRoom(mine, deepcopy(history), book, pending), book, until)
    run.live(events, now)
    return sorted(run.entries, key=lambda e: (e.at, e.kind, e.name))


@dataclass
class _Run:
    case: Case
    post: PostRoom
    book: Book
    until: datetime
    entries: list[Entry] = field(default_factory=list)
    explained: dict[tuple[str, str, str], str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    rest: Rest = field(default_factory=Rest)

    def live(self, events: list[Event], now: datetime) -> None:
        self.known = {w.id for w in self.case.work_items}
        for effect in self.post.waiting:
            if effect.status is EffectStatus.HELD:
                self._held(effect)
        fresh = list(events)
        while now <= self.until:
            self._advance(fresh, now)
            fresh = self._release_due(now)
            if fresh:
                continue
            ahead = [m for m in (self.post.next_at(), self.case.wake_at) if m is not None and m > now]
            if not ahead:
                break
            now = min(ahead)
        self._silent(now)

    def _advance(self, events: list[Event], now: datetime) -> None:
        self._remember_explanations(now)
        self.case.begin_noting()
        ordered = advance(self.case, events, self.book, now, self.rest)
        for aside in self.post.take(ordered):
            self._entry(aside.effect, aside.at, False, aside.reason)
        for effect in ordered:
            if effect.status is EffectStatus.HELD:
                self._held(effect)
        self._new_work_items(now)

    def _release_due(self, now: datetime) -> list[Event]:
        self.case.begin_noting()
        for outcome in self.post.release_due(now):
            if isinstance(outcome, Sent):
                parts = tuple(e.name for e in outcome.parts)
                self._entry(outcome.lead, now, True, outcome.reason, outcome.route.channel, parts)
            else:
                self._entry(outcome.effect, now, False, outcome.reason)
        for effect in self.post.waiting:
            waits = effect.status is EffectStatus.PENDING and effect.reason in WAITS_FOR_SOMEBODY
            if waits and effect.id not in self.stopped:
                self.stopped.add(effect.id)
                self._entry(effect, now, False, effect.reason or "")
        self._new_work_items(now)
        return list(self.case.noted)

    def _new_work_items(self, now: datetime) -> None:
        for item in self.case.work_items:
            if item.id not in self.known:
                self.known.add(item.id)
                self._work_item(item.kind, item.about, item.code, now)

    def _remember_explanations(self, now: datetime) -> None:
        for wait in self.case.waits:
            if wait.running:
                found = next_rung(wait, self.case, self.book, now)
                if found is not None:
                    subject = "case" if found.rung.once_for_all else wait.subject
                    self.explained[(wait.ladder, found.rung.name, subject)] = found.explain

    def _held(self, effect: Effect) -> None:
        self._entry(effect, max(effect.due_at, effect.created_at), False, effect.reason or "needs_approval")

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
        desk = desk_of(self.case, subject)
        if desk is not None:
            return desk.time_zone
        office = sending_office(self.case, subject)
        if office is not None:
            return office.time_zone
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
