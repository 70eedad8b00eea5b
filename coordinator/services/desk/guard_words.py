"""What must hold before a stage is left, in sentences, each with the reasons of ``domain/guards.py`` it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from coordinator.domain.words import Stage


class Holds(NamedTuple):
    """One sentence. ``codes``: what the guard says while it does not hold; ``item`` is every ``item.…``."""

    says: str
    codes: tuple[str, ...]


HOLDS: Mapping[Stage, tuple[Holds, ...]] = {
    Stage.REQUEST: (
        Holds(
            "The patient's identity is verified, and who acts for them is settled.",
            ("identity.not_verified", "representative.missing", "capacity.unsettled"),
        ),
        Holds(
            "Service terms are accepted, and one contact point is confirmed.",
            ("terms.not_accepted", "contact.not_verified"),
        ),
        Holds("It is no emergency, and not wanted for a legal dispute.", ("emergency.now", "scope.legal_dispute")),
        Holds("It is known where records are, and whether a decision has a date.", ("answer.missing",)),
        Holds("A navigator has taken the case on.", ("case.not_accepted",)),
    ),
    Stage.RECORDS: (
        Holds("For every essential record somebody is known who has it.", ("source.missing",)),
        Holds("Every essential record is verified and not too old, or waived with a reason.", ("item",)),
        Holds("No document is locked away.", ("document.quarantined",)),
        Holds("The index of the packet is made.", ("packet.not_indexed",)),
    ),
    Stage.SCHEDULING: (
        Holds(
            "A provider is chosen and accepted, and a visit is booked.",
            ("provider.not_chosen", "referral.not_accepted", "appointment.not_booked"),
        ),
        Holds("The provider's office has what it wants before the visit.", ("office.wants",)),
        Holds(
            "It is clear who pays, and an insurer's approval covers the day and the visits.",
            ("cost.not_agreed", "prior_authorization.outside_window", "prior_authorization.visits_used"),
        ),
        Holds("An interpreter is booked where one is needed.", ("interpreter.not_booked",)),
        Holds("Records can be with the provider in time, or the provider accepted a gap.", ("records.too_late",)),
        Holds("The visit is in time for the decision, or the patient knows the risk.", ("risk.not_acknowledged",)),
    ),
    Stage.CONSULTATION: (
        Holds("The visit took place.", ("visit.not_attended",)),
        Holds(
            "The written opinion is filed, or there will be none and what was said is kept.", ("opinion.not_filed",)
        ),
    ),
    Stage.COMPARISON: (
        Holds(
            "A clinical reviewer said how the opinions relate, where they are not the same.",
            ("agreement.not_classified",),
        ),
        Holds(
            "The comparison is made, a second person verified it, and the patient was given it and opened it.",
            ("comparison.not_made", "comparison.not_verified", "comparison.not_shared", "comparison.not_opened"),
        ),
        Holds("Where opinions differ gravely, a question back was offered.", ("clarification.not_offered",)),
        Holds("The treating side has its copy where that was agreed.", ("copy.not_sent",)),
        Holds("The patient decided, or did not want to say.", ("decision.missing",)),
    ),
}  # fmt: skip
