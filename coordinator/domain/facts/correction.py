"""Putting a wrong fact right: what it changed is taken back, then it is recorded anew (``domain.md`` §12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.change import encoded, holders_of, parts_of, places_of
from coordinator.domain.facts.fact import Fact, Kind, Known, Recorded, allow, already, said
from coordinator.domain.facts.past import FactChange, Past
from coordinator.domain.facts.registry import fact, needed
from coordinator.domain.facts.taking_back import overtaken, take_back

BY_REOPENING = "case_reopened takes it back, with its reason"
LASTING: Mapping[str, str] = {
    "withdrawn": BY_REOPENING,
    "patient_died": f"{BY_REOPENING}, by a supervisor",
    "case_closed": BY_REOPENING,
    "case_declined": BY_REOPENING,
    "case_reopened": "case_closed ends it again",
    "letter_approved": "the letter may have left; `effects cancel` stops one that has not",
    "letter_withheld": "`effects retry` lets the letter go",
    "handover_accepted": "navigator_changed hands the case back",
    "slot_held": "slot_released lets it go",
    "slot_released": "slot_held holds it again, if it is still free",
    "opinion_unsealed": "what was seen was seen",
    "message_written": "Messages cancels it before it leaves; what left was read",
    "fax_failed": "the next try is ordered; `effects cancel` stops it before it leaves",
    "quarantine_ended": "the bytes left the store; the sender can send them again",
}
"""Facts that are not corrected this way, and what is done instead."""

REPLACED_ONLY: Mapping[str, str] = {
    "case_accepted": "requests were made of it; say who the navigator is, or close the case",
    "opinion_filed": "the comparison is made of it; say file= with the right one",
    "no_written_opinion": "the comparison is made of it; say file= with the right one",
}
"""Facts that may be recorded anew but not taken back, once the engine has built on them."""

SAME_AS = "at"

Record = Callable[[Case, str, Mapping[str, object], Act, Known, Past], Recorded]


@fact(
    needed("seq", Kind.WHOLE, "the number of the event that is wrong; further keys are those of its fact, put right"),
    usually="any stage", says="A fact was recorded wrongly: it is put right, or without further keys taken back.",
    when_closed=True,
)  # fmt: skip
def corrected(case: Case, act: Act, known: Known, **_keys: object) -> Recorded:
    """Its keys are those of another fact: ``record`` hands it to ``correct``."""
    raise Refused("correction.not_kept", "what facts changed is not kept here")


def correct(
    case: Case, values: Mapping[str, object], act: Act, known: Known, past: Past, record: Record,
    facts: Mapping[str, Fact],
) -> Recorded:  # fmt: skip
    """Take the fact back and, where keys are given, record it anew with them; both events stay.

    Raises ``Refused`` and then has changed nothing: ``correction.overtaken`` names the later fact to correct first.
    """
    given = {key: value for key, value in values.items() if key != "seq"}
    change = _wrong(values.get("seq"), past)
    anew = {**change.values, SAME_AS: change.values.get(SAME_AS, change.at.isoformat()), **given}
    if change.corrected_by is not None:
        newer = past.change(change.replaced_by) if change.replaced_by else None
        if (newer is None and not given) or (newer is not None and dict(newer.values) == encoded(anew)):
            return already(fact=change.fact, was_seq=str(change.seq))
        raise Refused("correction.done", f"entry {change.corrected_by} did; correct {change.replaced_by or 'nothing'}")
    allow(facts[change.fact], act)
    _allowed(case, change, facts[change.fact], bool(given))
    _not_overtaken(case, change, past)
    kept = _Kept(case, known)
    left = past.left(change)
    try:
        take_back(case, change.steps, act, known)
        event = case.note(
            "corrected", act, fact=change.fact, was_seq=change.seq, first_seq=change.first_seq,
            last_seq=change.last_seq, was_recorded_at=change.recorded_at, left=left or None,
            taken_back=None if given else True,
            **{key: value for key, value in change.ids.items() if key not in ("left", "fact")},
        )  # fmt: skip
        case.stopped_seq = event.seq  # what is on its way because of it is asked for at the gate once more
        recorded = record(case, change.fact, anew, act, known, past) if given else None
    except Refused:
        kept.put_back(case)
        raise
    again = recorded.seq if recorded is not None else None
    past.corrected(change, event.seq, again)
    ids = dict(recorded.ids) if recorded is not None else {}
    ids |= {"fact": change.fact, "was_seq": str(change.seq)}
    ids |= {"anew_seq": str(again)} if again else {}
    ids |= {"left": ",".join(left)} if left else {}
    return said(event, **ids)


def _wrong(seq: object, past: Past) -> FactChange:
    digits = str(seq if seq is not None else "").strip()
    if not digits:
        raise Refused("key.missing", "the number of the event that is wrong", field="seq")
    change = past.change(int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
    if change is None:
        raise Refused("correction.no_fact", "no fact that a person recorded has this number", field="seq")
    return change


def _allowed(case: Case, change: FactChange, wrong: Fact, anew: bool) -> None:
    if change.fact in LASTING:
        raise Refused("correction.not_possible", LASTING[change.fact], field="seq")
    if not case.open and not wrong.when_closed:
        raise Refused("case.closed", "case_reopened opens it again within 180 days")
    built_on = case.acted_seq >= change.seq if change.fact == "case_accepted" else bool(case.comparisons)
    if change.fact in REPLACED_ONLY and built_on and not anew:
        raise Refused("correction.not_possible", REPLACED_ONLY[change.fact], field="seq")


def _not_overtaken(case: Case, change: FactChange, past: Past) -> None:
    changed = overtaken(case, change.steps)
    if not changed:
        return
    for later in reversed(past.since(change.seq)):
        if any(step.path in changed for step in later.steps):
            raise Refused("correction.overtaken", f"correct {later.fact} first, entry {later.seq}", field="seq")
    raise Refused("correction.overtaken", f"the case has moved on: {'.'.join(changed[0])}", field="seq")


class _Kept:
    """The case before a correction, to be put back where recording anew is refused."""

    def __init__(self, case: Case, known: Known) -> None:
        owners = (case, case.patient, *case.requests)
        lists = [getattr(owner, name) for owner in owners for name in parts_of(type(owner))]
        self._lists = [(listed, list(listed)) for listed in lists]
        self._places = [
            (holder, {name: getattr(holder, name) for name in places_of(type(holder))})
            for _path, holder in holders_of(case)
        ]
        found = [known.slot(a.slot_id) for a in case.appointments if a.slot_id]
        self._slots = [(slot, slot.taken_by) for slot, _provider in filter(None, found)]
        self._counts = (case.seq, case.stopped_seq, case.wake_at)
        self._said = (len(case.noted), len(case.texts))

    def put_back(self, case: Case) -> None:
        for listed, parts in self._lists:
            listed[:] = parts
        for holder, values in self._places:
            for name, value in values.items():
                setattr(holder, name, value)
        for slot, taken_by in self._slots:
            slot.taken_by = taken_by
        case.seq, case.stopped_seq, case.wake_at = self._counts
        noted, texts = self._said
        del case.noted[noted:], case.texts[texts:]
