"""A fax did not arrive: by the gateway's notice, or because somebody looked at its log (``domain.md`` §4.6)."""

from __future__ import annotations

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import remember
from coordinator.domain.facts.registry import fact, maybe
from coordinator.domain.left import FIRST_LETTER
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import Channel, RequestStatus

FAILURES = "fax_failures"
"""Which faxes are known to have failed, so that one failure told twice is one."""

WRONG_NUMBER = "wrong_number"
REASONS = ("busy", "no_answer", WRONG_NUMBER, "incomplete", "other")


@fact(
    maybe("request", Kind.REQUEST, "the record request whose letter it was"),
    maybe("about", Kind.TEXT, "the id of a referral, appointment or question back, for a fax to a provider"),
    maybe("letter", Kind.TEXT, "its name, such as l02-reminder-1; the latest letter of the request where left out"),
    maybe("effect", Kind.TEXT, "the order that left as this fax, as `effects list` prints it"),
    maybe("reason", Kind.CHOICE, "what the gateway said", REASONS),
    usually="records", says="A fax did not arrive. It is tried three times over two hours, then by the next channel.",
    when_closed=True,
)  # fmt: skip
def fax_failed(
    case: Case, act: Act, known: Known, request: RecordRequest | None = None, about: str | None = None,
    letter: str | None = None, effect: str | None = None, reason: str | None = None,
) -> Recorded:  # fmt: skip
    """The event names the order where it is known; the service orders the next try (``services/fax_tries.py``).

    A first letter that never arrived starts no clock: its sending stays on record, and the next try counts.
    """
    if (request is None) == (about is None):
        raise Refused("key.missing", "one of request or about", field="request")
    if request is None:
        mark = effect or f"{about}/{local(act.at, case.patient.time_zone).date()}"
        if not _is_new(case, mark):
            return already()
        return said(case.note("fax_failed", act, about=about, name=letter, effect=effect, reason=reason))
    if request.sent_at is None or request.channel != Channel.FAX:
        raise Refused("request.not_faxed", "the last letter of this request did not leave by fax", field="request")
    name = letter or request.last_letter_name
    if not _is_new(case, effect or f"{request.id}/{name}/{request.sent_at.isoformat()}"):
        return already(request=request.id)
    event = case.note("fax_failed", act, request=request.id, name=name, effect=effect, reason=reason)
    nothing_came = request.status is RequestStatus.SENT and not request.receipt_evidenced
    if name == FIRST_LETTER and case.open and nothing_came and request.outstanding():
        request.begin_again(Channel.FAX)
        request.status = RequestStatus.READY
    return said(event, request=request.id)


def _is_new(case: Case, mark: str) -> bool:
    kept = case.answers.get(FAILURES)
    known = list(kept) if isinstance(kept, list) else []
    if mark in known:
        return False
    remember(case, FAILURES, [*known, mark])
    return True
