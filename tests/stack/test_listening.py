"""Where mail comes in from: a folder, a mailbox, a post. Kept first, then taken away; dying between keeps it once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import imap_server
import pytest
from fastapi.testclient import TestClient
from inbox_story import mail, waiting
from stage import Stage

from coordinator.environment import Environment
from coordinator.services.inbox import listening, mail_folder
from coordinator.services.inbox.listening import listen_to_all
from coordinator.store import schedule
from coordinator.store.database import only_one
from coordinator.web.app import create_app

TOKEN = "a token that is long enough for this 93b1"


@pytest.fixture
def folder(stage: Stage, tmp_path: Path) -> Path:
    stage.world.inbound_dir = tmp_path / "in"
    stage.world.inbound_dir.mkdir()
    return stage.world.inbound_dir


def test_a_mail_in_the_folder_is_kept_and_moved_away(stage: Stage, folder: Path) -> None:
    (folder / "one.eml").write_bytes(mail("jo@else.example", "hello"))
    (folder / "half.eml.tmp").write_bytes(b"From: not yet")

    listen_to_all(stage.world)

    assert [(one["from"], one["came_by"]) for one in waiting(stage)] == [("jo@else.example", "folder")]
    assert sorted(p.name for p in folder.iterdir()) == ["half.eml.tmp", "taken"]


def test_dying_between_keeping_and_moving_keeps_a_mail_once(
    stage: Stage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "one.eml").write_bytes(mail("jo@else.example", "hello"))

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(mail_folder, "_move", dies)
        with pytest.raises(KeyboardInterrupt):
            listen_to_all(stage.world)
    assert (folder / "one.eml").exists()
    listen_to_all(stage.world)

    assert len(waiting(stage)) == 1
    assert not (folder / "one.eml").exists()


def test_two_files_of_one_name_are_both_kept(stage: Stage, folder: Path) -> None:
    for text in ("first", "second"):
        (folder / "mail.eml").write_bytes(mail("jo@else.example", text))
        listen_to_all(stage.world)

    assert len(waiting(stage)) == 2
    assert len(list((folder / "taken").iterdir())) == 2


def test_a_maildir_is_read_from_new(stage: Stage, folder: Path) -> None:
    (folder / "new").mkdir()
    (folder / "new" / "1.mail").write_bytes(mail("jo@else.example", "hello"))

    listen_to_all(stage.world)

    assert [p.name for p in (folder / "cur").iterdir()] == ["1.mail"]
    assert len(waiting(stage)) == 1


def test_an_empty_file_holds_up_nothing(stage: Stage, folder: Path) -> None:
    (folder / "a.eml").write_bytes(b"")
    (folder / "b.eml").write_bytes(mail("jo@else.example", "hello"))

    listen_to_all(stage.world)

    assert len(waiting(stage)) == 1
    assert [p.name for p in (folder / "refused").iterdir()] == ["a.eml"]


def test_a_mailbox_is_fetched_from_and_marked_as_seen(stage: Stage) -> None:
    with imap_server.serving() as box:
        box.mails = {7: mail("jo@else.example", "hello"), 9: mail("bo@else.example", "(a) {3}\r\nb")}
        stage.world.imap_url = box.url
        listen_to_all(stage.world)
        listen_to_all(stage.world)

    assert box.seen == {7, 9}
    assert sorted(one["from"] for one in waiting(stage)) == ["bo@else.example", "jo@else.example"]


def test_a_mailbox_that_goes_away_before_marking_keeps_a_mail_once(stage: Stage) -> None:
    with imap_server.serving() as box:
        box.mails, box.die_before_marking = {7: mail("jo@else.example", "hello")}, True
        stage.world.imap_url = box.url
        listen_to_all(stage.world)
        assert box.seen == set()
        box.die_before_marking = False
        listen_to_all(stage.world)

    assert box.seen == {7}
    assert len(waiting(stage)) == 1


def test_a_mailbox_that_is_away_holds_up_nothing_else(stage: Stage, folder: Path) -> None:
    stage.world.imap_url = "imap://desk:pass@127.0.0.1:9/INBOX"
    (folder / "one.eml").write_bytes(mail("jo@else.example", "hello"))

    listen_to_all(stage.world)

    assert len(waiting(stage)) == 1


def test_only_one_process_listens_at_a_time(stage: Stage, folder: Path) -> None:
    (folder / "one.eml").write_bytes(mail("jo@else.example", "hello"))

    with only_one(stage.world.database, "listen") as mine:
        assert mine
        listening.listen_to_all(stage.world)
        assert waiting(stage) == []


def test_ten_ticks_begin_a_calendar_job_once_a_minute(stage: Stage) -> None:
    begun = 0
    for _ in range(10):
        with stage.world.database.transaction() as session:
            begun += schedule.begin(session, "listen")

    assert begun in (1, 2)  # two where a minute ended meanwhile


# -- by post -------------------------------------------------------------------------------------------------------


def post(stage: Stage, content: bytes, token: str | None = TOKEN) -> tuple[int, dict[str, object]]:
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    answer = TestClient(create_app(stage.world)).post("/inbound", content=content, headers=headers)
    return answer.status_code, answer.json()


def test_a_posted_mail_is_kept_before_it_is_answered_for(stage: Stage) -> None:
    stage.world.inbound_token = TOKEN

    status, told = post(stage, mail("jo@else.example", "hello"))

    assert status == 202
    assert [one["id"] for one in waiting(stage)] == [told["id"]]


@pytest.mark.parametrize("token", [None, "", "wrong", "Bearer", TOKEN[:-1], "é"])
def test_a_post_without_the_token_is_refused(stage: Stage, token: str | None) -> None:
    stage.world.inbound_token = TOKEN

    if token == "é":
        answer = TestClient(create_app(stage.world)).post(
            "/inbound", content=b"x", headers={"Authorization": "Bearer é".encode("latin-1")}
        )
        assert answer.status_code == 401
    else:
        assert post(stage, b"x", token)[0] == 401
    assert waiting(stage) == []


def test_without_a_token_in_the_settings_there_is_no_such_door(stage: Stage) -> None:
    assert post(stage, mail("jo@else.example", "hello"), "")[0] == 404


def test_a_post_that_is_too_large_is_refused_while_it_comes_in(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.world.inbound_token = TOKEN
    monkeypatch.setattr("coordinator.web.inbound.LARGEST", 100)

    assert post(stage, b"x" * 101)[0] == 413
    assert post(stage, b"")[0] == 400
    assert waiting(stage) == []


# -- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["imap://u:p@mail.example/INBOX", "imaps://mail.example/INBOX", "http://u:p@h", "imaps://u@h/INBOX"]
)
def test_an_unsafe_or_incomplete_mailbox_is_refused_at_start_without_its_password(url: str) -> None:
    environment = Environment({"COORDINATOR_IMAP_URL": url})

    assert environment.imap_url("IMAP_URL") == ""
    assert len(environment.problems) == 1
    assert ":p@" not in environment.problems[0]


def test_a_short_token_is_refused_and_none_is_allowed() -> None:
    environment = Environment({"COORDINATOR_INBOUND_TOKEN": "short"})
    environment.secret("INBOUND_TOKEN", needed=False)

    assert len(environment.problems) == 1
    assert Environment({}).secret("INBOUND_TOKEN", needed=False) == ""


def test_secrets_of_the_mailbox_are_not_printed(stage: Stage) -> None:
    world = replace(stage.world, imap_url="imaps://u:hush@h/INBOX", inbound_token=TOKEN)

    assert "hush" not in repr(world)
    assert TOKEN not in repr(world)
