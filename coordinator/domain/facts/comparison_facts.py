"""The side by side: classified, verified by a second person, shared, opened, and asked back about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordinator.domain.case import Case
from coordinator.domain.errors import Reason, Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.clarification_making import settle_clarifications, want_clarifications
from coordinator.domain.facts.fact import OPERATOR, Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import add_mark, marked
from coordinator.domain.facts.obligations import finish, finish_one
from coordinator.domain.facts.opinion_facts import may_file, put_on_file, same_on_file
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.opinion import Comparison
from coordinator.domain.opinion_file import parse_opinion
from coordinator.domain.opinion_sources import documented, unpointed
from coordinator.domain.words import (
    ComparisonStatus,
    DiagnosisAgreement,
    DifferenceCause,
    Disclosure,
    ReferralStatus,
    StaffRole,
    TreatmentAgreement,
    WorkItemKind,
)

ORDINALS = ("1", "2", "3")
HOW = ("page", "phone", "letter")


@fact(
    needed("diagnosis", Kind.CHOICE, "how the diagnoses relate (domain.md §8.2)", tuple(DiagnosisAgreement)),
    needed("treatment", Kind.CHOICE, "how the recommendations relate (domain.md §8.3)", tuple(TreatmentAgreement)),
    maybe("cause", Kind.CHOICE, "why they differ (domain.md §8.4); needed where they do", tuple(DifferenceCause)),
    usually="comparison", says="A clinical reviewer said how the opinions relate. Patients never see a class.",
    who=frozenset({StaffRole.CLINICAL_REVIEWER}),
)  # fmt: skip
def agreement_classified(
    case: Case, act: Act, known: Known, diagnosis: str, treatment: str, cause: str | None = None
) -> Recorded:
    """Where nothing differs there is no cause."""
    comparison = made(case)
    alike = diagnosis == DiagnosisAgreement.CONFIRMED and treatment == TreatmentAgreement.SAME
    if cause is None and not alike:
        raise Refused("key.missing", f"one of {', '.join(DifferenceCause)}", field="cause")
    told = (diagnosis, treatment, cause, act.by)
    confirmed = (comparison.diagnosis_confirmed, comparison.treatment_confirmed, comparison.cause_confirmed)
    if (*confirmed, comparison.classified_by) == told:
        return already(comparison=comparison.id)
    comparison.diagnosis_confirmed, comparison.treatment_confirmed = diagnosis, treatment
    comparison.cause_confirmed, comparison.classified_by = cause, act.by
    event = case.note(
        "agreement_classified", act, comparison=comparison.id, diagnosis=diagnosis, treatment=treatment, cause=cause
    )
    finish(case, WorkItemKind.CLASSIFY_AGREEMENT, act, comparison.id)
    return said(event, comparison=comparison.id)


@fact(usually="comparison", says="A second person checked that the comparison says what the opinions say.")
def comparison_verified(case: Case, act: Act, known: Known) -> Recorded:
    """Somebody else than who filed any of the opinions, and a person by name (``domain.md`` §8, §12)."""
    comparison = made(case)
    if act.by == OPERATOR or act.by in {opinion.filed_by for opinion in case.opinions}:
        raise Refused("comparison.same_person", "somebody else than who filed an opinion verifies")
    if comparison.verified_at is not None:
        return already(comparison=comparison.id)
    _ask_for_pointers(case)
    comparison.verified_by, comparison.verified_at = act.by, act.at
    comparison.status = ComparisonStatus.VERIFIED
    event = case.note("comparison_verified", act, comparison=comparison.id)
    finish(case, WorkItemKind.VERIFY_COMPARISON, act, comparison.id)
    return said(event, comparison=comparison.id)


@fact(usually="comparison", says="The verified comparison is there for the patient; they are told.")
def comparison_shared(case: Case, act: Act, known: Known) -> Recorded:
    """Never a draft."""
    comparison = _verified(case)
    if comparison.shared_at is not None:
        return already(comparison=comparison.id)
    comparison.shared_at, comparison.status = act.at, ComparisonStatus.SHARED
    return said(case.note("comparison_shared", act, comparison=comparison.id), comparison=comparison.id)


@fact(
    maybe("how", Kind.CHOICE, "by themselves, walked through by telephone, or by letter; page", HOW),
    usually="comparison", says="The patient saw the comparison.",
)  # fmt: skip
def comparison_opened(case: Case, act: Act, known: Known, how: str = "page") -> Recorded:
    """The first time counts."""
    comparison = _verified(case)
    if comparison.shared_at is None:
        raise Refused("comparison.not_shared", "it has not been shared with the patient")
    if comparison.opened_at is not None:
        return already(comparison=comparison.id)
    comparison.opened_at, comparison.opened_how = act.at, how
    comparison.status = ComparisonStatus.OPENED
    return said(case.note("comparison_opened", act, comparison=comparison.id, how=how), comparison=comparison.id)


@fact(
    maybe("to", Kind.LIST, "whom to ask, by ordinal: 1,2; everybody who was silent", ORDINALS),
    maybe("questions", Kind.TEXT, "what to ask"),
    usually="comparison", says="We offered to ask the providers what their opinions leave open.",
)  # fmt: skip
def clarification_offered(
    case: Case, act: Act, known: Known, to: list[str] | None = None, questions: str | None = None
) -> Recorded:
    """Ends the questions back to those named."""
    comparison = made(case)
    asked = [w for w in case.open_items(WorkItemKind.ASK_BACK) if to is None or w.about in to]
    new_words = questions is not None and not marked(case, "clarifications", questions)
    if comparison.clarification_offered_at is not None and not asked and not new_words:
        return already(comparison=comparison.id)
    comparison.clarification_offered_at = comparison.clarification_offered_at or act.at
    event = case.note("clarification_offered", act, comparison=comparison.id, to=to)
    if questions is not None and new_words:
        add_mark(case, "clarifications", questions)
        case.write_down(event, "text", questions)
    for item in asked:
        finish_one(case, item, act)
    want_clarifications(case, asked, to, event.seq if new_words else None, act)
    return said(event, comparison=comparison.id)


@fact(
    needed("to", Kind.CHOICE, "whose answer it is, by ordinal", ORDINALS),
    maybe("file", Kind.OPINION, "the opinion as it reads now"),
    maybe("text", Kind.TEXT, "the answer in words"),
    usually="comparison", says="A provider answered what we asked back.",
)  # fmt: skip
def clarification_answered(
    case: Case, act: Act, known: Known, to: str, file: Mapping[str, Any] | None = None, text: str | None = None
) -> Recorded:
    """A file takes the place of the opinion, and the comparison is made again; words stay beside it."""
    comparison = made(case)
    if (file is None) == (text is None):
        raise Refused("key.wrong", "a file or a text, one of them", field="file")
    if text is not None:
        if marked(case, f"clarified.{to}", text):
            return already(comparison=comparison.id)
        add_mark(case, f"clarified.{to}", text)
        event = case.note("clarification_answered", act, comparison=comparison.id, ordinal=int(to))
        case.write_down(event, "text", text)
        settle_clarifications(case, int(to), act)
        return said(event, comparison=comparison.id)
    parsed = parse_opinion(file, icd_exists=known.icd_exists)
    if str(parsed.ordinal) != to:
        raise Refused("key.wrong", f"the file must have ordinal {to}", field="file")
    may_file(case, parsed)
    on_file = same_on_file(case, parsed)
    if on_file is not None:
        return already(comparison=comparison.id, opinion=on_file.id)
    event = case.note("clarification_answered", act, comparison=comparison.id, ordinal=parsed.ordinal)
    settle_clarifications(case, parsed.ordinal, act)
    opinion, _ = put_on_file(case, parsed, act)
    return said(event, comparison=comparison.id, opinion=opinion.id)


@fact(usually="comparison", says="The patient wants a third opinion; the case goes back to scheduling.")
def third_opinion_wanted(case: Case, act: Act, known: Known) -> Recorded:
    """The patient's to say, never ours. Earlier offers to providers lapse."""
    made(case)
    if case.third_opinion_wanted:
        return already()
    case.third_opinion_wanted = True
    if (case.intake.get("question") or {}).get("disclosure") in ("sealed", "blinded"):
        case.disclosure = Disclosure.SEALED  # the third provider has seen nothing yet
    for referral in case.referrals:
        if referral.status in (ReferralStatus.SENT, ReferralStatus.ACCEPTED):
            referral.status = ReferralStatus.LAPSED
    return said(case.note("third_opinion_wanted", act))


def _ask_for_pointers(case: Case) -> None:
    """Where an author's document is on file, every field points into it (``domain.md`` §8.1)."""
    astray = [
        Reason("comparison.unsourced", f"{opinion.ordinal}.{name}")
        for opinion in sorted(case.opinions, key=lambda o: o.ordinal)
        if documented(opinion, case.documents)
        for name in unpointed(opinion.content)
    ]
    if astray:
        raise Refused("comparison.unsourced", "these point to no document, page and quote", reasons=astray)


def made(case: Case) -> Comparison:
    """The comparison; the engine makes it when the case enters its stage."""
    comparison = case.comparison()
    if comparison is None:
        raise Refused("comparison.not_made", "there is none before two opinions are on file")
    return comparison


def _verified(case: Case) -> Comparison:
    comparison = made(case)
    if comparison.verified_at is None:
        raise Refused("comparison.not_verified", "a second person verifies it first")
    return comparison
