"""What records offices do with our letters: late, partly, for money, by their own form, or never."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from coordinator.domain.event import Event
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.words import ItemStatus, RequestStatus
from coordinator.simulate.world.cast import RECORDS
from coordinator.simulate.world.corrections import LONG_ENOUGH, correction_deeds, misheard
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.hours import days_after, evening_of, morning_of
from coordinator.simulate.world.office_fate import OfficeFate, hastened, office_fate
from coordinator.simulate.world.scene import Scene

OWED = (ItemStatus.NEEDED, ItemStatus.REQUESTED, ItemStatus.ACKNOWLEDGED)
NOT_BUSY = (
    RequestStatus.CANCELLED,
    RequestStatus.WAITING,
    RequestStatus.READY,
    RequestStatus.REFUSED,
    RequestStatus.DONE,
)
"""Requests with which no office has anything to do: not asked, or answered."""

GIVE_UP_DAYS = {"routine": 60.0, "expedited": 60.0, "urgent": 30.0}
"""Calendar days after the letter at which patient and navigator go on without an office that never answers."""

EVIDENCE = {"fax": "fax_confirmed", "secure_email": "email_ack", "office_portal": "portal", "print": "delivery_scan"}
KNOWN_ALREADY = 0.8
"""How much sooner an office answers a letter that was sent again: somebody there knows of it."""

AFTER_FEE_DAYS, RESEND_DAYS = 2.0, 5.0
USUAL_FEE_MINOR = 2_200
HURRYING = ("l02", "l03", "l04", "l05")
"""Letters after which an office makes haste."""


def office_deeds(scene: Scene) -> Iterator[Deed]:
    """What the offices of this case do next, request by request."""
    for request in scene.case.requests:
        sent_at = request.sent_at
        if sent_at is not None and request.status not in NOT_BUSY and not request.from_patient:
            owed = [item for item in request.items if item.status in OWED]
            if owed or request.status is RequestStatus.RETURNED:
                yield from _next_of(scene, request, sent_at, owed)
        for item in request.items:
            if item.status is ItemStatus.RECEIVED:
                yield _verified(scene, request, item)
    yield from correction_deeds(scene)


def _next_of(scene: Scene, request: RecordRequest, sent_at: datetime, owed: list[RecordItem]) -> list[Deed]:
    """What this office does next. While nothing that it hangs on changed, it does what it was about to do."""
    return scene.remembered(
        lambda: list(_Office(scene, request, sent_at, owed).deeds()),
        "office",
        request.id,
        sent_at,
        request.status,
        request.received_at,
        request.channel,
        request.due_on,
        request.promised_on,
        request.fee_status,
        tuple([item.id for item in owed]),
        scene.journal.about(request.id),
        scene.case.priority,
        len(scene.seen.refused),
    )


def request_key(scene: Scene, request: RecordRequest) -> str:
    """Organization, department and basis, and which of several alike: the same words in every run."""
    return scene.remembered(lambda: _request_key(scene, request), "key", request.id)


def _request_key(scene: Scene, request: RecordRequest) -> str:
    def words(one: RecordRequest) -> str:
        return f"{one.organization_name}/{one.department}/{one.legal_basis or 'patient'}"

    alike = [one.id for one in scene.case.requests if words(one) == words(request)]
    number = alike.index(request.id)
    return f"{words(request)}/{number}" if number else words(request)


def times_sent(scene: Scene, request: RecordRequest) -> int:
    """How often this request left; one that is about to counts as the first."""
    return scene.remembered(
        lambda: max(scene.happened("request_sent", request=request.id), 1), "sent", request.id, request.sent_at
    )


def fate_of(scene: Scene, request: RecordRequest, sent: int) -> OfficeFate:
    """Drawn for the first letter; one that was sent again is answered without further ado."""
    return scene.remembered(lambda: _fate(scene, request, sent), "fate", request.id, sent, scene.hurried)


def _fate(scene: Scene, request: RecordRequest, sent: int) -> OfficeFate:
    key, office = request_key(scene, request), (request.organization_name, request.department.value)
    again = sent > 1
    fate = office_fate(
        scene.chance(key, "office", sent),
        scene.rates,
        request.department.value,
        hurried=scene.hurried,
        own_form=office in scene.offices.own_form and not again,
        prepay=office in scene.offices.prepay,
    )
    fate = _directed(scene, fate, first=not again)
    if not again:
        return fate
    outcome = "ok" if fate.outcome in ("returned", "never_received", "never") else fate.outcome
    return replace(fate, outcome=outcome, response_days=fate.response_days * KNOWN_ALREADY)


def _directed(scene: Scene, fate: OfficeFate, *, first: bool) -> OfficeFate:
    told = scene.direction
    if told.office is not None and first:
        fate = replace(fate, outcome=told.office)
    if told.partial is not None:
        fate = replace(fate, partial=told.partial)
    if told.fee is not None:
        fate = replace(fate, fee_minor=(fate.fee_minor or USUAL_FEE_MINOR) if told.fee else None)
    if told.promise is not None:
        fate = replace(fate, promises=told.promise != "none", breaks_promise=told.promise == "broken")
    if told.correction is not None and told.correction:
        fate = replace(fate, promises=True, breaks_promise=False, response_days=max(fate.response_days, LONG_ENOUGH))
    return fate


def _verified(scene: Scene, request: RecordRequest, item: RecordItem) -> Deed:
    """A person looks at what came, a day after it came (``domain.md`` §1.4)."""
    parcels = scene.journal.named("records_received", request=request.id)
    came = [event.at for event in parcels if item.id in event.names("items")]
    key = f"{request_key(scene, request)}/verify/{item.record_type}"
    return scene.deed(key, "document_verified", came[-1] if came else scene.now, 1.0, by=RECORDS, item=item.id)


class _Office:
    """One desk and one letter of ours."""

    def __init__(self, scene: Scene, request: RecordRequest, sent_at: datetime, owed: list[RecordItem]) -> None:
        self.scene, self.request, self.sent_at, self.owed = scene, request, sent_at, owed
        self.key = request_key(scene, request)
        self.times_sent = times_sent(scene, request)
        self.fate = fate_of(scene, request, self.times_sent)
        received = request.received_at
        self.base = morning_of(received if received is not None and received >= sent_at else sent_at)
        self._days: float | None = None

    def deeds(self) -> Iterator[Deed]:
        """The next acts of this office, and ours that only it calls for."""
        if self.request.status is RequestStatus.RETURNED:
            yield self._sent_again(self._since("request_returned") or self.scene.now, 2.0, other_way=False)
            return
        if self.fate.outcome == "never_received" and self.request.received_at is None:
            yield self._sent_again(self.sent_at, RESEND_DAYS, other_way=True)
            return
        if self.fate.outcome == "never":
            yield from self._given_up()
            return
        if self.fate.by_machine and self.request.received_at is None:
            days = 3.0 if self.request.channel == "print" else 0.05
            evidence = EVIDENCE.get(str(self.request.channel), "call")
            yield self._deed("receipt", "request_received", self.sent_at, days, evidence=evidence)
        if self.fate.outcome == "returned":
            yield self._deed("returned", "request_returned", self.base, self.days * 0.35, cause=self.fate.return_cause)
            return
        yield from self._answer()

    def answer_at(self) -> datetime:
        """When this office answers if nothing more happens."""
        at = days_after(self.base, self.days)
        fee = [self._since(f"fee_{word}") for word in ("approved", "paid", "refused", "challenged")]
        settled = [days_after(morning_of(t), AFTER_FEE_DAYS) for t in fee if t is not None]
        return max([at, *settled])

    @property
    def days(self) -> float:
        """Calendar days from receipt to answer, shortened by every letter and call so far."""
        if self._days is None:
            rates, journal, about = self.scene.rates, self.scene.journal, self.request.id
            letters = [e for e in journal.named("letter_sent", request=about) if e["name"][:3] in HURRYING]
            steps = [(self._days_since_base(e), rates.letter_hurries) for e in letters]
            steps += [
                (self._days_since_base(e), rates.call_hurries) for e in journal.named("call_logged", request=about)
            ]
            self._days = hastened(self.fate.response_days, [step for step in steps if step[0] > 0])
        return self._days

    def _answer(self) -> Iterator[Deed]:
        fee_open = self.request.fee_status == "quoted"
        if self.fate.fee_minor is not None and not self.scene.since("fee_quoted", request=self.request.id):
            yield self._deed("fee", "fee_quoted", self.base, self.days * 0.4, amount_minor=self.fate.fee_minor)
            return
        if fee_open:
            return
        at = self.answer_at()
        first_part_at = self._since("records_received")
        if first_part_at is not None:
            at = days_after(morning_of(first_part_at), self.fate.second_part_days)
        elif self.fate.outcome == "ok":
            yield from self._promise(at)
            yield from self._extension(at)
        if self.fate.outcome == "no_record":
            yield self._deed("no-record", "no_record_found", at)
        elif self.fate.outcome == "denied":
            yield self._deed("denied", "request_refused", at, basis="the office says that it may not release these")
        else:
            yield self._deed(
                f"records-{self.scene.happened('records_received', request=self.request.id)}",
                "records_received",
                at,
                items=self._parcel(first_part_at is None),
            )

    def _parcel(self, first: bool) -> str:
        """Everything, or in a first part about half, by record type; physical items travel alone anyway."""
        owed = sorted(self.owed, key=lambda item: item.record_type)
        if first and self.fate.partial and len(owed) > 1:
            half = (len(owed) + 1) // 2
            names = [item.record_type.value for item in owed]
            chosen = self.scene.chance(self.key, "parcel").sample(names, half)
            owed = [item for item in owed if item.record_type in chosen]
        return ",".join(item.id for item in owed)

    def _promise(self, answer_at: datetime) -> Iterator[Deed]:
        if not self.fate.promises or self._since("office_promised") or self.days < 4:
            return
        on = answer_at.date() - timedelta(days=3 if self.fate.breaks_promise else 0)
        told_at = days_after(self.base, min(self.days * 0.3, 5.0))
        if on > told_at.date():
            said = misheard(self.scene, self.request, on)
            yield self._deed("promise", "office_promised", told_at, on=said.isoformat())

    def _extension(self, answer_at: datetime) -> Iterator[Deed]:
        due = self.request.due_on
        if not self.fate.extends or due is None or self.request.received_at is None or self._since("office_extended"):
            return
        if answer_at.date() > due:
            at = evening_of(due - timedelta(days=4))
            yield self._deed("extension", "office_extended", at, reason="the records are stored elsewhere")

    def _given_up(self) -> Iterator[Deed]:
        """Nobody answers: patient and navigator go on without, on record (``domain.md`` §1.4)."""
        days = GIVE_UP_DAYS[self.scene.case.priority]
        for item in self.owed:
            yield self._deed(
                f"waived/{item.record_type}",
                "item_waived",
                self.sent_at,
                days,
                item=item.id,
                reason="the office never answered; the patient agreed to go on without",
                agreed_by="patient",
            )

    def _sent_again(self, after: datetime, days: float, *, other_way: bool) -> Deed:
        used = str(self.request.channel or "fax")
        ways = (
            ["print", "fax"]
            if other_way and used == "fax"
            else ["fax", "print"]
            if other_way
            else [used, "fax", "print"]
        )
        ways = ["secure_email" if way == "email" else way for way in [*ways, "office_portal", "secure_email"]]
        key = f"{self.key}/again-{self.times_sent}"
        way = next((w for w in ways if not self.scene.was_refused(f"{key}/{w}")), "print")
        return self.scene.deed(
            f"{key}/{way}", "request_sent_again", after, days, by=RECORDS, request=self.request.id, channel=way
        )

    def _deed(self, key: str, fact: str, after: datetime, days: float = 0.0, **values: object) -> Deed:
        about = {} if fact == "item_waived" else {"request": self.request.id}
        return self.scene.deed(
            f"{self.key}/{key}/{self.times_sent}", fact, after, days, by=RECORDS, values={**about, **values}
        )

    def _since(self, name: str) -> datetime | None:
        """When such an event happened since the letter left last."""
        at = self.scene.since(name, request=self.request.id)
        return at if at is not None and (at >= self.sent_at or name == "request_returned") else None

    def _days_since_base(self, event: Event) -> float:
        return (morning_of(event.at) - self.base) / timedelta(days=1)
