"""The sheets of a case: which message takes which along, and how each is filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from coordinator.correspondence.comparison_words import comparison_words
from coordinator.correspondence.dates import reader_date
from coordinator.correspondence.patient_labels import visit_mode
from coordinator.correspondence.sheets import Sheet
from coordinator.domain.effect import Effect
from coordinator.domain.opinion_content import entries, leaf, recommendations
from coordinator.domain.visit import Appointment
from coordinator.services.rendering.opinion_values import question_lines
from coordinator.services.rendering.side_by_side import comparison_block
from coordinator.services.rendering.subject_matter import SubjectMatter
from coordinator.services.rendering.visit_words import visit_words

WORRY, SUPPLEMENT = "worry", "supplement"
"""The keys under which the patient's words are kept beside the journal."""

TAKEN_ALONG: Mapping[str, str] = {
    "m19-preparation": "preparation",
    "m26-comparison-ready": "comparison",
    "m29-decision-guide": "decision-guide",
}
"""What goes along with a message where its reader may have details: by post, or with leave by mail."""

PREVIEWS = {
    "preparation": "preparation", "companion": "preparation", "m19": "preparation", "comparison": "comparison",
    "m26": "comparison", "decision-guide": "decision-guide", "m29": "decision-guide",
}  # fmt: skip
"""The names by which ``coordinator letter REF NAME`` finds a sheet."""


def sheets_with(effects: Sequence[Effect], about: SubjectMatter) -> list[Sheet]:
    """The sheets that these messages take along, each once, in their order."""
    comparison = about.case.comparison()
    shown = comparison is not None and comparison.verified_at is not None
    names = dict.fromkeys((TAKEN_ALONG[e.name], e.subject) for e in effects if e.name in TAKEN_ALONG)
    return [patient_sheet(name, about, subject) for name, subject in names if shown or name != "comparison"]


def patient_sheet(name: str, about: SubjectMatter, subject: str = "") -> Sheet:
    """One sheet with the case's own values. Raises ``Refused`` for a comparison nobody verified."""
    return Sheet(name, _VALUES[name](about, subject))


def worry_of(about: SubjectMatter) -> str:
    """What worries the patient most, as they said last."""
    told = about.written(WORRY)
    return told[-1] if told else str(about.case.intake.get("worry") or "")


def supplements_of(about: SubjectMatter) -> list[str]:
    """Supplements and other treatments, from the intake and since."""
    intake = about.case.intake
    told = [str(one) for one in [*(intake.get("other_treatments") or []), *(intake.get("supplements") or [])]]
    return list(dict.fromkeys([*told, *about.written(SUPPLEMENT)]))


def _preparation(about: SubjectMatter, subject: str) -> Mapping[str, object]:
    visit: Appointment | None = about.appointment(subject) or about.case.appointment()
    words = visit_words(visit, about.case.patient, about.language) if visit else None
    return {
        "visit_date": words.date if words else "",
        "visit_time": words.time if words else "",
        "mode": visit_mode(visit.mode, about.language) if visit else "",
        "place": words.place if words and visit and visit.mode.value == "in_person" else "",
        "kind": visit.mode.value if visit else "",
        "questions": question_lines(about),
        "worry": worry_of(about),
        "supplements": supplements_of(about),
    }


def _comparison(about: SubjectMatter, subject: str) -> Mapping[str, object]:
    return {"block": comparison_block(about), "for_office": False}


def _guide(about: SubjectMatter, subject: str) -> Mapping[str, object]:
    """The choices are those the opinions name, in the order in which they were given; waiting stands among them."""
    named: list[str] = []
    for opinion in sorted(about.case.opinions, key=lambda o: o.ordinal):
        named += [leaf(r, "name") for r in recommendations(opinion.content)]
        named += [leaf(a, "name") for a in entries(opinion.content, "alternatives")]
    options = [name for name in dict.fromkeys(named) if name != "not_stated"]
    day = about.case.deadline_on
    return {
        "decide_by": reader_date(day, about.language) if day and day >= about.today else "",
        "options": [*options[:5], comparison_words(about.language).wait],
    }


_VALUES: Mapping[str, Callable[[SubjectMatter, str], Mapping[str, object]]] = {
    "preparation": _preparation,
    "comparison": _comparison,
    "decision-guide": _guide,
}
