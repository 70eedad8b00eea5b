"""What people say about providers while one is chosen: order, recommendations, credentials, filters set aside."""

from __future__ import annotations

from datetime import date
from typing import Any

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.choosing import ORDERS, OVERRIDABLE, order_of, overridden, tell, told, travel
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.matching import in_order
from coordinator.domain.words import CredentialStatus, RecommendedBy

PROVIDER = needed("provider", Kind.PROVIDER, "an id of the shortlist")
NOTE = maybe("note", Kind.TEXT, "what was said")


@fact(
    needed("by", Kind.CHOICE, "what comes first", ORDERS),
    usually="scheduling", says="The patient wants to see the providers in this order.", after_acceptance=True,
)  # fmt: skip
def shortlist_order(case: Case, act: Act, known: Known, by: str) -> Recorded:
    """Unknown comes last in every order. The list itself stays as it was made (``domain.md`` §12)."""
    if order_of(case) == by:
        return already()
    tell(case, "order", by)
    case.shortlist = in_order(case.shortlist, by)
    return said(case.note("shortlist_order", act, by_what=by))


@fact(
    PROVIDER,
    needed("filter", Kind.CHOICE, "which filter is set aside", OVERRIDABLE),
    needed("note", Kind.TEXT, "why"),
    usually="scheduling", says="A navigator sets a filter aside for one provider.", after_acceptance=True,
)  # fmt: skip
def filter_overridden(case: Case, act: Act, known: Known, provider: str, filter: str, note: str) -> Recorded:  # noqa: A002 - the key's name
    """H4 to H8 only (``domain.md`` §6.1). The list keeps the reason and shows that it was set aside."""
    entry = _listed(case, provider)
    kept = overridden(case)
    if filter in kept.get(provider, ()):
        return already(provider=provider)
    failed = [e for e in entry["excluded"] if e["filter"] == filter]
    if not failed:
        raise Refused("filter.not_failed", f"{filter} does not leave this provider out", field="filter")
    tell(case, "overridden", {**told(case, "overridden", {}), provider: sorted({*kept.get(provider, ()), filter})})
    changed = {
        **entry,
        "excluded": [e for e in entry["excluded"] if e["filter"] != filter],
        "overridden": [*entry.get("overridden", ()), *failed],
    }
    case.shortlist = [changed if e["provider"] == provider else e for e in case.shortlist]
    event = case.note("filter_overridden", act, provider=provider, filter=filter)
    case.write_down(event, "text", note)
    return said(event, provider=provider)


@fact(usually="scheduling", says="The patient allows a provider of the institution that gave the first opinion.",
      after_acceptance=True)  # fmt: skip
def same_institution_allowed(case: Case, act: Act, known: Known) -> Recorded:
    """The patient's own choice (``domain.md`` §6.1, H4)."""
    if told(case, "same_institution", False):
        return already()
    tell(case, "same_institution", True)
    return said(case.note("same_institution_allowed", act))


@fact(PROVIDER, NOTE, usually="scheduling", says="The patient does not want this provider.", after_acceptance=True)
def provider_refused(case: Case, act: Act, known: Known, provider: str, note: str | None = None) -> Recorded:
    """No reason is needed."""
    return _listed_under(case, act, "refused", "provider_refused", provider, note)


@fact(PROVIDER, NOTE, usually="scheduling", says="This provider has a conflict of interest in the case.",
      after_acceptance=True)  # fmt: skip
def conflict_declared(case: Case, act: Act, known: Known, provider: str, note: str | None = None) -> Recorded:
    """Declared by the provider or found by us; the provider is left out with this reason."""
    return _listed_under(case, act, "conflicted", "conflict_declared", provider, note)


@fact(
    PROVIDER,
    needed("by", Kind.CHOICE, "who recommended", tuple(RecommendedBy)),
    NOTE,
    usually="scheduling", says="Somebody recommended this provider.", after_acceptance=True,
)  # fmt: skip
def recommendation_noted(
    case: Case, act: Act, known: Known, provider: str, by: str, note: str | None = None
) -> Recorded:
    """Shown beside the other facts; it changes no order."""
    _listed(case, provider)
    kept = told(case, "recommended", [])
    if any((r["provider"], r["by"]) == (provider, by) for r in kept):
        return already(provider=provider)
    day = local(act.at, case.patient.time_zone).date()
    tell(case, "recommended", [*kept, {"provider": provider, "by": by, "on": day.isoformat()}])
    event = case.note("recommendation_noted", act, provider=provider, by_whom=by)
    if note:
        case.write_down(event, "text", note)
    return said(event, provider=provider)


@fact(
    PROVIDER,
    needed("board", Kind.TEXT, "the board or register that was asked"),
    needed("status", Kind.CHOICE, "what it said", tuple(CredentialStatus)),
    needed("source", Kind.TEXT, "where that can be read"),
    maybe("on", Kind.DATE, "the day somebody looked; today"),
    usually="scheduling", says="Somebody looked a provider up in a public register.", after_acceptance=True,
)  # fmt: skip
def credential_checked(
    case: Case, act: Act, known: Known, provider: str, board: str, status: str, source: str, on: date | None = None
) -> Recorded:
    """Who looked, where and when are kept. A sanction on file leaves the provider out (``domain.md`` §6.1, H1)."""
    _listed(case, provider)
    today = local(act.now, case.patient.time_zone).date()
    if on is not None and on > today:
        raise Refused("moment.in_future", "the day lies ahead", field="on")
    look = {"provider": provider, "board": board, "status": status, "source": source, "by": act.by}
    look["on"] = (on or today).isoformat()
    kept = told(case, "credentials", [])
    if any({**one, "by": ""} == {**look, "by": ""} for one in kept):
        return already(provider=provider)
    others = [one for one in kept if (one["provider"], one["board"].casefold()) != (provider, board.casefold())]
    tell(case, "credentials", [*others, look])
    return said(case.note("credential_checked", act, provider=provider, status=status, on=look["on"]))


@fact(
    needed("can", Kind.CHOICE, "whether the patient can travel", ("yes", "with_help", "no")),
    usually="scheduling", says="Whether the patient can travel to a visit.", after_acceptance=True,
)  # fmt: skip
def travel_limited(case: Case, act: Act, known: Known, can: str) -> Recorded:
    """``no``: only video and record review are offered. Travel help is shown for ``with_help`` and ``no``."""
    if travel(case) == can:
        return already()
    tell(case, "travel", can)
    return said(case.note("travel_limited", act, can=can))


def _listed(case: Case, provider: str) -> dict[str, Any]:
    entry = next((e for e in case.shortlist if e["provider"] == provider), None)
    if entry is None:
        raise Refused("provider.not_on_shortlist", "the id of a provider of the shortlist", field="provider")
    return entry


def _listed_under(case: Case, act: Act, name: str, event_name: str, provider: str, note: str | None) -> Recorded:
    _listed(case, provider)
    kept = told(case, name, [])
    if provider in kept:
        return already(provider=provider)
    tell(case, name, [*kept, provider])
    event = case.note(event_name, act, provider=provider)
    if note:
        case.write_down(event, "text", note)
    return said(event, provider=provider)
