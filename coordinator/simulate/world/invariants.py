"""What must hold of every case, whoever plays it (``domain.md`` §10.3): read from what left, not from intentions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Protocol

from coordinator.domain.business_days import BusinessCalendar, calendar_of
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.event import Event
from coordinator.domain.window import is_open
from coordinator.domain.words import AppointmentStatus, Channel, Priority, Stage, StopClass, ToRole
from coordinator.playbook.schema import Limits, Playbook

FREE_LETTERS = ("l08", "l09")
"""Letters that never wait for the distance (``domain.md`` §12 R3)."""

OFFICES = (ToRole.DESK, ToRole.PRIVACY_OFFICER, ToRole.PROVIDER, ToRole.TREATING)
BACK = {
    (Stage.COMPARISON, Stage.RECORDS),
    (Stage.CONSULTATION, Stage.SCHEDULING),
    (Stage.COMPARISON, Stage.SCHEDULING),
}
"""The declared edges back (``design.md``, "Rules of the engine"); closed cases may be opened again anywhere."""

PRIORITY = ("priority_raised", "priority_set")
"""Entries of the journal that say how urgent a case is from then on; it begins as a routine one."""

LONGEST_LEGAL, SIX_DAYS = timedelta(days=60), timedelta(days=6)


class Communication(Protocol):
    """What is asked of a mail or letter that left, in the database or in memory."""

    @property
    def name(self) -> str:
        """The message or letter."""

    @property
    def kind(self) -> str:
        """Message or letter."""

    @property
    def channel(self) -> str:
        """How it went."""

    @property
    def to_role(self) -> str:
        """To whom."""

    @property
    def desk_id(self) -> str | None:
        """The desk, for letters to one."""

    @property
    def made_at(self) -> datetime:
        """When its bytes were fixed."""

    @property
    def local_on(self) -> date:
        """The day at its reader's."""

    @property
    def time_zone(self) -> str:
        """Its reader's zone."""

    @property
    def budgeted(self) -> bool:
        """Whether it counts for the person's budget."""

    @property
    def cause_seq(self) -> int:
        """The entry of the journal that ordered it."""

    @property
    def address_hash(self) -> str:
        """Where it went, as one word."""


def broken_in_case(
    case: Case,
    sent: Sequence[Communication],
    playbook: Playbook,
    holidays: frozenset[date],
    priorities: Sequence[Event] = (),
) -> Iterator[str]:
    """One sentence for each breach of what can be seen in one case. ``priorities``: its entries named ``PRIORITY``."""
    yield from after_the_stop(case, sent, playbook)
    yield from too_close(case, sent, playbook.limits, holidays, priorities)
    yield from out_of_hours(case, sent, playbook, holidays)
    yield from in_the_open(case, sent)
    yield from twice(case, sent)
    yield from unverified(case)
    yield from wrong_due_dates(case)
    yield from double_booked(case)


def after_the_stop(case: Case, sent: Iterable[Communication], playbook: Playbook) -> Iterator[str]:
    """What outlives nothing does not leave after the end; after a death nothing goes to the patient by itself."""
    closed_at, died_at = case.closed_at, case.patient.deceased_recorded_at
    for row in sent:
        rule = playbook.messages[row.name]
        if closed_at is not None and row.made_at > closed_at and rule.stop_class is StopClass.CARE:
            yield f"{case.ref}: {row.name} was made after the case was closed"
        by_itself = not rule.needs_approval
        if died_at is not None and row.made_at > died_at and row.to_role not in OFFICES and by_itself:
            yield f"{case.ref}: {row.name} was made after the death was known"


def over_budget(sent: Iterable[Communication], limits: Limits) -> Iterator[str]:
    """Automated messages to one person over all cases (``domain.md`` §12, "Budget")."""
    days = sorted([row.local_on for row in sent if row.kind == "message" and row.budgeted])
    counted = Counter(days)
    for day, count in counted.items():
        if count > limits.a_day:
            yield f"{count} automated messages to one person on {day}"
    for day in counted:
        week = bisect_right(days, day) - bisect_left(days, day - SIX_DAYS)
        if week > limits.in_7_days:
            yield f"{week} automated messages to one person in the 7 days up to {day}"


def too_close(
    case: Case,
    sent: Iterable[Communication],
    limits: Limits,
    holidays: frozenset[date],
    priorities: Sequence[Event] = (),
) -> Iterator[str]:
    """Letters about one patient to one desk keep the distance that held when the later one left (§12 R3)."""
    letters: dict[str, list[Communication]] = {}
    for row in sent:
        if row.kind == "letter" and row.desk_id is not None and not row.name.startswith(FREE_LETTERS):
            letters.setdefault(row.desk_id, []).append(row)
    for desk_id, rows in letters.items():
        if len(rows) < 2:
            continue
        calendar = _calendar_of(case, desk_id, holidays)
        for earlier, later in pairwise(sorted(rows, key=lambda row: row.local_on)):
            days = calendar.between(earlier.local_on, later.local_on)
            if days >= max(limits.apart, limits.apart_urgent):
                continue
            apart = limits.apart_urgent if urgent_at(later.made_at, priorities) else limits.apart
            if days < apart:
                yield f"{case.ref}: {earlier.name} and {later.name} to one desk are closer than {apart} business days"


def urgent_at(moment: datetime, priorities: Sequence[Event]) -> bool:
    """True when the case was urgent at some time of this moment: a person may lower it again at once."""
    before = [event for event in priorities if event.at < moment]
    there = [event for event in priorities if event.at == moment]
    return any(event["priority"] == Priority.URGENT for event in (*before[-1:], *there))


def out_of_hours(
    case: Case, sent: Iterable[Communication], playbook: Playbook, holidays: frozenset[date]
) -> Iterator[str]:
    """Patients hear from us by day and not on Sundays and holidays, offices in their hours (§12 R4, R5)."""
    for row in sent:
        to_office = row.to_role in OFFICES
        window = playbook.windows["office" if to_office else "patient"]
        if playbook.messages[row.name].sundays_and_holidays:
            window = window.on_any_day
        calendar = _calendar_of(case, row.desk_id, holidays)
        if not is_open(window, row.made_at, row.time_zone, calendar):
            there = local(row.made_at, row.time_zone)
            yield f"{case.ref}: {row.name} left at {there:%A %Y-%m-%d %H:%M} for {row.to_role}"


def _calendar_of(case: Case, desk_id: str | None, holidays: frozenset[date]) -> BusinessCalendar:
    if desk_id is not None:
        for request in case.requests:
            if request.desk is not None and request.desk.id == desk_id:
                return calendar_of(holidays, tuple(request.desk.closed_on))
    return calendar_of(holidays)


def in_the_open(case: Case, sent: Iterable[Communication]) -> Iterator[str]:
    """Nothing goes to an office by plain e-mail."""
    secure = {r.desk.id for r in case.requests if r.desk is not None and r.desk.secure_email_agreed}
    for row in sent:
        open_mail = row.channel == Channel.EMAIL
        if row.to_role in OFFICES and (
            open_mail or (row.channel == Channel.SECURE_EMAIL and row.desk_id not in secure)
        ):
            yield f"{case.ref}: {row.name} left by e-mail to a desk that is not marked secure"


def twice(case: Case, sent: Iterable[Communication]) -> Iterator[str]:
    """One cause, one recipient, one message."""
    for (name, _seq, _to), count in Counter((r.name, r.cause_seq, r.address_hash) for r in sent).items():
        if count > 1:
            yield f"{case.ref}: {name} left {count} times for one cause and recipient"


def unverified(case: Case) -> Iterator[str]:
    """A comparison is shown only after a second person verified it."""
    for comparison in case.comparisons:
        if comparison.shared_at is not None and (
            comparison.verified_at is None or comparison.verified_at > comparison.shared_at
        ):
            yield f"{case.ref}: the comparison was shared before it was verified"


def wrong_due_dates(case: Case) -> Iterator[str]:
    """A legal date stands only on basis A or B with evidenced receipt, and never later than 60 days after it."""
    for request in case.requests:
        if request.due_on is None:
            continue
        applies = request.legal_basis is not None and request.legal_basis.deadline_applies
        if not applies or request.received_at is None or not request.receipt_evidenced:
            yield f"{case.ref}: a request carries a legal date without basis A or B or without a receipt"
        elif request.due_on - local(request.received_at, _zone(case, request.desk)).date() > LONGEST_LEGAL:
            yield f"{case.ref}: a legal date lies more than 60 days after receipt"


def _zone(case: Case, desk: object) -> str:
    return str(getattr(desk, "time_zone", case.patient.time_zone))


def double_booked(case: Case) -> Iterator[str]:
    """One open appointment a case."""
    if sum(a.status is AppointmentStatus.BOOKED for a in case.appointments) > 1:
        yield f"{case.ref}: two appointments are booked at once"


def left_alone(case: Case, next_at: datetime | None) -> Iterator[str]:
    """An open case always has a next moment or a person's work item: nobody is forgotten."""
    if case.open and not case.on_hold and next_at is None and not any(item.open for item in case.work_items):
        yield f"{case.ref}: nothing is ahead and nobody has anything to do (it stands in {case.stage})"


def wrong_steps(case: Case, events: Iterable[Event]) -> Iterator[str]:
    """Stages are left forward one by one, and back only by a declared edge; the times in them sum to the case."""
    at, order = Stage.REQUEST, list(Stage)
    for event in events:
        if event.name != "stage_entered":
            continue
        stage = Stage(event["stage"])
        forward = stage is Stage.CLOSED or order.index(stage) == order.index(at) + 1
        if not forward and at is not Stage.CLOSED and (at, stage) not in BACK:
            yield f"{case.ref}: it went from {at} to {stage}"
        at = stage
    if at is not case.stage:
        yield f"{case.ref}: the journal says {at}, the case {case.stage}"
