"""How far the case of a reader has come."""

from __future__ import annotations

from datetime import timedelta

from portal_reader import MailReader
from rules.opinion_stories import opinion
from rules.scheduling_stage import chosen, waive_all

from coordinator.services import staff


def book(reader: MailReader) -> None:
    """Through the records stage to a booked visit, nine days ahead."""
    reader.stage.sign_all(reader.ref)
    waive_all(reader.stage, reader.ref)
    chosen(reader.stage, reader.ref)
    reader.stage.fact(reader.ref, "referral_accepted")
    reader.stage.fact(reader.ref, "cost_agreed", amount_minor=20000)
    starts_at = (reader.stage.now + timedelta(days=9)).isoformat()
    reader.stage.fact(reader.ref, "appointment_booked", starts_at=starts_at, mode="video")


def file_opinion(reader: MailReader) -> None:
    """The visit was held, and the opinion was entered by one of two colleagues."""
    for email, role in (("ravi@b.example", "records_coordinator"), ("sonja@b.example", "clinical_reviewer")):
        staff.add_user(reader.stage.world, email, "Somebody", [role])
    book(reader)
    reader.stage.advance(days=9, hours=2)
    reader.stage.fact(reader.ref, "visit_attended")
    reader.stage.fact(reader.ref, "opinion_filed", by="ravi@b.example", file=opinion())


def verify(reader: MailReader) -> None:
    """The clinical reviewer classified how the opinions agree, and read the comparison as the second person."""
    reader.stage.fact(
        reader.ref, "agreement_classified", by="sonja@b.example", diagnosis="confirmed", treatment="minor_change",
        cause="different_judgement",
    )  # fmt: skip
    reader.stage.fact(reader.ref, "comparison_verified", by="sonja@b.example")
