"""Cases on plain objects, brought quickly to the visit, to two opinions and to the side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pypdfium2
from simulate import memory_lives

from coordinator.correspondence.parts import Brand
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.facts import Recorded
from coordinator.domain.guards import missing
from coordinator.domain.routes import NoRoute, Route, route_of
from coordinator.domain.words import Channel, ItemStatus, Stage, ToRole, WorkItemKind
from coordinator.domain.work_item import WorkItem
from coordinator.services.rendering import Letterhead, Rendered, render
from coordinator.services.world import federal_holidays
from coordinator.simulate.world.cast import RECORDS, REVIEWER, SUPERVISOR


@dataclass
class Story(memory_lives.Story):
    """A story that also keeps the free text beside the journal, as the database does."""

    texts: dict[int, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, number: str, **changes: Any) -> Story:
        memory_lives.example_listing.cache_clear()  # a mapped provider can be copied once only
        told = super().of(number, **changes)
        assert isinstance(told, Story)
        return told

    def fact(self, name: str, by: str = "operator", **values: object) -> Recorded:
        recorded = self.person.record(self.life, name, values, by, self.now)
        for seq, key, text in self.life.case.texts:
            self.texts.setdefault(seq, {})[key] = text
        self.person.rest(self.now)
        return recorded


LETTERHEAD = Letterhead(
    brand=Brand(
        name="Beacon Coordination",
        help_phone="(612) 555-0100",
        help_hours="Monday to Friday, 8 AM to 6 PM",
        postal=("100 Example Avenue", "Minneapolis, MN 55401"),
        mail_from="care@beacon.example",
        fax="(612) 555-0101",
    ),
    mail_from="care@beacon.example",
    fax_address="{number}@fax.example",
)


def opinion(ordinal: int = 2, **changes: Any) -> dict[str, Any]:
    """An opinion that leaves nothing unsaid that must be said."""
    told = {
        "ordinal": ordinal,
        "author": {"name": f"Dr. Number {ordinal}"},
        "basis_mode": "exam",
        "diagnoses": [{"label": "Worn right knee", "icd10cm": "M17.11", "role": "primary", "certainty": "confirmed"}],
        "recommendations": [
            {
                "rank": 1,
                "modality": "rehabilitation",
                "intent": "symptom_relief",
                "name": "Exercise first",
                "urgency": "month",
                "reversible": "yes",
            }
        ],
        "side_effects": "sore muscles",
        "daily_life": "walking as before",
        "cost": "co-payments",
        "follow_up": "in three months",
    }
    return {**told, **changes}


def accepted(number: str = "0006", **intake: Any) -> Story:
    story = Story.of(number, **intake)
    story.accept()
    story.sign_all()
    return story


def before_visit(number: str = "0006", **intake: Any) -> Story:
    """Every record waived, the first provider that fits booked for a fortnight ahead."""
    story = accepted(number, **intake)
    settle(story)
    book(story)
    return story


def settle(story: Story) -> None:
    """Nothing of the records is asked for any more, and nobody forgot a question of the intake."""
    case = story.life.case
    for reason in missing(case, story.now.date()):
        if reason.code == "source.missing":
            story.fact("item_waived", item=reason.detail.split(" or ")[0], reason="not needed", agreed_by="provider")
    for item in [i for i in case.items() if i.status is not ItemStatus.VERIFIED]:
        story.fact("item_waived", item=item.id, reason="not needed", agreed_by="provider")
    assert case.stage is Stage.SCHEDULING, missing(case, story.now.date())


def book(story: Story) -> None:
    """The first that fits is chosen, accepts, and gives a time."""
    case = story.life.case
    chosen = next(entry for entry in case.shortlist if not entry["excluded"])
    story.fact("provider_chosen", provider=chosen["provider"])
    story.fact("referral_accepted")
    story.fact("cost_agreed", amount_minor=20000)
    story.fact(
        "appointment_booked", starts_at=(story.now + timedelta(days=14)).isoformat(), mode="in_person", place="1 Oak St"
    )
    if case.patient.interpreter:
        story.fact("interpreter_booked")
    if case.consult_too_late:
        story.fact("risk_acknowledged")
    assert case.stage is Stage.CONSULTATION, missing(case, story.now.date())


def visited(number: str = "0006", **intake: Any) -> Story:
    story = before_visit(number, **intake)
    story.advance(days=14, hours=2)
    story.fact("visit_attended")
    return story


def compared(number: str = "0006", second: dict[str, Any] | None = None, **intake: Any) -> Story:
    """Both opinions are on file, filed by the records coordinator, and stand side by side."""
    story = visited(number, **intake)
    story.fact("opinion_filed", by=RECORDS, file=second or opinion())
    assert story.life.case.stage is Stage.COMPARISON
    return story


def opened(
    number: str = "0006",
    second: dict[str, Any] | None = None,
    classes: tuple[str, str] = ("confirmed", "minor_change"),
    **intake: Any,
) -> Story:
    """Classified, verified, shared, and seen by the patient."""
    story = compared(number, second, **intake)
    classify(story, *classes)
    story.fact("comparison_verified", by=SUPERVISOR)
    story.fact("comparison_shared")
    story.fact("comparison_opened", how="phone")
    return story


def classify(story: Story, diagnosis: str, treatment: str) -> None:
    story.fact(
        "agreement_classified", by=REVIEWER, diagnosis=diagnosis, treatment=treatment, cause="different_judgement"
    )


def open_items(story: Story, kind: WorkItemKind, code: str = "") -> list[WorkItem]:
    return [w for w in story.life.case.open_items(kind) if code in ("", w.code)]


def codes(story: Story) -> list[str]:
    """What keeps the case where it is."""
    case = story.life.case
    return [reason.code for reason in missing(case, local(story.now, case.patient.time_zone).date())]


def effect(name: str, case: Case, to_role: ToRole, subject: str, kind: str = "letter") -> Effect:
    return Effect(
        id=f"{name}-1", key=f"{case.id}/1/{name}", case_id=case.id, kind=kind, name=name, cause_seq=1, to_role=to_role,
        subject=subject, due_at=case.opened_at, created_at=case.opened_at, lane="pdf",
    )  # fmt: skip


def on_paper(story: Story, order: Effect) -> Rendered:
    """What leaves, by post where nothing else is known."""
    case = story.life.case
    found = route_of(order, case, today=story.now.date())
    assert not isinstance(found, NoRoute), found
    route = Route(Channel.PRINT, "", found.to_role, found.to_id, found.time_zone, found.desk, found.contact)
    return render(
        [order],
        route,
        case,
        letterhead=LETTERHEAD,
        directory=story.life.book.directory,
        texts=story.texts,
        holidays=federal_holidays() | frozenset({date(2026, 12, 25)}),
        now=story.now,
    )


def text_of(pdf: bytes) -> str:
    """The words of a PDF on one line."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()
