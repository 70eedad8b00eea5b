"""What was said about single providers while one is chosen (``domain.md`` §6, §12).

It holds ids, codes, dates and what public registers say, and lies in one JSON document of the case, which is replaced
and never changed in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from coordinator.domain.case import Case
from coordinator.domain.plan_options import MODES_WANTED
from coordinator.domain.words import ReferralStatus, VisitMode

ORDERS = ("earliest", "most_experience", "nearest", "lowest_cost")
"""The orders a patient may choose from; the first is the default."""

OVERRIDABLE = ("H4", "H5", "H6", "H7", "H8")
"""Filters that a navigator may set aside with a note (``domain.md`` §6.1)."""

MODES_AT_HOME = frozenset({VisitMode.VIDEO, VisitMode.RECORD_REVIEW})


def told(case: Case, name: str, default: Any) -> Any:
    """What was said under ``name``."""
    return (case.choosing or {}).get(name, default)


def tell(case: Case, name: str, value: object) -> None:
    """Keep ``value`` under ``name``."""
    case.choosing = {**(case.choosing or {}), name: value}


def order_of(case: Case) -> str:
    """The order the patient wants to see providers in."""
    return str(told(case, "order", ORDERS[0]))


def same_institution_allowed(case: Case) -> bool:
    """True once the patient allowed a provider of the institution that gave the first opinion (H4)."""
    return bool(told(case, "same_institution", False))


def refused_ids(case: Case) -> frozenset[str]:
    """Providers the patient does not want (H9)."""
    return frozenset(told(case, "refused", ()))


def conflicted_ids(case: Case) -> frozenset[str]:
    """Providers with a conflict of interest in this case, declared or given as the reason of a decline (H9)."""
    declined = (r.provider.id for r in case.referrals if r.decline_reason == "conflict")
    return frozenset((*told(case, "conflicted", ()), *declined))


def declined_ids(case: Case) -> frozenset[str]:
    """Providers whose office did not take the case (H9)."""
    return frozenset(r.provider.id for r in case.referrals if r.status is ReferralStatus.DECLINED)


def overridden(case: Case) -> Mapping[str, frozenset[str]]:
    """Filters that a navigator set aside, by provider."""
    kept: Mapping[str, Iterable[str]] = told(case, "overridden", {})
    return {provider: frozenset(filters) for provider, filters in kept.items()}


def recommendations(case: Case) -> list[dict[str, str]]:
    """Who recommended whom: ``[{provider, by, on}]``."""
    return list(told(case, "recommended", ()))


def credentials(case: Case) -> list[dict[str, str]]:
    """What registers said: ``[{provider, board, status, source, on, by}]``, the latest look at each board."""
    return list(told(case, "credentials", ()))


def allowed_modes(case: Case) -> frozenset[VisitMode]:
    """Ways of meeting open to this patient; one who cannot travel is seen from home (``domain.md`` §1.5).

    A plan that cannot be met may have narrowed them to the records alone (§1.8).
    """
    modes = MODES_AT_HOME if travel(case) == "no" else frozenset(VisitMode)
    if (case.intake.get("telehealth") or {}).get("willing") is False:
        modes -= {VisitMode.VIDEO}
    wanted = case.answers.get(MODES_WANTED)
    return modes & frozenset(VisitMode(mode) for mode in wanted) if wanted else modes


def travel(case: Case) -> str:
    """``yes``, ``with_help``, ``no`` or ``unknown``: as a person recorded it, else as the intake says."""
    asked = case.intake.get("travel") or {}
    can = asked.get("can_travel")
    by_intake = "unknown" if can is None else "no" if can is False else "with_help" if asked.get("needs") else "yes"
    return str(told(case, "travel", by_intake))


def holds(case: Case) -> Mapping[str, Mapping[str, str]]:
    """Openings kept for this case: ``{slot: {provider, starts_at, until}}``, lapsed ones included."""
    kept: Mapping[str, Mapping[str, str]] = told(case, "holds", {})
    return kept


def running_holds(case: Case, now: datetime) -> list[str]:
    """Ids of the openings kept for this case now."""
    return [slot for slot, hold in holds(case).items() if now < datetime.fromisoformat(hold["until"])]


def keep_hold(case: Case, slot: str, provider: str, starts_at: datetime, until: datetime) -> None:
    """Remember that an opening is kept for this case."""
    hold = {"provider": provider, "starts_at": starts_at.isoformat(), "until": until.isoformat()}
    tell(case, "holds", {**holds(case), slot: hold})


def drop_hold(case: Case, slot: str) -> None:
    """Remember no hold on this opening."""
    if slot in holds(case):
        tell(case, "holds", {other: hold for other, hold in holds(case).items() if other != slot})
