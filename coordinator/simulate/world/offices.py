"""What records offices do with our letters: late, partly, for money, by their own form, or never."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from coordinator.simulate.world.case_seen import Json, moment
from coordinator.simulate.world.cast import RECORDS
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.hours import days_after, evening_of, morning_of
from coordinator.simulate.world.office_fate import OfficeFate, hastened, office_fate
from coordinator.simulate.world.scene import Scene

OWED = ("needed", "requested", "acknowledged")
GIVE_UP_DAYS = {"routine": 60.0, "expedited": 40.0, "urgent": 14.0}
"""Calendar days after the letter at which patient and navigator go on without an office that never answers."""

EVIDENCE = {"fax": "fax_confirmed", "secure_email": "email_ack", "office_portal": "portal", "print": "delivery_scan"}
KNOWN_ALREADY = 0.5
"""How much sooner an office answers a letter that was sent again: somebody there knows of it."""

AFTER_FEE_DAYS, RESEND_DAYS = 2.0, 5.0


def office_deeds(scene: Scene) -> Iterator[Deed]:
    """What the offices of this case do next, request by request."""
    for request in scene.case.requests:
        if (
            request["department"] != "patient"
            and request.get("sent_at")
            and request["status"] not in ("cancelled", "waiting")
        ):
            yield from _Office(scene, request).deeds()
        yield from _verification(scene, request)


def request_key(scene: Scene, request: Json) -> str:
    """Organization, department and basis, and which of several alike: the same words in every run."""
    key = f"{request['organization']}/{request['department']}/{request.get('legal_basis') or 'patient'}"
    alike = [
        r["id"]
        for r in scene.case.requests
        if (r["organization"], r["department"], r.get("legal_basis"))
        == (request["organization"], request["department"], request.get("legal_basis"))
    ]
    number = alike.index(request["id"])
    return f"{key}/{number}" if number else key


def _verification(scene: Scene, request: Json) -> Iterator[Deed]:
    """A person looks at what came, a day after it came (``domain.md`` §1.4)."""
    for item in request["items"]:
        if item["status"] == "received":
            came = [
                e
                for e in scene.case.events("records_received", request=request["id"])
                if item["id"] in (e["data"].get("items") or ())
            ]
            at = moment(came[-1]["at"]) if came else scene.now
            key = f"{request_key(scene, request)}/verify/{item['record_type']}"
            yield scene.deed(key, "document_verified", at, 1.0, by=RECORDS, item=item["id"])


class _Office:
    """One desk and one letter of ours."""

    def __init__(self, scene: Scene, request: Json) -> None:
        self.scene, self.request = scene, request
        self.key = request_key(scene, request)
        self.sent_at = moment(request["sent_at"])
        self.times_sent = max(len(scene.case.events("request_sent", request=request["id"])), 1)
        self.fate = self._fate()
        received = moment(request["received_at"]) if request.get("received_at") else None
        self.base = morning_of(received if received is not None and received >= self.sent_at else self.sent_at)
        self.owed = [i for i in request["items"] if i["status"] in OWED]

    def deeds(self) -> Iterator[Deed]:
        """The next acts of this office, and ours that only it calls for."""
        if self.request["status"] == "returned":
            yield self._sent_again(self._since("request_returned") or self.scene.now, 2.0, other_way=False)
            return
        if not self.owed or self.request["status"] in ("refused", "done", "ready"):
            return
        if self.fate.outcome == "never_received" and not self.request.get("received_at"):
            yield self._sent_again(self.sent_at, RESEND_DAYS, other_way=True)
            return
        if self.fate.outcome == "never":
            yield from self._given_up()
            return
        if self.fate.by_machine and not self.request.get("received_at"):
            days = 3.0 if self.request.get("channel") == "print" else 0.05
            evidence = EVIDENCE.get(str(self.request.get("channel")), "call")
            yield self._deed("receipt", "request_received", self.sent_at, days, evidence=evidence)
        if self.fate.outcome == "returned":
            yield self._deed("returned", "request_returned", self.base, self.days * 0.35, cause=self.fate.return_cause)
            return
        yield from self._answer()

    def answer_at(self) -> datetime:
        """When this office answers if nothing more happens."""
        at = days_after(self.base, self.days)
        fee = [self._since(f"fee_{word}") for word in ("approved", "paid", "refused", "challenged")]
        settled = [days_after(morning_of(t), AFTER_FEE_DAYS) for t in fee if t is not None]
        return max([at, *settled])

    @property
    def days(self) -> float:
        """Calendar days from receipt to answer, shortened by every letter and call so far."""
        rates, case = self.scene.rates, self.scene.case
        steps = [
            (self._days_since_base(entry), rates.letter_hurries)
            for entry in case.letters(self.request["id"])
            if str(entry["name"]).startswith(("l02", "l03", "l04", "l05"))
        ]
        steps += [
            (self._days_since_base(e), rates.call_hurries)
            for e in case.events("call_logged", request=self.request["id"])
        ]
        return hastened(self.fate.response_days, [s for s in steps if s[0] > 0])

    def _answer(self) -> Iterator[Deed]:
        fee_open = self.request.get("fee_status") == "quoted"
        if self.fate.fee_minor is not None and not self.scene.case.since("fee_quoted", request=self.request["id"]):
            yield self._deed("fee", "fee_quoted", self.base, self.days * 0.4, amount_minor=self.fate.fee_minor)
            return
        if fee_open:
            return
        at = self.answer_at()
        first_part_at = self._since("records_received")
        if first_part_at is not None:
            at = days_after(morning_of(first_part_at), self.fate.second_part_days)
        elif self.fate.outcome == "ok":
            yield from self._promise(at)
            yield from self._extension(at)
        if self.fate.outcome == "no_record":
            yield self._deed("no-record", "no_record_found", at)
        elif self.fate.outcome == "denied":
            yield self._deed("denied", "request_refused", at, basis="the office says that it may not release these")
        else:
            yield self._deed(
                f"records-{len(self.scene.case.events('records_received', request=self.request['id']))}",
                "records_received",
                at,
                items=self._parcel(first_part_at is None),
            )

    def _parcel(self, first: bool) -> str:
        """Everything, or in a first part about half, by record type; physical items travel alone anyway."""
        names = sorted(i["record_type"] for i in self.owed)
        if first and self.fate.partial and len(names) > 1:
            names = sorted(self.scene.chance(self.key, "parcel").sample(names, (len(names) + 1) // 2))
        ids = {i["record_type"]: str(i["id"]) for i in self.owed}
        return ",".join(ids[name] for name in names)

    def _promise(self, answer_at: datetime) -> Iterator[Deed]:
        if not self.fate.promises or self._since("office_promised") or self.days < 4:
            return
        on = answer_at.date() - timedelta(days=3 if self.fate.breaks_promise else 0)
        told_at = days_after(self.base, min(self.days * 0.3, 5.0))
        if on > told_at.date():
            yield self._deed("promise", "office_promised", told_at, on=on.isoformat())

    def _extension(self, answer_at: datetime) -> Iterator[Deed]:
        due_on = self.request.get("due_on")
        if not (self.fate.extends and due_on and self.request.get("received_at")) or self._since("office_extended"):
            return
        due = date.fromisoformat(due_on)
        if answer_at.date() > due:
            at = evening_of(due - timedelta(days=4))
            yield self._deed("extension", "office_extended", at, reason="the records are stored elsewhere")

    def _given_up(self) -> Iterator[Deed]:
        """Nobody answers: patient and navigator go on without, on record (``domain.md`` §1.4)."""
        days = GIVE_UP_DAYS.get(str(self.scene.case.show.get("priority")), 60.0)
        for item in self.owed:
            yield self._deed(
                f"waived/{item['record_type']}",
                "item_waived",
                self.sent_at,
                days,
                item=item["id"],
                reason="the office never answered; the patient agreed to go on without",
                agreed_by="patient",
            )

    def _sent_again(self, after: datetime, days: float, *, other_way: bool) -> Deed:
        used = str(self.request.get("channel") or "fax")
        ways = (
            ["print", "fax"]
            if other_way and used == "fax"
            else ["fax", "print"]
            if other_way
            else [used, "fax", "print"]
        )
        ways = ["secure_email" if way == "email" else way for way in ways]
        key = f"{self.key}/again-{self.times_sent}"
        way = next((w for w in ways if not self.scene.was_refused(f"{key}/{w}")), "print")
        return self.scene.deed(
            f"{key}/{way}", "request_sent_again", after, days, by=RECORDS, request=self.request["id"], channel=way
        )

    def _deed(self, key: str, fact: str, after: datetime, days: float = 0.0, **values: object) -> Deed:
        about = {} if fact == "item_waived" else {"request": self.request["id"]}
        return self.scene.deed(
            f"{self.key}/{key}/{self.times_sent}", fact, after, days, by=RECORDS, values={**about, **values}
        )

    def _since(self, name: str) -> datetime | None:
        """When such an event happened since the letter left last."""
        at = self.scene.case.since(name, request=self.request["id"])
        return at if at is not None and (at >= self.sent_at or name == "request_returned") else None

    def _days_since_base(self, entry: Json) -> float:
        return (morning_of(moment(entry["at"])) - self.base) / timedelta(days=1)

    def _fate(self) -> OfficeFate:
        """Drawn for the first letter; one that was sent again is answered without further ado."""
        scene, office = self.scene, (str(self.request["organization"]), str(self.request["department"]))
        again = self.times_sent > 1
        fate = office_fate(
            scene.chance(self.key, "office", self.times_sent),
            scene.rates,
            office[1],
            hurried=scene.case.hurried,
            own_form=office in scene.offices.own_form and not again,
            prepay=office in scene.offices.prepay,
        )
        if not again:
            return fate
        outcome = "ok" if fate.outcome in ("returned", "never_received", "never") else fate.outcome
        return replace(fate, outcome=outcome, response_days=fate.response_days * KNOWN_ALREADY)
