"""What relays do, and how a mail must stand afterwards (``reliability.md``, Delivery; ``design.md``, engine rules)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from scripted_relay import DRIP, HANG, RESET, Script


@dataclass(frozen=True)
class Behaviour:
    """What a relay does. ``tls`` names the host its certificate is for; ``scheme`` is how we are told to speak."""

    name: str
    answers: Script = field(default_factory=dict)
    after_body: str | tuple[str | None, ...] | None = "250 2.0.0 kept"
    mid_body: str | None = None
    scheme: str = "smtp"
    tls: str = ""
    host: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Ending:
    """How it must stand: the order's status and reason, tries counted, work items, address marked, breaker open."""

    status: str
    reason: str | None
    attempts: int
    items: tuple[str, ...] = ()
    bounced: bool = False
    breaker: bool = False
    error: str = ""


SENT = Ending("done", None, 1)
UNCERTAIN = Ending("uncertain", "uncertain", 1, ("uncertain_send",))


def relay(error: str) -> Ending:
    """The relay's trouble: the mail waits, nothing is counted, nobody is bothered, the breaker opens."""
    return Ending("released", "breaker", 0, breaker=True, error=error)


def later(error: str) -> Ending:
    """This mail, not now: one try is counted, the next is in a minute."""
    return Ending("released", None, 1, error=error)


def bounced(error: str) -> Ending:
    """This address, never: it is marked, and a person is asked for another way."""
    return Ending("dead", "bounced", 1, ("address_bounced",), bounced=True, error=error)


def refused(error: str) -> Ending:
    """This mail, never, and the address is not to blame: a person looks."""
    return Ending("dead", "refused", 1, ("supervisor_review",), error=error)


TOO_LONG = "250 " + "x" * 70_000
MANY_LINES = "250-one\r\n250-two\r\n250-three\r\n250 four"
EHLO_WITH = "250-relay.example\r\n250"

TABLE = [
    # the relay cannot be reached, or greets with a no
    (Behaviour("refuses the connection", host="refused"), relay("relay.refused")),
    (Behaviour("has a name that does not exist", host="nowhere.invalid"), relay("relay.dns")),
    (Behaviour("greets with 421", {"hello": ["421 4.3.2 too busy"]}), relay("relay.greeting")),
    (Behaviour("greets with 554", {"hello": ["554 no service here"]}), relay("relay.greeting")),
    (Behaviour("hangs at the greeting", {"hello": [HANG]}), relay("relay.timeout")),
    (Behaviour("drips bytes at the greeting", {"hello": [DRIP]}), relay("relay.timeout")),
    (Behaviour("closes after EHLO", {"EHLO": [None]}), relay("relay.disconnected")),
    (Behaviour("hangs at EHLO", {"EHLO": [HANG]}), relay("relay.timeout")),
    # sign-in and encryption
    (
        Behaviour("offers no sign-in", {"EHLO": ["250 hi"]}, scheme="smtp://care:right@"),
        relay("relay.auth"),
    ),
    (
        Behaviour(
            "refuses the password",
            {"EHLO": [f"{EHLO_WITH} AUTH PLAIN"], "AUTH": ["535 5.7.8 no"]},
            scheme="smtp://care:guess@",
        ),
        relay("relay.auth"),
    ),
    (Behaviour("offers no STARTTLS", scheme="smtp+starttls"), relay("relay.tls")),
    (
        Behaviour(
            "refuses STARTTLS", {"EHLO": [f"{EHLO_WITH} STARTTLS"], "STARTTLS": ["454 not now"]}, scheme="smtp+starttls"
        ),
        relay("relay.tls"),
    ),
    (
        Behaviour(
            "has a certificate of another name",
            {"EHLO": [f"{EHLO_WITH} STARTTLS"], "STARTTLS": ["220 go"]},
            scheme="smtp+starttls",
            tls="other.example",
        ),
        relay("relay.tls"),
    ),
    (
        Behaviour(
            "has a certificate nobody vouches for",
            {"EHLO": [f"{EHLO_WITH} STARTTLS"], "STARTTLS": ["220 go"]},
            scheme="smtp+starttls",
            tls="unknown",
        ),
        relay("relay.tls"),
    ),
    # MAIL
    (Behaviour("says 421 to MAIL", {"MAIL": ["421 4.3.2 closing"]}), relay("relay.closing")),
    (Behaviour("wants a sign-in at MAIL", {"MAIL": ["530 5.7.0 sign in first"]}), relay("relay.sender_refused")),
    (Behaviour("does not know our sender", {"MAIL": ["550 5.1.8 unknown sender"]}), relay("relay.sender_refused")),
    (Behaviour("hangs at MAIL", {"MAIL": [HANG]}), relay("relay.timeout")),
    (Behaviour("says 451 to MAIL", {"MAIL": ["451 4.3.0 later"]}), later("smtp.sender 451 4.3.0")),
    (Behaviour("is out of room at MAIL", {"MAIL": ["452 4.3.1 no room"]}), later("smtp.sender 452 4.3.1")),
    # RCPT
    (Behaviour("says 421 to RCPT", {"RCPT": ["421 4.7.0 too many"]}), relay("relay.closing")),
    (Behaviour("hangs at RCPT", {"RCPT": [HANG]}), relay("relay.timeout")),
    (Behaviour("answers RCPT with garbage", {"RCPT": ["%$§?!"]}), relay("relay.garbage")),
    (Behaviour("answers RCPT without an end", {"RCPT": [TOO_LONG]}), relay("relay.disconnected")),
    (Behaviour("says 450 to RCPT", {"RCPT": ["450 4.2.1 busy"]}), later("smtp.recipient 450 4.2.1")),
    (Behaviour("says 452 to RCPT", {"RCPT": ["452 4.2.2 full"]}), later("smtp.recipient 452 4.2.2")),
    (
        Behaviour("will not relay there now", {"RCPT": ["454 4.7.1 Relay access denied"]}),
        later("smtp.recipient 454 4.7.1"),
    ),
    (Behaviour("says 550 to RCPT", {"RCPT": ["550 5.1.1 unknown"]}), bounced("smtp.recipient 550 5.1.1")),
    (
        Behaviour("says 550 in two lines", {"RCPT": ["550-5.1.1 unknown\r\n550 5.1.1 ask"]}),
        bounced("smtp.recipient 550 5.1.1"),
    ),
    (Behaviour("says 551 to RCPT", {"RCPT": ["551 moved"]}), bounced("smtp.recipient 551")),
    (Behaviour("says 552 to RCPT", {"RCPT": ["552 5.2.2 full"]}), bounced("smtp.recipient 552 5.2.2")),
    (Behaviour("says 553 to RCPT", {"RCPT": ["553 no such name"]}), bounced("smtp.recipient 553")),
    (Behaviour("forbids the recipient", {"RCPT": ["554 5.7.1 against our rules"]}), refused("smtp.refused 554 5.7.1")),
    # DATA
    (Behaviour("says 421 to DATA", {"DATA": ["421 closing"]}), relay("relay.closing")),
    (Behaviour("hangs at DATA", {"DATA": [HANG]}), relay("relay.timeout")),
    (Behaviour("says 451 to DATA", {"DATA": ["451 4.3.0 later"]}), later("smtp.content 451 4.3.0")),
    (Behaviour("says 554 to DATA", {"DATA": ["554 no valid recipients"]}), bounced("smtp.content 554")),
    (Behaviour("tears the connection down in the mail", mid_body=RESET), relay("relay.disconnected")),
    (Behaviour("says no in the middle of the mail", mid_body="552 5.3.4 too large"), refused("smtp.refused 552 5.3.4")),
    (Behaviour("says yes before the mail is over", mid_body="250 2.0.0 kept"), relay("relay.out_of_step")),
    (Behaviour("takes only short mails", {"EHLO": [f"{EHLO_WITH} SIZE 300"]}), refused("smtp.refused 552 5.3.4")),
    # the answer to the dot
    (Behaviour("says 421 to the dot", after_body="421 4.3.2 shutting down"), relay("relay.closing")),
    (Behaviour("says 451 to the dot", after_body="451 4.3.0 later"), later("smtp.content 451 4.3.0")),
    (Behaviour("says 452 to the dot", after_body="452 4.3.1 no room"), later("smtp.content 452 4.3.1")),
    (Behaviour("says 550 to the dot", after_body="550 5.1.1 unknown"), bounced("smtp.content 550 5.1.1")),
    (Behaviour("says 552 to the dot", after_body="552 5.3.4 too large"), refused("smtp.refused 552 5.3.4")),
    (Behaviour("says 554 to the dot", after_body="554 5.7.1 looks like spam"), refused("smtp.refused 554 5.7.1")),
    (Behaviour("says a bare 554 to the dot", after_body="554 transaction failed"), bounced("smtp.content 554")),
    (Behaviour("closes after the dot", after_body=None), UNCERTAIN),
    (Behaviour("tears the connection down after the dot", after_body=RESET), UNCERTAIN),
    (Behaviour("hangs after the dot", after_body=HANG), UNCERTAIN),
    (Behaviour("drips bytes after the dot", after_body=DRIP), UNCERTAIN),
    (Behaviour("answers the dot with garbage", after_body="kept, maybe"), UNCERTAIN),
    (Behaviour("answers the dot without an end", after_body=TOO_LONG), UNCERTAIN),
    # odd, and still a yes
    (Behaviour("tears the connection down after 250", after_body=f"250 2.0.0 kept+{RESET}"), SENT),
    (Behaviour("answers in many lines", {"MAIL": [MANY_LINES], "RCPT": [MANY_LINES]}, after_body=MANY_LINES), SENT),
    (Behaviour("knows HELO only", {"EHLO": ["502 what?"]}), SENT),
    (Behaviour("says 251 to RCPT", {"RCPT": ["251 will forward"]}), SENT),
]


def _several_at_once(behaviour: Behaviour) -> Behaviour:
    """The same by a relay that takes several commands at once (RFC 2920)."""
    answers = {**behaviour.answers, "EHLO": [f"{EHLO_WITH} PIPELINING"]}
    return replace(behaviour, name=f"{behaviour.name}, several at once", answers=answers)


TABLE += [
    (_several_at_once(behaviour), ending)
    for behaviour, ending in TABLE
    if not behaviour.host and not behaviour.answers.keys() & {"hello", "EHLO"}
]
"""What a relay does between greeting and dot must end the same when it hears sender, recipient and DATA in one go."""
