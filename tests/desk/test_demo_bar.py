"""What only a demo has: a clock to move and mail to read. Nothing of it is there on the real clock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP

import pytest
from browser import browser
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD, add_people
from servers import SmtpSink
from serving import serving
from stage import Stage

from coordinator.embedded.mail_catcher import MailCatcher
from coordinator.web.app import create_app

PAGES = ("/demo/mail", "/demo/mail/1", "/demo/mail/1/body")


@pytest.fixture(scope="module")
def nora(house: Stage) -> Browser:
    """The navigator, signed in."""
    made = Browser.of(house)
    made.sign_in(NAVIGATOR, PASSWORD)
    return made


@pytest.fixture(scope="module")
def catcher(house: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailCatcher]:
    made = MailCatcher(tmp_path_factory.mktemp("mail"))
    made.start()
    house.world.mail_catcher_url = made.url
    yield made
    house.world.mail_catcher_url = ""
    made.stop()


@contextmanager
def working(stage: Stage) -> Iterator[None]:
    """Somebody does what falls due, as workers do."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.02):
            stage.rest()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()


def hostile_mail(catcher: MailCatcher) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "desk@beacon.example", "x@patient.example", "<script>1</script>"
    mail.set_content("In <b>plain</b> words")
    html = '<h1>Read me</h1><script>parent.document.title = "run"</script><img src="https://elsewhere.example/x.png">'
    mail.add_alternative(f"<html><body>{html}</body></html>", subtype="html")
    host, port = catcher.smtp_url.removeprefix("smtp://").split(":")
    with SMTP(host, int(port)) as relay:
        relay.send_message(mail)


def test_the_clock_goes_on_by_a_day_a_week_and_to_the_next_event(house: Stage, nora: Browser) -> None:
    start = house.now
    assert "stands still until you move it" in nora.get("/cases?q=x").text

    with working(house):
        shown = nora.post("/demo/clock", by="day", back="/cases?q=x")
        assert house.now == start + timedelta(days=1)
        nora.post("/demo/clock", by="week", back="/")
        assert house.now == start + timedelta(days=8)
    house.intake("0001")  # a relay belongs to one thread
    with working(house):
        nora.post("/demo/clock", by="event", back="/")

    assert shown.url.path == "/cases"
    assert start + timedelta(days=8) < house.now < start + timedelta(days=9)


def test_where_nothing_is_due_the_clock_says_so(house: Stage, nora: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coordinator.services.clock.next_moment", lambda _world: None)
    with working(house):
        answer = nora.post("/demo/clock", by="event", back="//evil.example")

    assert answer.status_code == 409
    assert "Nothing is due any more" in answer.text
    assert "evil" not in answer.text


def test_caught_mail_is_shown_in_a_frame_that_runs_and_loads_nothing(
    house: Stage, nora: Browser, catcher: MailCatcher
) -> None:
    assert "No mail yet" in nora.get("/demo/mail").text
    hostile_mail(catcher)

    listed, shown, framed = (nora.get(path) for path in PAGES)

    assert "&lt;script&gt;1" in listed.text
    assert "In &lt;b&gt;plain&lt;/b&gt; words" in shown.text
    assert "frame-src 'self'" in shown.headers["content-security-policy"]
    policy = framed.headers["content-security-policy"]
    assert policy.startswith("sandbox;")
    assert "default-src 'none'" in policy
    assert nora.get("/demo/mail/99").status_code == 404
    with serving(create_app(house.world)) as address, browser() as chromium:
        context = chromium.new_context()
        context.add_cookies([{"name": k, "value": v, "url": address} for k, v in nora.client.cookies.items()])
        tab = context.new_page()
        with tab.expect_event("requestfailed") as refused:
            tab.goto(f"{address}/demo/mail/1", wait_until="load")
        frame = tab.frame_locator("iframe")
        assert frame.locator("h1").inner_text() == "Read me"
        assert tab.title().startswith("Mail of the demo")
        assert (refused.value.url, refused.value.failure) == ("https://elsewhere.example/x.png", "csp")


def test_nothing_of_it_is_there_on_the_real_clock(database_url: str, smtp_sink: SmtpSink, tmp_path: Path) -> None:
    real = Stage.again(database_url, smtp_sink, tmp_path)
    add_people(real.world)
    real.world.mail_catcher_url = "http://127.0.0.1:9"
    me = Browser.of(real)
    me.sign_in(NAVIGATOR, PASSWORD)

    shown = me.get("/")

    assert shown.status_code == 200
    assert "demo" not in shown.text
    for path in PAGES:
        assert me.get(path).status_code == 404
    assert me.post("/demo/clock", by="day").status_code == 404
    real.close()
