"""One case walks through the service."""

from __future__ import annotations

from stage import Stage


def test_a_loaded_case_gets_its_welcome(stage: Stage) -> None:
    ref = stage.intake("0001")

    assert stage.names(ref) == ["m01-welcome"]
    assert stage.sink.mails[0].rcpt_tos == ("intake-0001@patients.example",)


def test_signed_papers_let_the_requests_leave(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(days=1)

    assert stage.names(ref, kind="letter") == ["l01-request", "l01-request"]
