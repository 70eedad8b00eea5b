"""The consultation as staff see it: visit, questions and worry, packet, chase of the report, next steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from coordinator.correspondence.packet_values import TimelineLine
from coordinator.domain.case import Case
from coordinator.domain.opinion_content import NOT_STATED
from coordinator.domain.packet_index import NOT_INITIALLED, NOT_OURS, SEALED, withheld
from coordinator.domain.question import MOST, fitting, listed, wording
from coordinator.domain.visit import Appointment
from coordinator.domain.words import AppointmentStatus, Disclosure, MissedCause, ReferralStatus, VisitMode
from coordinator.services.question_bank import question_bank
from coordinator.services.rendering.packet_pages import index_lines, timeline_lines
from coordinator.services.rendering.patient_sheets import SUPPLEMENT, WORRY

MODES = {
    VisitMode.IN_PERSON: "in person", VisitMode.VIDEO: "by video", VisitMode.RECORD_REVIEW: "the files are read",
}  # fmt: skip
STATES = {
    AppointmentStatus.BOOKED: "booked", AppointmentStatus.SUPERSEDED: "moved",
    AppointmentStatus.CANCELLED: "called off",
    AppointmentStatus.ATTENDED: "took place", AppointmentStatus.MISSED: "did not take place",
}  # fmt: skip
CAUSES = {
    MissedCause.TRANSPORT: "no way to get there", MissedCause.FEAR: "afraid", MissedCause.FELT_TOO_ILL: "felt too ill",
    MissedCause.COST: "the cost", MissedCause.WRONG_TIME_ZONE: "the wrong time zone",
    MissedCause.ADMITTED: "in hospital", MissedCause.OTHER: "something else",
}  # fmt: skip
HELD_BACK = {
    SEALED: "sealed until the second opinion is on file",
    NOT_INITIALLED: "the paper does not allow this category",
    NOT_OURS: "locked away: it may be somebody else's",
}
WHO = {"patient": "the patient", "provider": "the provider", "navigator": "we"}


@dataclass(frozen=True)
class Visit:
    """One appointment; ``begun`` once its time has come."""

    id: str
    provider: str
    starts_at: datetime
    patient_zone: str
    provider_zone: str
    how: str
    place: str
    status: str
    state: str
    begun: bool
    missed_why: str


@dataclass(frozen=True)
class Asked:
    """One question of the patient's list."""

    id: str
    text: str
    place: int


@dataclass(frozen=True)
class OpinionLine:
    """One opinion, or the one that is still to come."""

    ordinal: int
    title: str
    author: str
    says: str
    filed: bool


@dataclass(frozen=True)
class Step:
    """One next step."""

    id: str
    what: str
    who: str
    by: date
    open: bool
    outcome: str


@dataclass(frozen=True)
class Consultation:
    """The tab. ``bank``: questions by topic that may still be chosen."""

    visits: list[Visit]
    standing: Visit | None
    questions: list[Asked]
    room: int
    bank: list[tuple[str, list[tuple[str, str]]]]
    worry: str
    supplements: list[str]
    sealed: bool
    index: Sequence[str]
    timeline: Sequence[TimelineLine]
    held_back: list[tuple[str, str]]
    packet_sent_at: datetime | None
    acknowledged: bool
    offered: bool
    opinions: list[OpinionLine]
    awaited: int
    chasing: bool
    steps: list[Step]


def consultation_shown(case: Case, texts: Mapping[int, Mapping[str, str]], now: datetime, today: date) -> Consultation:
    """No statement."""
    visits = [_visit(case, one, now) for one in reversed(case.appointments)]
    referral, sealed = case.referral(), case.disclosure is Disclosure.SEALED
    accepted = referral is not None and referral.status is ReferralStatus.ACCEPTED
    return Consultation(
        visits=visits,
        standing=next((v for v in visits if v.status == AppointmentStatus.BOOKED), None),
        questions=_list(case, texts),
        room=MOST - len(listed(case)),
        bank=_bank(case),
        worry=_last(texts, WORRY) or str(case.intake.get("worry") or ""),
        supplements=_supplements(case, texts),
        sealed=sealed,
        index=index_lines(case, sealed, today),
        timeline=timeline_lines(case, today),
        held_back=_held_back(case, today),
        packet_sent_at=referral.packet_sent_at if referral is not None else None,
        acknowledged=referral is not None and case.answers.get("packet_acknowledged") == referral.id,
        offered=accepted,
        opinions=_opinions(case),
        awaited=case.wanted_ordinal,
        chasing=any(w.running and w.ladder == "written-opinion" for w in case.waits),
        steps=_steps(case),
    )


def _visit(case: Case, one: Appointment, now: datetime) -> Visit:
    return Visit(
        id=one.id,
        provider=one.provider.name,
        starts_at=one.starts_at,
        patient_zone=case.patient.time_zone,
        provider_zone=one.provider.time_zone,
        how=MODES[one.mode],
        place=one.place or "",
        status=one.status.value,
        state=STATES[one.status],
        begun=now >= one.starts_at,
        missed_why=CAUSES[one.missed_cause] if one.missed_cause else "",
    )


def _list(case: Case, texts: Mapping[int, Mapping[str, str]]) -> list[Asked]:
    worded = dict(wording(case, question_bank().by_id, texts, language="en"))
    return [
        Asked(str(entry["id"]), worded.get(str(entry["id"]), ""), place)
        for place, entry in enumerate(listed(case), start=1)
    ]


def _bank(case: Case) -> list[tuple[str, list[tuple[str, str]]]]:
    """What fits and is not on the list yet; sealed, without what tells of the first opinion."""
    bank, chosen = question_bank(), {str(entry["id"]) for entry in listed(case)}
    sealed = case.disclosure is Disclosure.SEALED
    found = []
    for topic in bank.topics:
        fit = fitting(bank.questions, topic=topic.id, specialty=case.specialty, sealed=sealed)
        options = [(q.id, q.in_language("en")) for q in fit if q.id not in chosen]
        if options:
            found.append((topic.title["en"], options))
    return found


def _supplements(case: Case, texts: Mapping[int, Mapping[str, str]]) -> list[str]:
    intake = case.intake
    told = [str(one) for one in [*(intake.get("other_treatments") or []), *(intake.get("supplements") or [])]]
    told += [texts[seq][SUPPLEMENT] for seq in sorted(texts) if texts[seq].get(SUPPLEMENT)]
    return list(dict.fromkeys(told))


def _held_back(case: Case, today: date) -> list[tuple[str, str]]:
    """Why something stays out, and how many there are of it. What is sealed is not named: nobody need guess at it."""
    found: dict[str, int] = {}
    for one in withheld(case, today):
        found[one.code] = found.get(one.code, 0) + 1
    return [(HELD_BACK[code], "one document" if count == 1 else f"{count} documents") for code, count in found.items()]


def _opinions(case: Case) -> list[OpinionLine]:
    titles = {1: "First opinion", 2: "Second opinion", 3: "Third opinion"}
    kept = [
        OpinionLine(
            o.ordinal,
            titles[o.ordinal],
            "author not stated" if o.author == NOT_STATED else o.author,
            "as the intake tells it" if o.status.value == "draft" else f"filed by {o.filed_by}",
            o.status.value != "draft",
        )
        for o in sorted(case.opinions, key=lambda o: o.ordinal)
    ]
    if case.opinion(case.wanted_ordinal) is None:
        kept.append(OpinionLine(case.wanted_ordinal, titles[case.wanted_ordinal], "", "still to come", False))
    return kept


def _steps(case: Case) -> list[Step]:
    return [
        Step(s.id, s.what, WHO.get(s.who, s.who), s.due_on, s.open, s.outcome or "")
        for s in sorted(case.next_steps, key=lambda s: (not s.open, s.due_on, s.id))
    ]


def _last(texts: Mapping[int, Mapping[str, Any]], key: str) -> str:
    told = [texts[seq][key] for seq in sorted(texts) if texts[seq].get(key)]
    return str(told[-1]) if told else ""
