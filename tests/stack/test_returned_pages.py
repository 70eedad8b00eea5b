"""A page of ours that an office sends back finds the very request it answers, by its QR code (``domain.md`` §3.8)."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from inbox_story import arrives
from stage import Stage

from coordinator.correspondence.inbound.cover_sheet import can_scan
from coordinator.domain.sheet_mark import mark_of
from coordinator.services.inbox import understanding
from coordinator.store import communications


def scanned(pdf: bytes) -> bytes:
    """A fax gateway's mail: nobody's address, no reference in words, our own page attached."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "fax@gateway.example", "desk@beacon.example", "New fax, 2 pages"
    made["Message-ID"] = f"<fax.{len(pdf)}.{hash(pdf)}@gateway.example>"
    made.set_content("See the attachment.")
    made.add_attachment(pdf, maintype="application", subtype="pdf", filename="fax.pdf")
    return made.as_bytes()


def asked(stage: Stage) -> tuple[str, list[tuple[str, bytes]]]:
    """A case whose letters left, and for each its request and its page as it went out."""
    ref = stage.intake("0001")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(days=1)
    with stage.world.database.reading() as session:
        kept = [communications.get(session, row.id) for row in stage.sent(ref, kind="letter")]
    return ref, [(row.request_id, row.letter) for row in kept if row.request_id]


if can_scan():

    def test_the_code_of_a_returned_page_names_one_of_several_requests(stage: Stage) -> None:
        ref, letters = asked(stage)
        request, pdf = letters[-1]
        assert len({request for request, _ in letters}) > 1

        told = arrives(stage, scanned(pdf))

        assert (told["matched_by"], told["case_ref"]) == ("qr", ref)
        assert [target["request"] for target in told["may_answer"]] == [request]
        unread = {r.id: r.reply_unread for r in stage.case(ref).requests if r.sent_at is not None}
        assert [r for r, waits in unread.items() if waits] == [request]


@pytest.mark.parametrize(("mark", "which"), [("", "all"), ("first", "one"), ("unknown", "none")])
def test_an_older_code_names_every_open_request_and_an_unknown_mark_none(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, mark: str, which: str
) -> None:
    ref, letters = asked(stage)
    sent = sorted({request for request, _ in letters})
    code = {"": ref, "first": f"{ref}/{mark_of(sent[0])}", "unknown": f"{ref}/00000000"}[mark]
    monkeypatch.setattr(understanding, "references_on", lambda content: [code])

    told = arrives(stage, scanned(b"%PDF-1.4 a page"))

    named = sorted(target["request"] for target in told["may_answer"] if "request" in target)
    assert named == {"all": sent, "one": sent[:1], "none": []}[which]
    assert told["case_ref"] == ref


def test_a_mark_tells_ids_apart_and_says_nothing_else() -> None:
    assert mark_of("0197f3a2-4b1c-7def-8abc-0123456789ab") == "456789AB"
    assert mark_of("case") == ""
