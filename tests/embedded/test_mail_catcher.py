"""The mail catcher keeps what it accepted byte for byte, before it says so, and shows it safely."""

from __future__ import annotations

import json
import smtplib
import stat
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from coordinator.embedded.mail_catcher import MailCatcher

MAIL = (
    b"From: desk@beacon.example\r\nTo: ana@patient.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
    b"Message-ID: <1@beacon.example>\r\nX-Odd:\t kept as it is  \r\n\r\nLine one\r\n.dot first\r\n..two dots\r\n\r\n"
    b"\xc3\xa9 and \xff raw\r\nlast line\r\n"
)


@pytest.fixture
def catcher(tmp_path):
    caught = MailCatcher(tmp_path)
    caught.start()
    yield caught
    caught.stop()


def send(catcher, content, *to):
    with smtplib.SMTP("127.0.0.1", int(catcher.smtp_url.rpartition(":")[2]), timeout=60) as relay:
        relay.sendmail("desk@beacon.example", list(to), content)


def get(catcher, path, **headers):
    with urllib.request.urlopen(urllib.request.Request(catcher.url + path, headers=headers), timeout=60) as answer:
        return answer.read(), answer.headers


def messages(catcher):
    return json.loads(get(catcher, "/messages.json")[0])


def test_an_accepted_mail_is_on_disk_byte_for_byte(catcher, tmp_path):
    send(catcher, MAIL, "ana@patient.example")

    file = tmp_path / "000001.eml"
    assert file.read_bytes() == MAIL
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert get(catcher, "/messages/1.eml")[0] == MAIL


def test_messages_json_tells_the_envelope_and_the_real_time(catcher, tmp_path):
    before = datetime.now(UTC)
    send(catcher, MAIL, "6125550100@fax.example", "copy@fax.example")

    (message,) = messages(catcher)

    received = datetime.fromisoformat(message.pop("received_at"))
    assert abs(received - before) < timedelta(minutes=5)
    assert message == {
        "envelope_to": ["6125550100@fax.example", "copy@fax.example"],
        "subject": "Grüße",
        "message_id": "<1@beacon.example>",
        "file": str(tmp_path / "000001.eml"),
    }


def test_numbers_go_on_after_a_restart_and_envelopes_are_remembered(catcher, tmp_path):
    send(catcher, MAIL, "someone.else@patient.example")

    again = MailCatcher(tmp_path)
    again.start()
    send(again, MAIL, "ana@patient.example")
    found = messages(again)
    again.stop()

    assert [message["envelope_to"] for message in found] == [["someone.else@patient.example"], ["ana@patient.example"]]
    assert [message["file"][-10:] for message in found] == ["000001.eml", "000002.eml"]


def test_a_mail_whose_index_line_was_lost_is_listed_from_its_headers(catcher, tmp_path):
    send(catcher, MAIL, "ana@patient.example")
    (tmp_path / "index.jsonl").unlink()

    again = MailCatcher(tmp_path)
    again.start()
    found = messages(again)
    again.stop()

    assert [message["envelope_to"] for message in found] == [["ana@patient.example"]]


def test_a_mail_that_cannot_be_kept_is_refused_for_now(catcher, tmp_path):
    (tmp_path / "000001.eml").mkdir()

    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(catcher, MAIL, "ana@patient.example")

    assert refusal.value.smtp_code == 451
    assert messages(catcher) == []


def test_html_is_shown_in_a_frame_without_rights_and_attachments_are_offered(catcher):
    mail = EmailMessage()
    mail["Subject"] = "<script>subject</script>"
    mail["To"] = "ana@patient.example"
    mail.set_content("plain words")
    mail.add_alternative('<p title="x">rich words</p><script>alert(1)</script>', subtype="html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="l01-request.pdf")
    send(catcher, mail.as_bytes(), "ana@patient.example")

    page, headers = get(catcher, "/messages/1")
    text = page.decode()

    assert "plain words" in text
    assert 'sandbox=""' in text
    assert "<script>" not in text
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    link = text.partition('href="/messages/1/parts/')[2].partition('"')[0]
    body, headers = get(catcher, f"/messages/1/parts/{link}")
    assert body == b"%PDF-1.7"
    assert headers["Content-Disposition"].startswith("attachment")
    assert b"/messages/1" in get(catcher, "/")[0]


def test_a_page_of_another_site_cannot_read_the_mail_through_its_own_name(catcher):
    port = catcher.url.rpartition(":")[2]

    with pytest.raises(urllib.error.HTTPError) as refusal:
        get(catcher, "/messages.json", Host=f"rebound.example:{port}")

    refusal.value.close()
    assert refusal.value.code == 403


@pytest.mark.parametrize("path", ["/messages/2", "/messages/0", "/messages/1/parts/99", "/messages/../1", "/other"])
def test_what_is_not_there_is_not_found(catcher, path):
    send(catcher, MAIL, "ana@patient.example")

    with pytest.raises(urllib.error.HTTPError) as refusal:
        get(catcher, path)

    refusal.value.close()
    assert refusal.value.code == 404
