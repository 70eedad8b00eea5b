"""A provider's written answer goes on file, or it is certain that none will come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordinator.domain.case import Case
from coordinator.domain.document import Document
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act, Event
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.facts.step_facts import take_steps
from coordinator.domain.opinion import Opinion
from coordinator.domain.opinion_file import ParsedOpinion, parse_opinion
from coordinator.domain.words import AppointmentStatus, ComparisonStatus, OpinionStatus, WorkItemKind

RECOLLECTION = "recollection"
FILE = needed("file", Kind.OPINION, "the opinion file (interface.md)")


@fact(
    FILE,
    maybe("document", Kind.DOCUMENT, "the author's own document, where it is on file"),
    usually="consultation", says="A written opinion is on file; who files it has matched the patient.",
)  # fmt: skip
def opinion_filed(
    case: Case, act: Act, known: Known, file: Mapping[str, Any], document: Document | None = None
) -> Recorded:
    """Raises ``OpinionProblems`` with all that is wrong with the file. An opinion may be filed again, changed."""
    parsed = parse_opinion(file, icd_exists=known.icd_exists)
    may_file(case, parsed)
    on_file = same_on_file(case, parsed)
    if on_file is not None and (document is None or on_file.document_id == document.id):
        return already(opinion=on_file.id)
    opinion, event = put_on_file(case, parsed, act)
    opinion.document_id = document.id if document is not None else opinion.document_id
    return said(event, opinion=opinion.id)


@fact(
    FILE,
    usually="consultation", says="No written opinion will come; the patient's recollection stands in its place.",
)  # fmt: skip
def no_written_opinion(case: Case, act: Act, known: Known, file: Mapping[str, Any]) -> Recorded:
    """The comparison then carries a warning (``domain.md`` §1.6)."""
    parsed = parse_opinion(file, icd_exists=known.icd_exists)
    if parsed.basis_mode != RECOLLECTION or parsed.ordinal == 1:
        raise Refused(
            "opinion.not_a_recollection", f"basis_mode must be {RECOLLECTION}, for ordinal 2 or 3", field="file"
        )
    may_file(case, parsed)
    on_file = same_on_file(case, parsed)
    if on_file is not None and case.recollection_filed:
        return already(opinion=on_file.id)
    case.note("no_written_opinion", act, ordinal=parsed.ordinal)
    opinion, event = put_on_file(case, parsed, act)
    case.recollection_filed = True
    return said(event, opinion=opinion.id)


def may_file(case: Case, parsed: ParsedOpinion) -> None:
    """Refuse an opinion whose visit did not take place, and a third one that nobody asked for."""
    if parsed.ordinal == 3 and not case.third_opinion_wanted:
        raise Refused("opinion.third_not_wanted", "third_opinion_wanted comes first", field="file")
    visits = sum(a.status is AppointmentStatus.ATTENDED for a in case.appointments)
    if visits < parsed.ordinal - 1:
        raise Refused("appointment.not_yet", f"the visit for opinion {parsed.ordinal} has not taken place")


def same_on_file(case: Case, parsed: ParsedOpinion) -> Opinion | None:
    """The opinion on file with this very content; ``None`` where it says something else, or is a draft."""
    opinion = case.opinion(parsed.ordinal)
    filed = opinion is not None and opinion.status is OpinionStatus.FILED
    return opinion if opinion is not None and filed and opinion.content == parsed.content else None


def put_on_file(case: Case, parsed: ParsedOpinion, act: Act) -> tuple[Opinion, Event]:
    """Keep it. A comparison made before goes back to draft at once: what was verified is no longer what is on file."""
    visit = case.attended() if parsed.ordinal > 1 else None
    opinion = case.opinion(parsed.ordinal)
    if opinion is None:
        opinion = Opinion(act.new_id(), parsed.ordinal, parsed.author_name, parsed.content, act.by, act.at)
        case.opinions.append(opinion)
    opinion.author, opinion.content = parsed.author_name, parsed.content
    opinion.filed_by, opinion.filed_at, opinion.status = act.by, act.at, OpinionStatus.FILED
    opinion.appointment_id = opinion.appointment_id or (visit.id if visit else None)
    if parsed.ordinal == case.wanted_ordinal:
        case.recollection_filed = parsed.basis_mode == RECOLLECTION
    _withdraw_verification(case)
    event = case.note("opinion_filed", act, opinion=opinion.id, ordinal=parsed.ordinal)
    take_steps(case, opinion, act)
    if visit is not None:
        finish(case, WorkItemKind.CALL_PROVIDER, act, visit.id)
    return opinion, event


def _withdraw_verification(case: Case) -> None:
    comparison = case.comparison()
    if comparison is not None:
        comparison.status = ComparisonStatus.DRAFT
        comparison.verified_by = comparison.verified_at = comparison.shared_at = comparison.opened_at = None
