"""The servers that tests ask for are real, fresh and apart from each other."""

from __future__ import annotations

import smtplib

import psycopg
import pytest
from redis import Redis


@pytest.mark.parametrize("turn", ["first", "second"])
def test_an_empty_database_has_no_tables_whoever_used_one_before(empty_database_url, turn):
    with psycopg.connect(empty_database_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        connection.execute("CREATE TABLE left_behind ()")


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_broker_is_empty_whoever_used_it_before(valkey_url, turn):
    with Redis.from_url(valkey_url) as broker:
        assert broker.dbsize() == 0
        broker.set("left", "behind")


def test_the_sink_remembers_envelope_and_bytes(smtp_sink):
    with smtplib.SMTP("127.0.0.1", int(smtp_sink.url.rpartition(":")[2]), timeout=60) as relay:
        relay.sendmail("a@x.example", ["b@y.example"], b"Subject: x\r\n\r\n.dot\r\n")

    (mail,) = smtp_sink.mails
    assert (mail.mail_from, mail.rcpt_tos, mail.content) == (
        "a@x.example",
        ("b@y.example",),
        b"Subject: x\r\n\r\n.dot\r\n",
    )
